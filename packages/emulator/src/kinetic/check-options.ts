import { checkKeys, checkUsers } from "../check-credentials.ts";
import type { OptionReport } from "../check-options.ts";
import { nearest } from "../nearest.ts";
import { LICENCE_TYPE_NAMES } from "./licence-types.ts";
import type { KineticEmulatorOptions, KineticIssuerOption, KineticLicenceCounts } from "./options.ts";
import { KINETIC_COMPANIES } from "./seed-tables.ts";
import type { KineticApiKey, KineticUser } from "./state.ts";

interface Credentials {
  readonly users: readonly KineticUser[];
  readonly apiKeys: readonly KineticApiKey[];
}

/** What Kinetic's options can hold that could never work. */
export function checkKineticOptions(
  options: KineticEmulatorOptions,
  { users, apiKeys }: Credentials,
  report: OptionReport,
): void {
  checkUsers("kinetic.users", users, report);
  checkColons(users, report);
  checkKeys(
    "kinetic.apiKeys",
    apiKeys.map(({ key, description }) => ({ key, name: description })),
    report,
  );
  checkCompanies(options, report);
  checkLicences("kinetic.licences", options.licences, report);
  for (const [company, counts] of Object.entries(options.companyLicences ?? {})) {
    if (isUnknown(company)) report.add("kinetic.companyLicences", `names ${JSON.stringify(company)}, which ${TAKES}`);
    checkLicences(`kinetic.companyLicences.${company}`, counts, report);
  }
  checkNumbers(options, report);
  options.issuers?.forEach((issuer, at) => checkIssuer(issuer, `kinetic.issuers[${at}]`, users, report));
}

const TAKES = `does not exist here; the companies are ${KINETIC_COMPANIES.join(" and ")}`;

/** Basic splits at the first colon, so a user with one in the name could never sign in. */
function checkColons(users: readonly KineticUser[], report: OptionReport): void {
  const colon = users.find(({ username }) => typeof username === "string" && username.includes(":"));
  if (colon !== undefined) {
    report.add("kinetic.users", `has the user ${JSON.stringify(colon.username)}: a user name cannot hold a colon`);
  }
}

function checkCompanies({ users = [], apiKeys = [] }: KineticEmulatorOptions, report: OptionReport): void {
  users.forEach(({ companies = [] }, at) => {
    for (const company of companies.filter(isUnknown))
      report.add(`kinetic.users[${at}].companies`, `names ${JSON.stringify(company)}, which ${TAKES}`);
    if (users[at]?.companies?.length === 0) report.add(`kinetic.users[${at}].companies`, "needs at least one company");
  });
  apiKeys.forEach(({ company }, at) => {
    if (company !== undefined && isUnknown(company))
      report.add(`kinetic.apiKeys[${at}].company`, `is ${JSON.stringify(company)}, which ${TAKES}`);
  });
}

function isUnknown(company: string): boolean {
  return !KINETIC_COMPANIES.includes(company);
}

function checkLicences(option: string, counts: KineticLicenceCounts | undefined, report: OptionReport): void {
  const names: readonly string[] = LICENCE_TYPE_NAMES;
  for (const [name, count] of Object.entries(counts ?? {})) {
    if (!names.includes(name))
      report.add(`${option}.${name}`, `is not a licence type; the nearest is "${nearest(name, names) ?? ""}"`);
    if (count !== "unlimited" && !(Number.isSafeInteger(count) && count >= 0))
      report.add(`${option}.${name}`, 'takes a whole number from 0, or "unlimited"');
  }
}

/** An hour, which is longer than any client waits. */
const LONGEST_CALL_MS = 3_600_000;

function checkNumbers({ callMs, lockAfterFailures, signKey }: KineticEmulatorOptions, report: OptionReport): void {
  if (callMs !== undefined && !(callMs >= 0 && callMs <= LONGEST_CALL_MS))
    report.add("kinetic.callMs", `takes milliseconds from 0 to ${LONGEST_CALL_MS}`);
  if (lockAfterFailures !== undefined && !(Number.isSafeInteger(lockAfterFailures) && lockAfterFailures > 0))
    report.add("kinetic.lockAfterFailures", "takes a whole number from 1");
  if (signKey !== undefined && Buffer.from(signKey, "base64").length < 16)
    report.add("kinetic.signKey", "takes at least 16 bytes in Base64");
}

function checkIssuer(
  { kind, issuer, audience, apps = {} }: KineticIssuerOption,
  option: string,
  users: readonly KineticUser[],
  report: OptionReport,
): void {
  if (!["entra", "idp"].includes(kind)) report.add(`${option}.kind`, 'takes "entra" or "idp"');
  if (issuer === "" || issuer.length === 0) report.add(`${option}.issuer`, "needs the iss of the tokens");
  if (kind === "entra" && (audience === undefined || audience.length === 0))
    report.add(`${option}.audience`, "needs the server application's id or its ApplicationIDURI");
  for (const username of Object.values(apps)) {
    if (!users.some((user) => user.username === username))
      report.add(`${option}.apps`, `names the user ${JSON.stringify(username)}, who does not exist`);
  }
}
