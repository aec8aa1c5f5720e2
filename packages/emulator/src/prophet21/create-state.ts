import { createHash, generateKeyPairSync } from "node:crypto";
import { checkKeys, checkUsers } from "../check-credentials.ts";
import type { OptionReport } from "../check-options.ts";
import type { WakingClock } from "../clock.ts";
import type { Signer } from "../jwt.ts";
import { consumerOf, consumerProblems, consumersAtStart } from "./consumers.ts";
import { createProphet21Data } from "./data.ts";
import { createUiSessions } from "./interactive/ui-sessions.ts";
import type { Prophet21EmulatorOptions } from "./options.ts";
import { rolesAtStart } from "./roles.ts";
import type { Prophet21Consumer, Prophet21State, Prophet21User, TokenSigners } from "./state.ts";
import type { Prophet21Switches } from "./switches.ts";
import { createAsyncQueue } from "./transaction/async-queue.ts";
import { usersAtStart } from "./users.ts";

/** What the state is made with. */
export interface StateParts {
  readonly switches: Prophet21Switches;
  readonly seed: number;
  readonly clock: WakingClock;
}

/** The state at start: users, roles and consumers given or made up, tables ready to be seeded. */
export function createProphet21State(
  options: Prophet21EmulatorOptions,
  { switches, seed, clock }: StateParts,
  report: OptionReport,
): Prophet21State {
  const people = peopleOf(options, seed, report);
  const data = createProphet21Data(seed);
  return {
    ...people,
    secrets: [...people.users.map(({ password }) => password), ...people.consumers.map(({ key }) => key)],
    data,
    get tables(): Prophet21State["tables"] {
      return data.tables;
    },
    views: data.views,
    newestSession: new Map(),
    ui: createUiSessions(clock, switches),
    asyncQueue: createAsyncQueue(clock, switches.asyncConcurrency),
    adminSessions: new Map(),
    signers: signersOf(switches, seed, 0),
  };
}

type People = Pick<Prophet21State, "users" | "roles" | "consumers">;

function peopleOf(options: Prophet21EmulatorOptions, seed: number, report: OptionReport): People {
  const users = usersAtStart(options, seed);
  const roles = rolesAtStart(options);
  const consumers = registered(options, seed, report);
  checkUsers("prophet21.users", users, report);
  checkKeys("prophet21.consumers", consumers, report);
  checkRoles(options, users, roles, report);
  return { users, roles, consumers };
}

function registered(
  options: Prophet21EmulatorOptions,
  seed: number,
  report: OptionReport,
): readonly Prophet21Consumer[] {
  return consumersAtStart(options, seed).map((option, at) => {
    for (const problem of consumerProblems(option)) report.add("prophet21.consumers", problem);
    return consumerOf(option, at + 1);
  });
}

function checkRoles(
  { users: given = [] }: Prophet21EmulatorOptions,
  users: readonly Prophet21User[],
  roles: Prophet21State["roles"],
  report: OptionReport,
): void {
  for (const { username, role, dataservicePermission } of given) {
    if (role !== undefined && dataservicePermission !== undefined)
      report.add("prophet21.users", `gives ${JSON.stringify(username)} both a role and a dataservicePermission`);
  }
  const known = roles.map(({ name }) => name);
  for (const { username, role } of users) {
    if (!known.includes(role))
      report.add(
        "prophet21.users",
        `gives ${JSON.stringify(username)} the role ${JSON.stringify(role)}, which is not one of ${known.join(", ")}`,
      );
  }
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
