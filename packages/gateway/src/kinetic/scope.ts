import { type QueryLimits, readLimits, writeLimits } from "./query-limits.ts";

/** The verbs that an entry can be held to. */
export type Verb = "GET" | "POST" | "PUT" | "PATCH" | "MERGE" | "DELETE";

/** How far an entry goes: reading, everything, or these verbs alone. */
export type Access = "read" | "write" | readonly Verb[];

interface Opening {
  readonly company: string;
  readonly access: Access;
  /** With any, the entry opens the rows of OData alone, whose queries can be judged: no methods, no writing. */
  readonly limits: QueryLimits | undefined;
}

/** What one entry of a Kinetic scope opens. `*` stands for every company, or for every function of a library. Services in small letters. */
export type KineticScopeEntry =
  | ({ readonly kind: "service"; readonly service: string } & Opening)
  | ({ readonly kind: "member"; readonly service: string; readonly member: string } & Opening)
  | ({ readonly kind: "baq"; readonly baq: string } & Opening)
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
 * | `/EPIC06/Erp.BO.CustomerSvc/Customers:GET,PATCH` | these verbs alone |
 * | `/EPIC06/Erp.BO.CustomerSvc/Customers?$select=CustID,Name&$top=100` | reading no other columns, and so many rows at a time |
 * | `/EPIC06/BaqSvc/MyBaq?$filter=Customer_CustNum eq ?` | reading with a `$filter` of this form |
 * | `/EPIC06/efx/MyLibrary/MyFunction` | calling that function; `*` for every function of the library |
 * | `/EPIC06/efx/staging/MyLibrary/MyFunction` | the same while it is not published |
 *
 * `*` in the company's place stands for every company. Whether a function writes cannot be told from outside, so naming
 * it is what opens it and it takes no suffix.
 *
 * Limits of a query are for reading rows: an entry with any opens no methods, whose bodies say what they return.
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

export const VERBS: readonly Verb[] = ["GET", "POST", "PUT", "PATCH", "MERGE", "DELETE"];

function readEntry(text: string): KineticScopeEntry | string {
  const question = text.indexOf("?");
  const address = question < 0 ? text : text.slice(0, question);
  const shown = JSON.stringify(text.slice(0, 80));
  const limits = question < 0 ? undefined : readLimits(text.slice(question + 1));
  if (typeof limits === "string") return `${shown} ${limits}`;
  const colon = address.indexOf(":");
  const access = readAccess(colon < 0 ? "read" : address.slice(colon + 1));
  const [root, company, ...rest] = (colon < 0 ? address : address.slice(0, colon)).split("/");
  if (root !== "" || company === undefined || !COMPANY.test(company) || rest.length === 0) {
    return `${shown} is not a scope entry: one looks like "/EPIC06/Erp.BO.CustomerSvc" or "/EPIC06/efx/Library/Function"`;
  }
  if (access === undefined) return `${shown} ends in neither ":read" nor ":write" nor verbs as ":GET,PATCH"`;
  if (limits !== undefined && access !== "read")
    return `${shown} limits a query and opens more than reading: make two entries of it`;
  if (rest[0]?.toLowerCase() === "efx") {
    if (limits !== undefined) return `${shown} limits the query of a function, which has none`;
    return readFunctionEntry(company, rest.slice(1)) ?? `${shown} does not name a library and a function`;
  }
  return (
    readServiceEntry({ company, access, limits }, rest) ??
    `${shown} does not name a service, one of its members, or a BAQ`
  );
}

function readAccess(suffix: string): Access | undefined {
  if (suffix === "read" || suffix === "write") return suffix;
  const verbs = suffix.split(",").map((verb) => VERBS.find((known) => known === verb.trim()));
  return verbs.every((verb) => verb !== undefined) ? verbs : undefined;
}

function readFunctionEntry(company: string, segments: readonly string[]): KineticScopeEntry | undefined {
  const staging = segments.length === 3 && segments[0]?.toLowerCase() === "staging";
  const [library, name, ...more] = staging ? segments.slice(1) : segments;
  if (library === undefined || name === undefined || more.length > 0) return undefined;
  if (!NAME.test(library) || !(name === "*" || NAME.test(name))) return undefined;
  return { kind: "function", company, library, function: name, staging };
}

function readServiceEntry(opening: Opening, segments: readonly string[]): KineticScopeEntry | undefined {
  const [service, member, ...more] = segments;
  if (service === undefined || !SERVICE.test(service) || more.length > 0) return undefined;
  const isBaq = service.toLowerCase() === "baqsvc";
  if (member === undefined) return isBaq ? undefined : { kind: "service", service: service.toLowerCase(), ...opening };
  if (!NAME.test(member)) return undefined;
  if (isBaq) return { kind: "baq", baq: member, ...opening };
  return { kind: "member", service: service.toLowerCase(), member, ...opening };
}

/** An entry as it stands in a scope. Reading it again gives the same entry. */
export function writeScopeEntry(entry: KineticScopeEntry): string {
  const root = `/${entry.company}`;
  if (entry.kind === "function")
    return `${root}/efx/${entry.staging ? "staging/" : ""}${entry.library}/${entry.function}`;
  const { access, limits } = entry;
  const suffix = access === "read" ? "" : access === "write" ? ":write" : `:${access.join(",")}`;
  return root + targetOf(entry) + suffix + (limits === undefined ? "" : `?${writeLimits(limits)}`);
}

function targetOf(entry: Exclude<KineticScopeEntry, { kind: "function" }>): string {
  switch (entry.kind) {
    case "service":
      return `/${entry.service}`;
    case "member":
      return `/${entry.service}/${entry.member}`;
    case "baq":
      return `/BaqSvc/${entry.baq}`;
  }
}
