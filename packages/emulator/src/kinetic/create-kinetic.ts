import type { OptionReport } from "../check-options.ts";
import type { EmulatedKinetic } from "../emulator.ts";
import { html, type Answer } from "../http/answer.ts";
import type { Call } from "../http/call.ts";
import { lazily } from "../lazily.ts";
import { readSwitches } from "../switches.ts";
import type { EmulatedSystem, Findings, Surroundings } from "../system.ts";
import { businessObjects } from "./business-objects.ts";
import { createKineticState, signKeyOf } from "./create-state.ts";
import { conversionsPending, kineticError } from "./errors.ts";
import type { KineticExchange } from "./exchange.ts";
import type { TrustedProviders } from "./entra-trust.ts";
import type { KineticEmulatorOptions } from "./options.ts";
import { readAddress } from "./read-address.ts";
import { createLicenceView, viewSession } from "./licence-view.ts";
import { answerPart, serve } from "./serve.ts";
import type { KineticState } from "./state.ts";
import { kineticSwitches, type KineticSwitches } from "./switches.ts";

export interface Kinetic {
  readonly system: EmulatedSystem;
  readonly face: Omit<EmulatedKinetic, "url" | "fetch">;
}

/** An emulated Kinetic: its state made, its switches set, its addresses answered. */
export function createKinetic(
  options: KineticEmulatorOptions,
  surroundings: Surroundings,
  report: OptionReport,
  trusted?: TrustedProviders,
): Kinetic {
  const switches = readSwitches(kineticSwitches, { ...options.switches }, (name, problem) =>
    report.add(`kinetic.switches.${name}`, problem),
  );
  const state = createKineticState(options, switches, surroundings, report, trusted);
  const exchangeOf = exchangeMaker(state, switches, surroundings);
  return { system: systemOf(state, exchangeOf, surroundings), face: faceOf(state, switches) };
}

type ExchangeMaker = (call: Call, findings: Findings) => KineticExchange;

function exchangeMaker(state: KineticState, switches: KineticSwitches, surroundings: Surroundings): ExchangeMaker {
  const objects = lazily(() => businessObjects(state.tables));
  const exchangeOf: ExchangeMaker = (call, findings) => ({
    call,
    findings,
    state,
    get objects(): KineticExchange["objects"] {
      return objects();
    },
    switches,
    surroundings,
    address: readAddress(call.path, state.instance),
    random: surroundings.random,
    workMs: 0,
    answerPart(part) {
      const inner = exchangeOf(part, { notes: [] });
      const answer = answerPart(inner);
      this.workMs += inner.workMs;
      return answer;
    },
  });
  return exchangeOf;
}

function systemOf(state: KineticState, exchangeOf: ExchangeMaker, surroundings: Surroundings): EmulatedSystem {
  const silent = (call: Call): KineticExchange => exchangeOf(call, { notes: [] });
  let generation = 0;
  return {
    handle: (call, findings) => serve(exchangeOf(call, findings)),
    isTokenRequest: (call) => readAddress(call.path, state.instance).kind === "token",
    revokeTokens: () => {
      generation += 1;
      state.signKey = signKeyOf(surroundings.seed, generation);
    },
    serverError: (call, status) => serverError(silent(call), status),
    conversionsPending: (call) => conversionsPending(silent(call)),
    secrets: () => [
      ...state.users.map(({ password }) => password),
      ...state.apiKeys.map(({ key }) => key),
      state.signKey.toString("base64"),
    ],
  };
}

/** A broken server: the ERP's own 500, generic for remote callers while SecureErrors is on (documented), or a proxy's page. */
function serverError(exchange: KineticExchange, status: number): Answer {
  if (status === 502)
    return html(
      "fault.server-error",
      "502 - Web server received an invalid response while acting as a gateway or proxy server.",
      502,
    );
  if (status === 503) return html("fault.server-error", "Service Unavailable", 503);
  const message = exchange.switches.secureErrors
    ? "An error occurred while processing the request."
    : "Object reference not set to an instance of an object.";
  return kineticError(exchange, "server", "fault.server-error", message);
}

function faceOf(state: KineticState, switches: KineticSwitches): Kinetic["face"] {
  const users = state.users.map(({ username, password, about }) => Object.freeze({ username, password, about }));
  const apiKeys = state.apiKeys.map(({ key, description }) => Object.freeze({ key, about: description }));
  const [user] = users;
  const [apiKey] = apiKeys;
  const [company] = state.companies;
  if (user === undefined || apiKey === undefined || company === undefined)
    throw new Error("there is always a main user, key and company");
  return {
    instance: state.instance,
    company,
    companies: state.companies,
    plants: state.plants,
    user,
    users,
    apiKey: apiKey.key,
    apiKeys,
    switches,
    licences: createLicenceView(state.licences, state.sessions, company),
    sessions: () => state.sessions.list().map(viewSession),
  };
}
