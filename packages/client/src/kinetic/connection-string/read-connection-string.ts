import { ErpgateError } from "../../errors.ts";
import type { Report } from "../../options/report.ts";
import { checkKineticOptions } from "../check-options.ts";
import type { KineticOptions } from "../options.ts";
import { propertyOf } from "./properties.ts";
import { readProperties } from "./read-properties.ts";
import type { Properties, Say } from "./read-properties.ts";
import { toOptions } from "./to-options.ts";
import type { StringWorld } from "./to-options.ts";

/** What a connection string says. */
export interface ReadConnectionString {
  /** As for `connect`; a `log` or a `tokenStore` may be laid over them. */
  readonly options: KineticOptions;
  /** Properties that were taken and do nothing here. */
  readonly ignored: readonly string[];
}

/** The properties that a fault of the options is about. */
const PROPERTY_OF: readonly (readonly [path: string, property: string])[] = [
  ["url", "Url"],
  ["company", "Company"],
  ["plant", "Plant"],
  ["license", "License"],
  ["apiKey", "ApiKey"],
  ["timeoutMs", "Timeout"],
  ["environment", "Environment"],
  ["allowInsecureHttp", "AllowInsecureHttp"],
  ["tls.allowUnverifiedCertificate", "AllowUnverifiedCertificate"],
  ["tls", "SSLServerCert"],
  ["proxy.username", "ProxyUser"],
  ["proxy.password", "ProxyPassword"],
  ["proxy", "ProxyServer"],
  ["auth.username", "User"],
  ["auth.password", "Password"],
  ["auth.token", "OAuthAccessToken"],
  ["auth.clientId", "OAuthClientId"],
  ["auth.clientSecret", "OAuthClientSecret"],
  ["auth.tenant", "AzureTenant"],
  ["auth.authority", "OAuthAuthority"],
  ["auth.certificate.password", "OAuthJWTCertPassword"],
  ["auth.certificate.subject", "OAuthJWTCertSubject"],
  ["auth.certificate", "OAuthJWTCert"],
  ["auth.redirectUri", "CallbackURL"],
  ["auth.redeem.redirectUri", "CallbackURL"],
  ["auth.redeem", "OAuthVerifier"],
  ["auth.refreshToken", "OAuthRefreshToken"],
  ["auth.resource", "OAuthClientId"],
  ["auth.scopes", "Scope"],
];

/**
 * Reads a connection string as the commercial drivers for Kinetic take it. Everything that is wrong with it is told at once,
 * by the properties' names and without a value.
 *
 * @throws {ErpgateError} CONFIG_INVALID
 */
export function readConnectionString(text: string, world: StringWorld): ReadConnectionString {
  const faults = new Map<string, string>();
  // One fault a property: what comes after the first mostly follows from it.
  const say: Say = (property, message, fix) => {
    if (!faults.has(property)) faults.set(property, `"${property}" ${message}. ${fix}`);
  };
  const properties = readProperties(text, say);
  const options = toOptions(properties, world, say);
  checkKineticOptions(options, asProperty(properties, say));
  if (faults.size > 0)
    throw new ErpgateError(
      "CONFIG_INVALID",
      `the connection string is not usable:\n  ${[...faults.values()].join("\n  ")}`,
    );
  const ignored = [...properties.keys()].filter((name) => name === "Service" || propertyOf(name)?.use === "ignored");
  return { options: options as unknown as KineticOptions, ignored };
}

function asProperty(properties: Properties, say: Say): Report {
  return (path, message, fix) => {
    const at = path.join(".");
    const [, property] = PROPERTY_OF.find(([name]) => at === name || at.startsWith(`${name}.`)) ?? [];
    // Options that could not be made of the string are missing for a reason that has been told.
    if (property === undefined || (message === "is missing" && properties.has(property))) return;
    say(property, message, fixFor(property, fix));
  };
}

/** The options' own fixes name options; two of them are about something else here. */
function fixFor(property: string, fix: string): string {
  if (property === "Company") return "Give the company id, or ApiVersion=v1.";
  return property === "Url" && fix.includes("allowInsecureHttp") ? "Use https." : fix;
}
