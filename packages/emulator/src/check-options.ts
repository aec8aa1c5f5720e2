import type { EmulatorOptions, StartEmulatorOptions } from "./emulator-options.ts";
import { nearest } from "./nearest.ts";

/** Collects everything wrong with the options, so that all of it is reported at once and nothing is half made. */
export interface OptionReport {
  add(option: string, problem: string): void;
  /** Throws one TypeError listing every fault, if there is any. */
  throwIfAny(): void;
}

export function createOptionReport(caller: string): OptionReport {
  const faults: string[] = [];
  return {
    add: (option, problem) => void faults.push(`"${option}" ${problem}`),
    throwIfAny: () => {
      if (faults.length > 0) throw new TypeError(`${caller}: ${faults.join("; ")}`);
    },
  };
}

const TOP: readonly string[] = ["seed", "runtime", "kinetic", "prophet21", "entra", "epicorIdp", "journalLimit"];
const NEEDS_SOCKETS = "needs sockets: use startEmulator instead";
const PORTS = ["kineticPort", "prophet21Port", "entraPort", "epicorIdpPort"] as const;
const LISTEN: readonly string[] = ["host", ...PORTS];
const USER: readonly string[] = ["username", "password"];
const KINETIC: readonly string[] = [
  "instance",
  "user",
  "apiKey",
  "users",
  "apiKeys",
  "issuers",
  "azureAd",
  "signKey",
  "licences",
  "companyLicences",
  "callMs",
  "lockAfterFailures",
  "switches",
];
const KINETIC_USER: readonly string[] = [
  ...USER,
  "companies",
  "deniedMethods",
  "disabled",
  "lockedOut",
  "lockedOutUntilMs",
  "expirePassword",
  "passwordExpiresAtMs",
  "securityManager",
  "integrationAccount",
  "externalIdentity",
];
const KINETIC_ISSUER: readonly string[] = ["kind", "issuer", "audience", "keys", "claim", "scope", "apps"];
const KINETIC_AZURE_AD: readonly string[] = ["webApp", "claim", "apps"];
const KINETIC_KEY: readonly string[] = [
  "key",
  "description",
  "company",
  "enabled",
  "expiresAtMs",
  "accessScope",
  "user",
];
const PROPHET21: readonly string[] = ["user", "consumerKey", "users", "roles", "consumers", "switches"];
const PROPHET21_USER: readonly string[] = [
  ...USER,
  "login",
  "domain",
  "deleted",
  "allowOdataApiService",
  "accessToSoaAdminPage",
  "role",
  "dataservicePermission",
  "deniedWindows",
];
const PROPHET21_ROLE: readonly string[] = ["name", "tables", "views"];
const CONSUMER: readonly string[] = ["name", "key", "scope", "type", "sdkAccess", "tokenExpire"];

const ENTRA: readonly string[] = [
  "tenants",
  "apps",
  "users",
  "policies",
  "federatedIssuers",
  "deviceIntervalSeconds",
  "signing",
  "switches",
];
const ENTRA_USER: readonly string[] = [...USER, "name", "oid", "state", "roles"];
const ENTRA_POLICY: readonly string[] = ["users", "apps", "requires", "hours"];
const ENTRA_API: readonly string[] = [
  "identifierUris",
  "scopes",
  "roles",
  "accessTokenAcceptedVersion",
  "preAuthorized",
];
const ENTRA_APP: readonly string[] = [
  "name",
  "clientId",
  "tenant",
  "audience",
  "redirectUris",
  "publicClientFlows",
  "secrets",
  "certificates",
  "federated",
  "api",
  "permissions",
  "adminConsent",
  "assignmentRequired",
  "assigned",
  "disabled",
];

/** Reports every name that is no option, with the nearest one that is; and values of the wrong kind. */
export function checkOptions(options: StartEmulatorOptions, sockets: boolean, report: OptionReport): void {
  refuseUnknown(
    options,
    sockets ? [...TOP, "listen", "tls"] : TOP,
    "",
    report,
    sockets ? undefined : { listen: NEEDS_SOCKETS, tls: NEEDS_SOCKETS },
  );
  checkWhole(options.seed, "seed", 0, report);
  checkWhole(options.journalLimit, "journalLimit", 1, report);
  refuseUnknown(options.runtime, ["now", "random", "sleep"], "runtime.", report);
  checkListen(options.listen, report);
  if (typeof options.tls === "object") refuseUnknown(options.tls, ["hosts"], "tls.", report);
  checkKinetic(options, report);
  checkProphet21(options, report);
  checkEntra(options, report);
  checkEpicorIdp(options, report);
}

