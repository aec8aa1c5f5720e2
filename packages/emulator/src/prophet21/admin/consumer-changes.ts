import { checkKeys } from "../../check-credentials.ts";
import { consumerOf, consumerProblems } from "../consumers.ts";
import type { Prophet21ConsumerOption } from "../options.ts";
import type { Prophet21Consumer, Prophet21State } from "../state.ts";
import { checked, requireNamed } from "./admin-report.ts";
import type { ConsumerChange } from "./prophet21-admin.ts";

/** API Console, Register Consumer Key. Throws TypeError naming every fault. */
export function registerConsumer(state: Prophet21State, consumer: Prophet21ConsumerOption): Prophet21Consumer {
  checked("registerConsumer", (report) => {
    if (consumer.name.trim() === "") report.add("name", "is empty");
    if (state.consumers.some(({ name }) => name === consumer.name))
      report.add("name", `is taken: ${JSON.stringify(consumer.name)}`);
    for (const problem of consumerProblems(consumer)) report.add("consumer", problem);
    checkKeys("key", [consumer, ...state.consumers], report);
  });
  const uid = Math.max(0, ...state.consumers.map((each) => each.uid)) + 1;
  const registered = consumerOf({ ...consumer, about: "registered by hand" }, uid);
  state.consumers = [...state.consumers, registered];
  state.secrets.push(registered.key);
  return registered;
}

/** Changes a registration. Throws TypeError naming every fault. */
export function changeConsumer(state: Prophet21State, name: string, change: ConsumerChange): Prophet21Consumer {
  const before = find(state, "changeConsumer", name);
  const scope = change.scope ?? withoutSdk(before);
  const option = { ...before, ...change, scope };
  checked("changeConsumer", (report) => {
    for (const problem of consumerProblems(option)) report.add("consumer", problem);
  });
  const changed = consumerOf(option, before.uid);
  state.consumers = state.consumers.map((each) => (each === before ? changed : each));
  return changed;
}

/** The scope as it was typed in: SDK Access adds its entry again if it is still ticked. */
function withoutSdk({ scope, sdkAccess }: Prophet21Consumer): string {
  return sdkAccess ? scope.replace(/;\/p21sdk$/i, "") : scope;
}

export function removeConsumer(state: Prophet21State, name: string): void {
  const gone = find(state, "removeConsumer", name);
  state.consumers = state.consumers.filter((each) => each !== gone);
}

function find({ consumers }: Prophet21State, act: string, name: string): Prophet21Consumer {
  const found = consumers.find((each) => each.name === name);
  return requireNamed(
    act,
    "consumer",
    found,
    name,
    consumers.map((each) => each.name),
  );
}
