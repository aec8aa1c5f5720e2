import { revealed } from "../secret.ts";
import { licenseGuid } from "./license.ts";
import type { KineticOptions } from "./options.ts";

/** JSON in a header, with everything beyond ASCII escaped: a header's bytes are Latin-1 at best. */
function headerJson(value: object): string {
  return JSON.stringify(value).replace(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * The headers of every Kinetic call beside Authorization. On v2 the company is in the address, which wins over a header
 * (documented); `CallSettings` carries it only beside a plant, and on v1, where there is no other place.
 */
export function kineticHeaders(options: KineticOptions): Readonly<Record<string, string>> {
  const { apiKey, apiKeyHeader = "x-api-key", license, company, plant, apiVersion } = options;
  const guid = license === undefined ? undefined : licenseGuid(license);
  const settings = {
    ...(company === undefined ? {} : { Company: company }),
    ...(plant === undefined ? {} : { Plant: plant }),
  };
  const needsSettings = plant !== undefined || (apiVersion === "v1" && company !== undefined);
  return {
    accept: "application/json",
    ...(apiKey === undefined ? {} : { [apiKeyHeader]: revealed(apiKey) }),
    ...(guid === undefined ? {} : { license: headerJson({ ClaimedLicense: guid }) }),
    ...(needsSettings ? { callsettings: headerJson(settings) } : {}),
  };
}