function checkListen(listen: StartEmulatorOptions["listen"], report: OptionReport): void {
  refuseUnknown(listen, LISTEN, "listen.", report);
  for (const name of PORTS) {
    const port = listen?.[name];
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      report.add(`listen.${name}`, "takes a port from 0 to 65535, 0 for any free one");
    }
  }
}

function checkKinetic({ kinetic }: EmulatorOptions, report: OptionReport): void {
  refuseUnknown(kinetic, KINETIC, "kinetic.", report);
  refuseUnknown(kinetic?.user, USER, "kinetic.user.", report);
  kinetic?.users?.forEach((user, at) => refuseUnknown(user, KINETIC_USER, `kinetic.users[${at}].`, report));
  kinetic?.apiKeys?.forEach((key, at) => refuseUnknown(key, KINETIC_KEY, `kinetic.apiKeys[${at}].`, report));
  if (kinetic?.azureAd !== "off") refuseUnknown(kinetic?.azureAd, KINETIC_AZURE_AD, "kinetic.azureAd.", report);
  kinetic?.issuers?.forEach((issuer, at) => refuseUnknown(issuer, KINETIC_ISSUER, `kinetic.issuers[${at}].`, report));
  if (kinetic?.instance !== undefined && !/^[\w.-]+$/.test(kinetic.instance)) {
    report.add("kinetic.instance", "takes one path segment of letters, digits, dots and hyphens, as ERP11PROD");
  }
}

function checkEpicorIdp({ epicorIdp }: EmulatorOptions, report: OptionReport): void {
  refuseUnknown(epicorIdp, ["clients", "users", "scope", "tokenLifetimeSeconds", "signing"], "epicorIdp.", report);
  epicorIdp?.clients?.forEach((client, at) =>
    refuseUnknown(client, ["clientId", "secret", "grants"], `epicorIdp.clients[${at}].`, report),
  );
  epicorIdp?.users?.forEach((user, at) =>
    refuseUnknown(user, ["email", "password"], `epicorIdp.users[${at}].`, report),
  );
}

function checkEntra({ entra }: EmulatorOptions, report: OptionReport): void {
  refuseUnknown(entra, ENTRA, "entra.", report);
  entra?.tenants?.forEach((tenant, at) => refuseUnknown(tenant, ["id", "domain"], `entra.tenants[${at}].`, report));
  entra?.users?.forEach((user, at) => refuseUnknown(user, ENTRA_USER, `entra.users[${at}].`, report));
  entra?.policies?.forEach((policy, at) => refuseUnknown(policy, ENTRA_POLICY, `entra.policies[${at}].`, report));
  entra?.apps?.forEach((app, at) => {
    refuseUnknown(app, ENTRA_APP, `entra.apps[${at}].`, report);
    refuseUnknown(app.api, ENTRA_API, `entra.apps[${at}].api.`, report);
    refuseUnknown(app.redirectUris, ["web", "spa", "desktop"], `entra.apps[${at}].redirectUris.`, report);
  });
}

function checkProphet21({ prophet21 }: EmulatorOptions, report: OptionReport): void {
  refuseUnknown(prophet21, PROPHET21, "prophet21.", report);
  refuseUnknown(prophet21?.user, USER, "prophet21.user.", report);
  refuseUnknown(prophet21?.consumerKey, CONSUMER, "prophet21.consumerKey.", report);
  prophet21?.users?.forEach((user, at) => refuseUnknown(user, PROPHET21_USER, `prophet21.users[${at}].`, report));
  prophet21?.roles?.forEach((role, at) => refuseUnknown(role, PROPHET21_ROLE, `prophet21.roles[${at}].`, report));
  prophet21?.consumers?.forEach((consumer, at) =>
    refuseUnknown(consumer, CONSUMER, `prophet21.consumers[${at}].`, report),
  );
}

function checkWhole(value: number | undefined, option: string, least: number, report: OptionReport): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= least))
    report.add(option, `takes a whole number from ${least}`);
}

function refuseUnknown(
  given: object | undefined,
  known: readonly string[],
  prefix: string,
  report: OptionReport,
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  for (const name of Object.keys(given ?? {})) {
    if (!known.includes(name))
      report.add(
        `${prefix}${name}`,
        elsewhere[name] ?? `is not an option; the nearest is "${prefix}${nearest(name, known) ?? ""}"`,
      );
  }
}
