import { revealed } from "../secret.ts";
import { licenseGuid, licenseTypes } from "./license.ts";
import type { KineticOptions } from "./options.ts";

/** JSON in a header, with everything beyond ASCII escaped: a header's bytes are Latin-1 at best. */
function headerJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The headers of every Kinetic call beside Authorization. */
export function kineticHeaders(options: KineticOptions): Readonly<Record<string, string>> {
  const { apiKey, apiKeyHeader = "x-api-key", context, sessionInfo } = options;
  const license = licenseHeader(options);
  const settings = callSettings(options);
  return {
    accept: "application/json",
    ...(apiKey === undefined ? {} : { [apiKeyHeader]: revealed(apiKey) }),
    ...(license === undefined ? {} : { license: headerJson(license) }),
    ...(settings === undefined ? {} : { callsettings: headerJson(settings) }),
    ...(context === undefined ? {} : { contextheader: headerJson({ Context: context }) }),
    ...(sessionInfo === undefined ? {} : { sessioninfo: headerJson({ SessionID: sessionInfo }) }),
  };
}

/** A session is never named alone: the clients that name it say the licence type beside it, of which Default is the usual. */
function licenseHeader({ license, sessionId }: KineticOptions): object | undefined {
  if (license === undefined && sessionId === undefined) return undefined;
  const ClaimedLicense = licenseGuid(license ?? "DefaultUser") ?? licenseTypes.DefaultUser;
  return sessionId === undefined ? { ClaimedLicense } : { ClaimedLicense, SessionID: sessionId };
}

/**
 * On v2 the company is in the address, which wins over a header (documented); `CallSettings` carries it only beside other
 * settings, and on v1, where there is no other place.
 */
function callSettings({ company, plant, language, formatCulture, apiVersion }: KineticOptions): object | undefined {
  const isNeeded =
    (apiVersion === "v1" && company !== undefined) || [plant, language, formatCulture].some((one) => one !== undefined);
  if (!isNeeded) return undefined;
  // JSON leaves out what is undefined.
  return { Company: company, Plant: plant, Language: language, FormatCulture: formatCulture };
}
