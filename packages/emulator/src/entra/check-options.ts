import { X509Certificate } from "node:crypto";
import { checkUsers } from "../check-credentials.ts";
import type { OptionReport } from "../check-options.ts";
import { nearest } from "../nearest.ts";
import { domainOf, findTenant } from "./find-tenant.ts";
import type { EntraAppOption, EntraEmulatorOptions } from "./options.ts";
import { redirectFault } from "./match-redirect.ts";
import type { SeededDirectory } from "./seed-directory.ts";
import type { EntraTenant } from "./state.ts";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the options of Entra ID can hold that could never work, or that the portal would not take. */
export function checkEntraOptions(
  options: EntraEmulatorOptions,
  directory: SeededDirectory,
  tenants: readonly EntraTenant[],
  report: OptionReport,
): void {
  tenants.forEach(({ id }, at) => {
    if (!GUID.test(id)) report.add(`entra.tenants[${at}].id`, "takes a GUID");
  });
  const { deviceIntervalSeconds: interval, signing } = options;
  if (interval !== undefined && !(Number.isSafeInteger(interval) && interval > 0))
    report.add("entra.deviceIntervalSeconds", "takes a whole number from 1");
  if (signing !== undefined && !["RS256", "ES256"].includes(signing))
    report.add("entra.signing", 'takes "RS256" or "ES256"');
  checkUsers("entra.users", directory.users, report);
  options.users?.forEach(({ username }, at) => {
    if (findTenant(tenants, domainOf(username)) === undefined)
      report.add(`entra.users[${at}].username`, `takes name@domain with the domain of a tenant`);
  });
  const names = directory.apps.map(({ name }) => name);
  for (const twice of new Set(names.filter((name, at) => names.indexOf(name) !== at)))
    report.add("entra.apps", `has the application ${JSON.stringify(twice)} twice`);
  options.apps?.forEach((app, at) => checkApp(app, `entra.apps[${at}]`, names, tenants, report));
  options.policies?.forEach(({ apps = [], requires, hours }, at) => {
    for (const app of apps) checkName(app, `entra.policies[${at}].apps`, names, report);
    if (requires === "sign-in-frequency" && !(hours !== undefined && hours > 0))
      report.add(`entra.policies[${at}].hours`, "takes the hours that a sign-in may be old");
  });
}

function checkApp(
  app: EntraAppOption,
  option: string,
  names: readonly string[],
  tenants: readonly EntraTenant[],
  report: OptionReport,
): void {
  if (app.clientId !== undefined && !GUID.test(app.clientId)) report.add(`${option}.clientId`, "takes a GUID");
  if (app.tenant !== undefined && findTenant(tenants, app.tenant) === undefined)
    report.add(`${option}.tenant`, "names no tenant here");
  for (const permission of app.permissions ?? []) checkName(permission.app, `${option}.permissions`, names, report);
  for (const uri of Object.values(app.redirectUris ?? {}).flat()) {
    const fault = redirectFault(uri);
    if (fault !== undefined) report.add(`${option}.redirectUris`, `has ${JSON.stringify(uri)}: ${fault}`);
  }
  app.certificates?.forEach((pem, at) => {
    const fault = certificateFault(pem);
    if (fault !== undefined) report.add(`${option}.certificates[${at}]`, fault);
  });
}

function checkName(name: string, option: string, names: readonly string[], report: OptionReport): void {
  if (!names.includes(name))
    report.add(
      option,
      `names ${JSON.stringify(name)}, which is no application; the nearest is "${nearest(name, names) ?? ""}"`,
    );
}

function certificateFault(pem: string): string | undefined {
  try {
    const { publicKey } = new X509Certificate(pem);
    return publicKey.asymmetricKeyType === "rsa"
      ? undefined
      : "has a key that is not RSA, which Entra ID does not take";
  } catch {
    return "takes a certificate in PEM form";
  }
}
