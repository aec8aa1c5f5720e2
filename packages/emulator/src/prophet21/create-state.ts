import { createHash, generateKeyPairSync } from "node:crypto";
import { checkKeys, checkUsers } from "../check-credentials.ts";
import type { OptionReport } from "../check-options.ts";
import type { Signer } from "../jwt.ts";
import { lazily } from "../lazily.ts";
import { seededGuid, seededSecret } from "../seeded-random.ts";
import type { Prophet21ConsumerOption, Prophet21EmulatorOptions } from "./options.ts";
import { parseScope } from "./scope.ts";
import { seedTables } from "./seed-tables.ts";
import type { Prophet21Consumer, Prophet21State, Prophet21User, TokenSigners } from "./state.ts";
import type { Prophet21Switches } from "./switches.ts";
import { viewsOf } from "./tables.ts";

const PASSWORD_LENGTH = 16;

/** The state at start: users and consumers given or made up, tables seeded. */
export function createProphet21State(
  options: Prophet21EmulatorOptions,
  switches: Prophet21Switches,
  seed: number,
  report: OptionReport,
): Prophet21State {
  const tables = lazily(() => seedTables(seed));
  const users = usersOf(options, seed);
  const consumers = consumersOf(options, seed, report);
  checkUsers("prophet21.users", users, report);
  checkKeys("prophet21.consumers", consumers, report);
  return {
    users,
    consumers,
    get tables(): Prophet21State["tables"] {
      return Object.values(tables());
    },
    get views(): Prophet21State["views"] {
      return viewsOf(tables());
    },
    newestSession: new Map(),
    signers: signersOf(switches, seed, 0),
  };
}

/** The n-th signing keys of a seed. An RSA pair cannot be derived from a seed; nothing but the tokens' bytes depends on it. */
export function signersOf(switches: Prophet21Switches, seed: number, generation: number): TokenSigners {
  const hs256: Signer = {
    alg: "HS256",
    secret: createHash("sha256").update(`${seed}:prophet21-token-key:${generation}`).digest(),
  };
  if (switches.userTokenAlg === "HS256") return { consumer: hs256, user: hs256 };
  return { consumer: hs256, user: { alg: "RS256", ...generateKeyPairSync("rsa", { modulusLength: 2048 }) } };
}

function usersOf({ user, users = [] }: Prophet21EmulatorOptions, seed: number): readonly Prophet21User[] {
  const password = (name: string): string => seededSecret(seed, `prophet21-password:${name}`, PASSWORD_LENGTH);
  const given = users.map(
    ({ username, password: own, allowOdataApiService = false, dataservicePermission = [] }): Prophet21User => ({
      username,
      password: own,
      allowOdataApiService,
      dataservicePermission,
      about: "given by option",
    }),
  );
  const seeded: readonly Prophet21User[] = [
    {
      username: user?.username ?? "api_user",
      password: user?.password ?? password("main"),
      allowOdataApiService: true,
      dataservicePermission: ["*"],
      about: "OData allowed, all tables and views",
    },
    {
      username: "buyer",
      password: password("buyer"),
      allowOdataApiService: true,
      dataservicePermission: ["supplier", "price_page"],
      about: "OData allowed, role permits supplier and price_page only",
    },
    {
      username: "warehouse",
      password: password("warehouse"),
      allowOdataApiService: false,
      dataservicePermission: ["*"],
      about: "lacks Allow OData API Service",
    },
  ];
  // A given user takes the place of a seeded one of the same name; the main user has an option of its own.
  const free = seeded.filter(({ username }, at) => at === 0 || !given.some((other) => other.username === username));
  return [...free, ...given];
}

function consumersOf(
  { consumerKey, consumers = [] }: Prophet21EmulatorOptions,
  seed: number,
  report: OptionReport,
): readonly Prophet21Consumer[] {
  const key = (name: string): string => seededGuid(seed, `prophet21-consumer:${name}`);
  const all: readonly (Prophet21ConsumerOption & { readonly about: string })[] = [
    { name: "erp-sync", key: key("main"), about: "the main consumer", ...consumerKey },
    {
      name: "price-reader",
      key: key("odata"),
      scope: "/odata:supplier,price_page",
      about: "OData on two tables, nothing else",
    },
    { name: "sdk-app", key: key("sdk"), scope: "/api", sdkAccess: true, about: "SDK access ticked" },
    { name: "bare-odata", key: key("bare"), scope: "/odata", about: "a scope that names no tables, which opens none" },
    { name: "hourly", key: key("hourly"), scope: "/api", tokenExpire: 3600, about: "tokens of one hour" },
    ...consumers.map((consumer) => ({ ...consumer, about: "given by option" })),
  ];
  return all.map((consumer, at) => consumerOf(consumer, at, report));
}

function consumerOf(
  option: Prophet21ConsumerOption & { readonly about: string },
  at: number,
  report: OptionReport,
): Prophet21Consumer {
  const { name, key, scope = "/api", type = "Service", sdkAccess = false, tokenExpire = "never", about } = option;
  if (parseScope(scope) === undefined)
    report.add(
      "prophet21.consumers",
      `has the scope ${JSON.stringify(scope)} for ${JSON.stringify(name)}: entries begin with / and are parted by semicolons, as /api;/odata:supplier,price_page`,
    );
  if (tokenExpire !== "never" && !(Number.isSafeInteger(tokenExpire) && tokenExpire > 0))
    report.add(
      "prophet21.consumers",
      `has the tokenExpire ${JSON.stringify(tokenExpire)} for ${JSON.stringify(name)}: it takes whole seconds from 1, or "never"`,
    );
  // Ticking SDK Access appends an entry (observed on 25.2.5749.0).
  return { uid: at + 1, name, key, scope: sdkAccess ? `${scope};/p21sdk` : scope, type, tokenExpire, about };
}
