import { randomGuid, seededRandom, seededSecret } from "../seeded-random.ts";
import type { KineticEmulatorOptions, KineticUserOption } from "./options.ts";
import { KINETIC_COMPANIES } from "./seed-tables.ts";
import type { KineticUser } from "./state.ts";
import { userFileRow } from "./user-account.ts";

const PASSWORD_LENGTH = 16;

/** The main user, the seeded ones that no given user replaces, and the given ones. */
export function seedUsers({ user, users = [] }: KineticEmulatorOptions, seed: number): readonly KineticUser[] {
  const random = seededRandom(seed, "kinetic:users");
  const password = (name: string): string => seededSecret(seed, `kinetic-password:${name}`, PASSWORD_LENGTH);
  const main = {
    username: user?.username ?? "integration",
    password: user?.password ?? password("main"),
    integrationAccount: true,
  };
  const taken = new Set([main, ...users].map(({ username }) => username));
  const others = SEEDED.filter(({ username }) => !taken.has(username));
  const make = (option: KineticUserOption, about: string): KineticUser => makeUser(option, about, randomGuid(random));
  return [
    make(main, "may do everything in both companies"),
    ...others.map(({ about, ...rest }) => make({ ...rest, password: password(rest.username) }, about)),
    ...users.map((given) => make(given, "given by option")),
  ];
}

const SEEDED: readonly (Omit<KineticUserOption, "password"> & { readonly about: string })[] = [
  {
    username: "clerk",
    companies: ["EPIC06"],
    deniedMethods: ["Erp.BO.Company.*", "Erp.BO.Customer.Update"],
    about: "signs in, but lacks rights to Erp.BO.Company and to Erp.BO.Customer.Update, and to company EPIC07",
  },
  { username: "manager", securityManager: true, about: "is a security manager" },
  { username: "retired", disabled: true, about: "is disabled" },
  { username: "locked", lockedOut: true, about: "is locked out" },
  { username: "lapsed", expirePassword: true, about: "has a password that has run out" },
];

function makeUser(option: KineticUserOption, about: string, sysRowId: string): KineticUser {
  const { username, password, companies = KINETIC_COMPANIES, deniedMethods = [] } = option;
  const account = userFileRow(option, companies, sysRowId);
  return { username, password, companies, deniedMethods, about, account };
}
