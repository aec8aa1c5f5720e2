import { json, xml, type Answer } from "../http/answer.ts";
import { accepts } from "../http/call.ts";
import { escapeXml } from "../http/xml.ts";
import type { KineticExchange } from "./exchange.ts";

/** A service document: AtomPub on v1 unless JSON is asked for (observed:client), JSON on v2. */
export function collections({ address, call }: KineticExchange, rule: string, names: readonly string[]): Answer {
  const isV1 = "api" in address && address.api === "v1";
  const base = `${call.origin}${call.path.replace(/\/?$/, "/")}`;
  if (isV1 && !accepts(call, "application/json"))
    return xml(rule, serviceDocument(base, names), 200, "application/atomsvc+xml; charset=utf-8");
  const rows = names.map((name) => ({ name, ...(isV1 ? {} : { kind: "EntitySet" }), url: name }));
  return json(rule, { [isV1 ? "odata.metadata" : "@odata.context"]: `${base}$metadata`, value: rows });
}

function serviceDocument(base: string, names: readonly string[]): string {
  const rows = names
    .map((name) => `<collection href="${escapeXml(name)}"><atom:title>${escapeXml(name)}</atom:title></collection>`)
    .join("");
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<service xml:base="${escapeXml(base)}" xmlns="http://www.w3.org/2007/app" xmlns:atom="http://www.w3.org/2005/Atom">` +
    `<workspace><atom:title>Default</atom:title>${rows}</workspace></service>`
  );
}
