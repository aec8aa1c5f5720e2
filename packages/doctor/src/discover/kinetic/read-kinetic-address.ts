/** A Kinetic as an address names it. */
export interface KineticPlace {
  /** With the instance, without what follows it. */
  readonly url: string;
  readonly instance: string;
  readonly company: string | undefined;
}

/** What stands directly below an instance: of the API, of the browser's application, of the token service. */
const BELOW_INSTANCE = /^(?:api|apps|tokenresource\.svc|server|client|help)$/i;

/**
 * Reads an address out of a browser's address bar, a Swagger page or somebody's program: `/ERP11PROD/apps/erp/home/#/home` and
 * `/ERP11PROD/api/v2/odata/EPIC06/…` are both the instance `ERP11PROD`.
 */
export function readKineticAddress({ origin, pathname }: URL): KineticPlace {
  const parts = pathname.split("/").filter((part) => part !== "");
  const end = parts.findIndex((part) => BELOW_INSTANCE.test(part));
  const own = end === -1 ? parts : parts.slice(0, end);
  const [, version = "", kind = "", company = ""] = end === -1 ? [] : parts.slice(end);
  const isOfCompany = version.toLowerCase() === "v2" && /^(?:odata|efx)$/i.test(kind) && company !== "";
  return {
    url: [origin, ...own].join("/"),
    instance: own.at(-1) ?? "",
    company: isOfCompany ? decoded(company) : undefined,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
