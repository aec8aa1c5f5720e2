import { createHash } from "node:crypto";
import type { OptionReport } from "../check-options.ts";
import { lazily } from "../lazily.ts";
import type { Surroundings } from "../system.ts";
import { checkKineticOptions } from "./check-options.ts";
import { azureAdIssuer, identityProvider, type TrustedProviders } from "./entra-trust.ts";
import type { LicenceType } from "./licence-types.ts";
import { createLicenceLedger, type OwnedCount } from "./licences.ts";
import type { KineticEmulatorOptions } from "./options.ts";
import { seedApiKeys } from "./seed-api-keys.ts";
import { KINETIC_COMPANIES, KINETIC_PLANTS, seedTables } from "./seed-tables.ts";
import { seedUsers } from "./seed-users.ts";
import { createSessionBook } from "./sessions.ts";
import type { KineticState } from "./state.ts";
import type { KineticSwitches } from "./switches.ts";

/** The state at start: users and keys given or made up, tables seeded, all licences free. */
export function createKineticState(
  options: KineticEmulatorOptions,
  switches: KineticSwitches,
  { seed, clock }: Pick<Surroundings, "seed" | "clock">,
  report: OptionReport,
  providers?: TrustedProviders,
): KineticState {
  const users = seedUsers(options, seed);
  const apiKeys = seedApiKeys(options, seed);
  checkKineticOptions(options, { users, apiKeys }, report);
  const usernames = users.map(({ username }) => username);
  const trusted =
    providers === undefined
      ? []
      : [...azureAdIssuer(options, providers.entra, usernames, report), identityProvider(providers.idp, usernames)];
  const licences = createLicenceLedger(KINETIC_COMPANIES, (company, type) => ownedCount(options, company, type));
  const tables = lazily(() => seedTables(seed, users));
  return {
    instance: options.instance ?? "ERP11PROD",
    companies: KINETIC_COMPANIES,
    plants: KINETIC_PLANTS,
    users,
    apiKeys,
    issuers: [...(options.issuers ?? []), ...trusted],
    get tables(): KineticState["tables"] {
      return tables();
    },
    licences,
    sessions: createSessionBook(licences, () => clock.now(), switches.sessionIdleTimeoutMinutes * 60_000),
    callMs: options.callMs ?? 0,
    lockAfterFailures: options.lockAfterFailures,
    signKey: options.signKey === undefined ? signKeyOf(seed, 0) : Buffer.from(options.signKey, "base64"),
  };
}

/** The n-th Sign Key of a seed. */
export function signKeyOf(seed: number, generation: number): Buffer {
  return createHash("sha256").update(`${seed}:kinetic-sign-key:${generation}`).digest();
}

const OWNED: Readonly<Partial<Record<LicenceType, OwnedCount>>> = {
  DefaultUser: 25,
  WebService: 10,
  WebServiceShared: "unlimited",
};

function ownedCount(options: KineticEmulatorOptions, company: string, type: LicenceType): OwnedCount {
  return options.companyLicences?.[company]?.[type] ?? options.licences?.[type] ?? OWNED[type] ?? 5;
}
