import { parseScope, type ScopeEntry } from "@erpgate/client/prophet21";
import { type DescribedCall, type DescribedPart, ODATA_OPTIONS } from "../policy/described-call.ts";

const FAMILY: DescribedPart = { description: "Family, as customers.", example: "customers" };
const AREA: DescribedPart = { description: "Area, as inventory.", example: "inventory" };
const KEY: DescribedPart = { description: "Key of one record.", example: "ACME_10" };
const OBJECT: DescribedPart = { description: "Table or view.", example: "supplier" };
const NAME: DescribedPart = { description: "Name of a window or service.", example: "Order" };

const REST = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The calls that a scope in P21's own grammar may open; which of them it does open, its judge says. */
export function describeProphet21Scope(text: string): readonly DescribedCall[] {
  const parsed = parseScope(text);
  return parsed.ok ? parsed.scope.entries.flatMap(callsOf) : [];
}

function callsOf({ path, names }: ScopeEntry): readonly DescribedCall[] {
  switch (path) {
    case "/odata":
      return [...(names ?? []).flatMap(objectCalls), ...["table", "view"].map(metadataOf)];
    case "/data":
      return [get("/data/erp/views/v1/{object}", "Rows of an older view.", { object: OBJECT }, ODATA_OPTIONS)];
    case "/api":
      return apiCalls();
    case "/uiserver0":
      return uiCalls();
    default:
      return [];
  }
}

/** A scope does not say whether a name is a table or a view. */
function objectCalls(name: string): readonly DescribedCall[] {
  const shown = name === "*" ? "{object}" : name;
  const parts = name === "*" ? { object: OBJECT } : {};
  return ["table", "view"].map((kind) =>
    get(`/odataservice/odata/${kind}/${shown}`, `Rows, where it is a ${kind}.`, parts, ODATA_OPTIONS),
  );
}

const metadataOf = (kind: string): DescribedCall =>
  get(`/odataservice/odata/${kind}/$metadata`, `Names and types of ${kind}s.`, {});

function apiCalls(): readonly DescribedCall[] {
  return [
    ...each("/api/entity/{family}", "Records.", { family: FAMILY }),
    ...each("/api/entity/{family}/{key}", "One record.", { family: FAMILY, key: KEY }),
    ...each("/api/{area}/{family}", "Records.", { area: AREA, family: FAMILY }),
    ...each("/api/{area}/{family}/{key}", "One record.", { area: AREA, family: FAMILY, key: KEY }),
    get("/api/ui/router/v1", "Where the UI server is.", {}),
  ];
}

function uiCalls(): readonly DescribedCall[] {
  const transaction = "/uiserver0/api/v2";
  const sessions = "/uiserver0/api/ui/interactive/sessions";
  return [
    call("POST", `${transaction}/transaction`, "Writes by the Transaction API.", {}),
    call("POST", `${transaction}/transaction/get`, "Reads by the Transaction API.", {}),
    get(`${transaction}/services`, "Which services there are.", {}),
    get(`${transaction}/definition/{name}`, "What a service takes.", { name: NAME }),
    get(`${transaction}/defaults/{name}`, "What a service fills in.", { name: NAME }),
    call("POST", sessions, "Opens an Interactive session.", {}),
    call("DELETE", sessions, "Ends it.", {}),
    call("POST", "/uiserver0/api/ui/interactive/v2/window", "Opens a window.", {}),
  ];
}

const each = (path: string, summary: string, parts: DescribedCall["parts"]): readonly DescribedCall[] =>
  REST.map((method) => call(method, path, summary, parts));

function get(
  path: string,
  summary: string,
  parts: DescribedCall["parts"],
  query: DescribedCall["query"] = [],
): DescribedCall {
  return { method: "GET", path, summary, parts, query };
}

function call(
  method: DescribedCall["method"],
  path: string,
  summary: string,
  parts: DescribedCall["parts"],
): DescribedCall {
  return { method, path, summary, parts, query: [] };
}
