/** What one entry of a Kinetic scope opens. `*` stands for every company, or for every function of a library. */
export type KineticScopeEntry =
  | { readonly kind: "service"; readonly company: string; readonly service: string; readonly write: boolean }
  | {
      readonly kind: "member";
      readonly company: string;
      readonly service: string;
      readonly member: string;
      readonly write: boolean;
    }
  | { readonly kind: "baq"; readonly company: string; readonly baq: string; readonly write: boolean }
  | {
      readonly kind: "function";
      readonly company: string;
      readonly library: string;
      readonly function: string;
      readonly staging: boolean;
    };

export type KineticScopeResult =
  | { readonly ok: true; readonly entries: readonly KineticScopeEntry[] }
  | { readonly ok: false; readonly faults: readonly string[] };

const COMPANY = /^(?:\*|[A-Za-z0-9_-]+)$/;
const SERVICE = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*Svc$/i;
const NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/**
 * Reads a Kinetic scope: entries separated by semicolons, written like the addresses they open.
 *
 * | entry | opens |
 * | --- | --- |
 * | `/EPIC06/Erp.BO.CustomerSvc` | reading that service in that company; `:write` also changing and every method |
 * | `/EPIC06/Erp.BO.CustomerSvc/Customers` | that entity set or method alone; `:write` as above |
 * | `/EPIC06/BaqSvc/MyBaq` | running that BAQ; `:write` also updating through it |
 * | `/EPIC06/efx/MyLibrary/MyFunction` | calling that function; `*` for every function of the library |
 * | `/EPIC06/efx/staging/MyLibrary/MyFunction` | the same while it is not published |
 *
 * `*` in the company's place stands for every company. Whether a function writes cannot be told from outside, so naming
 * it is what opens it and it takes no suffix.
 *
 * @returns the entries, or all faults at once
 */
export function parseKineticScope(text: string): KineticScopeResult {
  const faults: string[] = [];
  const entries: KineticScopeEntry[] = [];
  for (const part of text.split(";").map((piece) => piece.trim())) {
    if (part === "") continue;
    const entry = readEntry(part);
    if (typeof entry === "string") faults.push(entry);
    else entries.push(entry);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, entries };
}

function readEntry(text: string): KineticScopeEntry | string {
  const colon = text.indexOf(":");
  const suffix = colon < 0 ? "read" : text.slice(colon + 1);
  const [root, company, ...rest] = (colon < 0 ? text : text.slice(0, colon)).split("/");
  const shown = JSON.stringify(text.slice(0, 80));
  if (root !== "" || company === undefined || !COMPANY.test(company) || rest.length === 0) {
    return `${shown} is not a scope entry: one looks like "/EPIC06/Erp.BO.CustomerSvc" or "/EPIC06/efx/Library/Function"`;
  }
  if (suffix !== "read" && suffix !== "write") return `${shown} ends in neither ":read" nor ":write"`;
  if (rest[0]?.toLowerCase() === "efx") {
    return readFunctionEntry(company, rest.slice(1)) ?? `${shown} does not name a library and a function`;
  }
  return (
    readServiceEntry(company, rest, suffix === "write") ??
    `${shown} does not name a service, one of its members, or a BAQ`
  );
}

function readFunctionEntry(company: string, segments: readonly string[]): KineticScopeEntry | undefined {
  const staging = segments.length === 3 && segments[0]?.toLowerCase() === "staging";
  const [library, name, ...more] = staging ? segments.slice(1) : segments;
  if (library === undefined || name === undefined || more.length > 0) return undefined;
  if (!NAME.test(library) || !(name === "*" || NAME.test(name))) return undefined;
  return { kind: "function", company, library, function: name, staging };
}

function readServiceEntry(company: string, segments: readonly string[], write: boolean): KineticScopeEntry | undefined {
  const [service, member, ...more] = segments;
  if (service === undefined || !SERVICE.test(service) || more.length > 0) return undefined;
  const isBaq = service.toLowerCase() === "baqsvc";
  if (member === undefined)
    return isBaq ? undefined : { kind: "service", company, service: service.toLowerCase(), write };
  if (!NAME.test(member)) return undefined;
  if (isBaq) return { kind: "baq", company, baq: member, write };
  return { kind: "member", company, service: service.toLowerCase(), member, write };
}
