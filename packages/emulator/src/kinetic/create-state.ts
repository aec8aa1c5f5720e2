import { createHash } from "node:crypto";
import { checkKeys, checkUsers } from "../check-credentials.ts";
import type { OptionReport } from "../check-options.ts";
import { lazily } from "../lazily.ts";
import { seededSecret } from "../seeded-random.ts";
import type { KineticApiKeyOption, KineticEmulatorOptions, KineticUserOption } from "./options.ts";
import { KINETIC_COMPANIES, seedTables } from "./seed-tables.ts";
import type { KineticApiKey, KineticState, KineticUser } from "./state.ts";

/** About 45 letters and digits, the length of keys in the field (observed:client). */
const API_KEY_LENGTH = 45;
const PASSWORD_LENGTH = 16;

/** The state at start: users and keys given or made up, tables seeded. */
export function createKineticState(options: KineticEmulatorOptions, seed: number, report: OptionReport): KineticState {
  const users = usersOf(options, seed);
  const apiKeys = [...seededApiKeys(options, seed), ...(options.apiKeys ?? []).map(givenApiKey)];
  checkUsers("kinetic.users", users, report);
  checkColons(users, report);
  checkKeys(
    "kinetic.apiKeys",
    apiKeys.map(({ key, description }) => ({ key, name: description })),
    report,
  );
  checkCompanies(options, report);
  const tables = lazily(() => seedTables(seed, users));
  return {
    instance: options.instance ?? "ERP11PROD",
    companies: KINETIC_COMPANIES,
    users,
    apiKeys,
    get tables(): KineticState["tables"] {
      return tables();
    },
    signKey: signKeyOf(seed, 0),
  };
}

/** The n-th Sign Key of a seed. */
export function signKeyOf(seed: number, generation: number): Buffer {
  return createHash("sha256").update(`${seed}:kinetic-sign-key:${generation}`).digest();
}

/** The main user, the seeded ones that no given user replaces, and the given ones. */
function usersOf(options: KineticEmulatorOptions, seed: number): readonly KineticUser[] {
  const [main, ...others] = seededUsers(options, seed);
  const given = (options.users ?? []).map(givenUser);
  const taken = new Set([main, ...given].map((user) => user?.username));
  return [...(main === undefined ? [] : [main]), ...others.filter(({ username }) => !taken.has(username)), ...given];
}

/** Basic splits at the first colon, so a user with one in the name could never sign in. */
function checkColons(users: readonly KineticUser[], report: OptionReport): void {
  const colon = users.find(({ username }) => typeof username === "string" && username.includes(":"));
  if (colon !== undefined) {
    report.add("kinetic.users", `has the user ${JSON.stringify(colon.username)}: a user name cannot hold a colon`);
  }
}

function seededUsers({ user }: KineticEmulatorOptions, seed: number): readonly KineticUser[] {
  const password = (name: string): string => seededSecret(seed, `kinetic-password:${name}`, PASSWORD_LENGTH);
  const rest = { companies: KINETIC_COMPANIES, deniedMethods: [], disabled: false };
  return [
    {
      ...rest,
      username: user?.username ?? "integration",
      password: user?.password ?? password("main"),
      about: "may do everything in both companies",
    },
    {
      ...rest,
      username: "clerk",
      password: password("clerk"),
      companies: ["EPIC06"],
      deniedMethods: ["Erp.BO.Company.*", "Erp.BO.Customer.Update"],
      about: "signs in, but lacks rights to Erp.BO.Company and to Erp.BO.Customer.Update",
    },
    { ...rest, username: "retired", password: password("retired"), disabled: true, about: "is disabled" },
  ];
}

function seededApiKeys({ apiKey }: KineticEmulatorOptions, seed: number): readonly KineticApiKey[] {
  const key = (name: string): string => seededSecret(seed, `kinetic-api-key:${name}`, API_KEY_LENGTH);
  const open = { company: undefined, enabled: true, expiresAtMs: undefined, accessScope: undefined };
  return [
    { ...open, key: apiKey ?? key("main"), description: "all companies" },
    { ...open, key: key("epic06"), description: "company EPIC06 only", company: "EPIC06" },
    {
      ...open,
      key: key("scoped"),
      description: "access scope: customers, the BAQ and the function library only",
      accessScope: ["Erp.BO.CustomerSvc", "BaqSvc/zCustomer01", "efx/OrderDesk"],
    },
    { ...open, key: key("expired"), description: "expired on 2020-01-01", expiresAtMs: Date.UTC(2020, 0, 1) },
    { ...open, key: key("disabled"), description: "disabled", enabled: false },
  ];
}

function givenUser({
  username,
  password,
  companies = KINETIC_COMPANIES,
  deniedMethods = [],
  disabled = false,
}: KineticUserOption): KineticUser {
  return { username, password, companies, deniedMethods, disabled, about: "given by option" };
}

function givenApiKey(option: KineticApiKeyOption): KineticApiKey {
  const { key, description = "given by option", company, enabled = true, expiresAtMs, accessScope } = option;
  return { key, description, company, enabled, expiresAtMs, accessScope };
}

function checkCompanies({ users = [], apiKeys = [] }: KineticEmulatorOptions, report: OptionReport): void {
  const takes = `does not exist here; the companies are ${KINETIC_COMPANIES.join(" and ")}`;
  users.forEach(({ companies = [] }, at) => {
    for (const company of companies.filter(isUnknown))
      report.add(`kinetic.users[${at}].companies`, `names ${JSON.stringify(company)}, which ${takes}`);
    if (users[at]?.companies?.length === 0) report.add(`kinetic.users[${at}].companies`, "needs at least one company");
  });
  apiKeys.forEach(({ company }, at) => {
    if (company !== undefined && isUnknown(company))
      report.add(`kinetic.apiKeys[${at}].company`, `is ${JSON.stringify(company)}, which ${takes}`);
  });
}

function isUnknown(company: string): boolean {
  return !KINETIC_COMPANIES.includes(company);
}
