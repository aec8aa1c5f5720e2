import { seededGuid } from "../seeded-random.ts";
import type { Prophet21ConsumerOption, Prophet21EmulatorOptions } from "./options.ts";
import { parseScope } from "./scope.ts";
import type { Prophet21Consumer } from "./state.ts";

type Option = Prophet21ConsumerOption & { readonly about?: string };

/** What is wrong with a registration, each as a clause that follows its option's name. */
export function consumerProblems({ name, scope = "/api", tokenExpire = "never" }: Option): readonly string[] {
  const problems: string[] = [];
  if (parseScope(scope) === undefined)
    problems.push(
      `has the scope ${JSON.stringify(scope)} for ${JSON.stringify(name)}: entries begin with / and are parted by semicolons, as /api;/odata:supplier,price_page`,
    );
  if (tokenExpire !== "never" && !(Number.isSafeInteger(tokenExpire) && tokenExpire > 0))
    problems.push(
      `has the tokenExpire ${JSON.stringify(tokenExpire)} for ${JSON.stringify(name)}: it takes whole seconds from 1, or "never"`,
    );
  return problems;
}

/** A registration as the API Console saves it. */
export function consumerOf(option: Option, uid: number): Prophet21Consumer {
  const { name, key, scope = "/api", type = "Service", sdkAccess = false, tokenExpire = "never" } = option;
  const about = option.about ?? "given by option";
  return { uid, name, key, scope: withSdk(scope, sdkAccess), type, sdkAccess, tokenExpire, about };
}

/** Ticking SDK Access appends an entry (observed on 25.2.5749.0). */
function withSdk(scope: string, sdkAccess: boolean): string {
  const listed = scope.split(";").some((entry) => entry.trim().toLowerCase() === "/p21sdk");
  return sdkAccess && !listed ? `${scope};/p21sdk` : scope;
}

/** The registrations at the start: the main one, one for each kind of scope, and those given by option. */
export function consumersAtStart(
  { consumerKey, consumers = [] }: Prophet21EmulatorOptions,
  seed: number,
): readonly Option[] {
  const key = (name: string): string => seededGuid(seed, `prophet21-consumer:${name}`);
  return [
    { name: "erp-sync", key: key("main"), about: "the main consumer", ...consumerKey },
    {
      name: "price-reader",
      key: key("odata"),
      scope: "/odata:supplier,price_page",
      about: "OData on two tables; and Transactions, which no scope holds back",
    },
    { name: "sdk-app", key: key("sdk"), scope: "/api", sdkAccess: true, about: "SDK access ticked" },
    { name: "bare-odata", key: key("bare"), scope: "/odata", about: "a scope that names no tables, which opens none" },
    { name: "ui-robot", key: key("ui"), scope: "/uiserver0", about: "Interactive and Transaction only" },
    { name: "hourly", key: key("hourly"), scope: "/api", tokenExpire: 3600, about: "tokens of one hour" },
    ...consumers,
  ];
}
