import { type KineticApi, readAddress } from "@erpgate/client/kinetic";
import type { DescribedCall, DescribedOption, DescribedPart } from "../policy/described-call.ts";
import { ODATA_OPTIONS } from "../policy/described-call.ts";
import type { QueryLimits } from "./query-limits.ts";
import { type KineticScopeEntry, parseKineticScope } from "./scope.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
const READING = ["GetByID", "GetList", "GetRows", "GetBySysRowID", "GetBySysRowIDs"] as const;

const COMPANY: DescribedPart = { description: "Company.", example: "EPIC06" };
const KEY: DescribedPart = { description: "Key of one row, as OData writes it.", example: "'A'" };
const NAME: DescribedPart = { description: "Entity set, or method of the service.", example: "Customers" };
const FUNCTION: DescribedPart = { description: "Function of the library.", example: "Function" };

/**
 * The calls that a scope may open, all of those that an entry could be about: which of them it does open, its judge says.
 * @param text as it is registered; service names keep its letter case
 * @param api the generation of the API that callers of this connection use
 */
export function describeKineticScope(text: string, api: KineticApi): readonly DescribedCall[] {
  const parsed = parseKineticScope(text);
  return parsed.ok ? parsed.entries.flatMap((entry) => callsOf(entry, text, api)) : [];
}

function callsOf(entry: KineticScopeEntry, text: string, api: KineticApi): readonly DescribedCall[] {
  const everyCompany = entry.company === "*";
  const company = everyCompany ? "{company}" : entry.company;
  const base = api === "v1" ? "/api/v1" : `/api/v2/odata/${company}`;
  const parts = everyCompany && (api === "v2" || entry.kind === "function") ? { company: COMPANY } : {};
  switch (entry.kind) {
    case "service":
      return serviceCalls(`${base}/${asWritten(entry.service, text)}`, entry.limits, parts);
    case "member":
      return memberCalls(`${base}/${asWritten(entry.service, text)}`, entry.member, entry.limits, parts);
    case "baq":
      return baqCalls(`${base}/BaqSvc/${entry.baq}`, entry.limits, parts, api);
    case "function": {
      const root = `/api/v2/efx/${entry.staging ? "staging/" : ""}${company}/${entry.library}`;
      if (entry.function !== "*") return calls(["POST"], `${root}/${entry.function}`, "Calls a function.", parts);
      return calls(["POST"], `${root}/{function}`, "Calls a function.", { ...parts, function: FUNCTION });
    }
  }
}

type Parts = Readonly<Record<string, DescribedPart>>;

function serviceCalls(service: string, limits: QueryLimits | undefined, parts: Parts): readonly DescribedCall[] {
  const reading = READING.map((method) => calls(["GET", "POST"], `${service}/${method}`, "Reads.", parts)).flat();
  return [
    ...aboutService(service, parts),
    ...entityCalls(service, "{name}", limits, { ...parts, name: NAME }),
    ...reading,
  ];
}

function memberCalls(
  service: string,
  member: string,
  limits: QueryLimits | undefined,
  parts: Parts,
): readonly DescribedCall[] {
  const isMethod = readAddress(`/api/v1/${service.split("/").at(-1) ?? ""}/${member}`)?.kind === "method";
  if (isMethod) return calls(["GET", "POST"], `${service}/${member}`, "Calls a method.", parts);
  return [...aboutService(service, parts), ...entityCalls(service, member, limits, parts)];
}

function aboutService(service: string, parts: Parts): readonly DescribedCall[] {
  return [
    ...calls(["GET"], service, "What the service has.", parts),
    ...calls(["GET"], `${service}/$metadata`, "Names and types.", parts),
  ];
}

function entityCalls(
  service: string,
  name: string,
  limits: QueryLimits | undefined,
  parts: Parts,
): readonly DescribedCall[] {
  return [
    ...calls(["GET", "POST"], `${service}/${name}`, "Rows.", parts, optionsOf(limits, false)),
    ...calls(METHODS, `${service}/${name}({key})`, "One row.", { ...parts, key: KEY }, optionsOf(limits, true)),
  ];
}

function baqCalls(
  baq: string,
  limits: QueryLimits | undefined,
  parts: Parts,
  api: KineticApi,
): readonly DescribedCall[] {
  const rows = calls(
    ["GET", "PATCH", "POST"],
    api === "v1" ? baq : `${baq}/Data`,
    "Rows of a BAQ.",
    parts,
    optionsOf(limits, false),
  );
  return api === "v1" ? rows : [...rows, ...calls(["GET"], `${baq}/GetNew`, "An empty row.", parts)];
}

function calls(
  methods: readonly DescribedCall["method"][],
  path: string,
  summary: string,
  parts: Parts,
  options: readonly DescribedOption[] = [],
): readonly DescribedCall[] {
  return methods.map((method) => ({ method, path, summary, parts, query: method === "GET" ? options : [] }));
}

/** The options of a query, each as the scope holds it. */
function optionsOf(limits: QueryLimits | undefined, isOneRow: boolean): readonly DescribedOption[] {
  const { select, filter, top } = limits ?? {};
  const all = isOneRow ? ODATA_OPTIONS.filter(({ name }) => name === "$select") : ODATA_OPTIONS;
  return all.map((option): DescribedOption => {
    if (option.name === "$select" && select !== undefined)
      return { ...option, required: true, description: `Of these columns: ${select.join(", ")}.` };
    if (option.name === "$filter" && filter !== undefined)
      return { ...option, required: true, description: `Of this form, ? being any literal: ${filter.join(" | ")}` };
    if (option.name === "$top" && top !== undefined)
      return { ...option, required: true, schema: { ...option.schema, maximum: top } };
    return option;
  });
}

/** Services are compared in small letters, and shown as whoever registered the scope wrote them. */
function asWritten(service: string, text: string): string {
  const at = text.toLowerCase().indexOf(service);
  return at < 0 ? service : text.slice(at, at + service.length);
}
