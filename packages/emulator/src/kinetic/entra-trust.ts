import type { OptionReport } from "../check-options.ts";
import type { KineticEmulatorOptions, KineticIssuerKeys, KineticIssuerOption } from "./options.ts";

/** What Kinetic can know of the Entra ID next door: whatever an administrator would copy out of the portal. */
export interface EntraTrust {
  /** The `iss` of the first tenant's tokens. */
  issuers(): readonly string[];
  keys(): KineticIssuerKeys;
  /** The client id and the App ID URIs of an application, by its name; undefined where there is none. */
  application(name: string): { readonly clientId: string; readonly identifierUris: readonly string[] } | undefined;
}

/** The identity providers of the same emulator. */
export interface TrustedProviders {
  readonly entra: EntraTrust;
  readonly idp: KineticIssuerOption;
}

/** Kinetic's `IdentityProvider` row: the one next door, with those of its clients that act as a user there is. */
export function identityProvider(idp: KineticIssuerOption, usernames: readonly string[]): KineticIssuerOption {
  const known = Object.entries(idp.apps ?? {}).filter(([, username]) => usernames.includes(username));
  return {
    ...idp,
    // Spreading would read it once, before there is an address
    get issuer(): KineticIssuerOption["issuer"] {
      return idp.issuer;
    },
    apps: Object.fromEntries(known),
  };
}

const SERVER_APP = "kinetic";

/** Kinetic's `AADConfig`: the tokens of the Entra ID next door are taken, if their audience is the server application. */
export function azureAdIssuer(
  { azureAd = {} }: KineticEmulatorOptions,
  entra: EntraTrust,
  usernames: readonly string[],
  report: OptionReport,
): readonly KineticIssuerOption[] {
  if (azureAd === "off") return [];
  const { webApp = SERVER_APP, claim, apps } = azureAd;
  const server = entra.application(webApp);
  if (server === undefined) {
    report.add("kinetic.azureAd.webApp", `names ${JSON.stringify(webApp)}, which is no application of Entra ID`);
    return [];
  }
  return [
    {
      kind: "entra",
      get issuer(): readonly string[] {
        return entra.issuers();
      },
      audience: [server.clientId, ...server.identifierUris],
      keys: () => entra.keys(),
      ...(claim === undefined ? {} : { claim }),
      apps: mappedApps(apps ?? usualApps(usernames), entra, report),
    },
  ];
}

/** By default the seeded application `integration` would act as the user of that name, where the switch lets it. */
function usualApps(usernames: readonly string[]): Readonly<Record<string, string>> {
  return usernames.includes("integration") ? { integration: "integration" } : {};
}

function mappedApps(
  apps: Readonly<Record<string, string>>,
  entra: EntraTrust,
  report: OptionReport,
): Readonly<Record<string, string>> {
  const mapped = Object.entries(apps).flatMap(([name, username]) => {
    const found = entra.application(name);
    if (found === undefined)
      report.add("kinetic.azureAd.apps", `names ${JSON.stringify(name)}, which is no application of Entra ID`);
    return found === undefined ? [] : [[found.clientId, username] as const];
  });
  return Object.fromEntries(mapped);
}
