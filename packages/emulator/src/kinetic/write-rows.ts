import { json, xml, type Answer } from "../http/answer.ts";
import { accepts } from "../http/call.ts";
import { element, escapeXml } from "../http/xml.ts";
import type { QueryResult, ResultRow } from "../odata/apply-query.ts";
import type { KineticExchange } from "./exchange.ts";

/** Which envelope: OData 3 on v1, OData 4 on v2. */
export type Api = "v1" | "v2";

/** The address that rows are described by: `{base}/api/v2/odata/EPIC06/Erp.BO.CustomerSvc`. */
export interface RowsOf {
  readonly api: Api;
  readonly serviceAddress: string;
  readonly entitySet: string;
}

const ODATA_VERSION: Readonly<Record<Api, Readonly<Record<string, string>>>> = {
  v1: { dataserviceversion: "3.0;" },
  v2: { "odata-version": "4.0" },
};
const JSON_TYPE: Readonly<Record<Api, string>> = {
  v1: "application/json; odata=minimalmetadata; charset=utf-8",
  v2: "application/json; odata.metadata=minimal; charset=utf-8",
};

/** A page of rows in the API's own envelope; v1 gives an Atom feed when asked (documented). There never is a next link (observed:client). */
export function writeRows(exchange: KineticExchange, of: RowsOf, result: QueryResult): Answer {
  if (of.api === "v1" && wantsAtom(exchange)) return atom(feed(of, result), of.api);
  const context = `${of.serviceAddress}/$metadata#${of.entitySet}`;
  const count = result.count;
  const envelope =
    of.api === "v1"
      ? {
          "odata.metadata": context,
          ...(count === undefined ? {} : { "odata.count": String(count) }),
          value: result.rows,
        }
      : { "@odata.context": context, ...(count === undefined ? {} : { "@odata.count": count }), value: result.rows };
  return odataJson(envelope, of.api);
}

/** One row. */
export function writeRow(exchange: KineticExchange, of: RowsOf, row: ResultRow, status = 200): Answer {
  if (of.api === "v1" && wantsAtom(exchange))
    return atom(
      entry(
        row,
        ' xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"',
      ),
      of.api,
    );
  const context = `${of.serviceAddress}/$metadata#${of.entitySet}`;
  const envelope =
    of.api === "v1"
      ? { "odata.metadata": `${context}/@Element`, ...row }
      : { "@odata.context": `${context}/$entity`, ...row };
  return odataJson(envelope, of.api, status);
}

function odataJson(envelope: object, api: Api, status = 200): Answer {
  const answer = json("kinetic.odata.read", envelope, status, JSON_TYPE[api]);
  return { ...answer, headers: { ...answer.headers, ...ODATA_VERSION[api] } };
}

function atom(text: string, api: Api): Answer {
  const answer = xml(
    "kinetic.odata.read",
    `<?xml version="1.0" encoding="utf-8"?>${text}`,
    200,
    "application/atom+xml; charset=utf-8",
  );
  return { ...answer, headers: { ...answer.headers, ...ODATA_VERSION[api] } };
}

export function wantsAtom({ call }: KineticExchange): boolean {
  return (
    accepts(call, "application/atom+xml", "application/atomsvc+xml", "application/xml", "text/xml") &&
    !accepts(call, "application/json")
  );
}

function feed(of: RowsOf, result: QueryResult): string {
  const namespaces =
    'xmlns="http://www.w3.org/2005/Atom" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"';
  const count = result.count === undefined ? "" : `<m:count>${result.count}</m:count>`;
  const entries = result.rows.map((row) => entry(row, "")).join("");
  return `<feed ${namespaces}><id>${escapeXml(`${of.serviceAddress}/${of.entitySet}`)}</id><title type="text">${of.entitySet}</title>${count}${entries}</feed>`;
}

function entry(row: ResultRow, namespaces: string): string {
  const properties = Object.entries(row)
    .filter(([, value]) => !Array.isArray(value))
    .map(([name, value]) => (value === null ? `<d:${name} m:null="true" />` : element(`d:${name}`, value)))
    .join("");
  return `<entry${namespaces}><content type="application/xml"><m:properties>${properties}</m:properties></content></entry>`;
}
