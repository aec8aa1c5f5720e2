import { parseScope, type Prophet21Address, readAddress, type ScopeEntry } from "@erpgate/client/prophet21";
import type { Call, CompiledScope } from "../dialect.ts";

/**
 * Makes a scope in P21's own grammar ready to judge calls. P21 enforces such a scope on OData and on the REST families,
 * and not at all on the Transaction API (observed on 26.1.5950.0: an OData-only key could write). Here every surface is
 * held to it, and an entry opens only what it names:
 *
 * | entry | opens |
 * | --- | --- |
 * | `/odata:supplier,price_page` | reading those tables or views, catalogue and `$metadata`; `*` for all |
 * | `/api` | the REST families under `/api` and the UI router |
 * | `/uiserver0` | Interactive and Transaction |
 * | `/data` | the older views under `/data/erp/views/v1`, reading |
 *
 * Other entries (`/p21sdk`, `/ui`) are accepted, because registrations are copied from P21, and open nothing.
 */
export function compileProphet21Scope(text: string): CompiledScope {
  const parsed = parseScope(text);
  if (!parsed.ok) return { fault: parsed.faults.join("; ") };
  const { entries } = parsed.scope;
  // A bare /odata denies every table on P21 itself (observed), which nobody means.
  if (entries.some((entry) => entry.path === "/odata" && entry.names === undefined)) {
    return { fault: '"/odata" names no tables: write "/odata:supplier,price_page", or "/odata:*" for all' };
  }
  return {
    ruleFor(call) {
      const address = readAddress(call.path);
      const entry = address && entries.find((each) => opens(each, address, call));
      return entry && entry.path + (entry.names === undefined ? "" : `:${entry.names.join(",")}`);
    },
    judge: (call) => {
      if (call.path.toLowerCase().includes("/$batch")) return "batch.unsupported";
      const address = readAddress(call.path);
      if (address === undefined || address.kind === "token") return "address.unknown";
      return entries.some((entry) => opens(entry, address, call)) ? undefined : "scope.denied";
    },
  };
}

export function opens(entry: ScopeEntry, address: Prophet21Address, call: Call): boolean {
  switch (address.kind) {
    case "odata":
      return entry.path === "/odata" && isRead(call) && opensObject(entry, address);
    case "data-view":
      return entry.path === "/data" && entry.names === undefined && isRead(call);
    case "entity":
    case "rest":
    case "router":
      return entry.path === "/api" && entry.names === undefined;
    case "ui":
      // Server information opens no session and says only versions: whoever may use either surface may ask for it.
      return (
        (entry.path === "/uiserver0" || (entry.path === "/api" && address.area === "info")) && entry.names === undefined
      );
    case "token":
      return false;
  }
}

type OdataAddress = Extract<Prophet21Address, { kind: "odata" }>;

/**
 * P21's list does not say whether a name is a table or a view, and the two share no name on a server (observed: each object
 * answers under one of them only), so a name opens it wherever it is. Catalogue and `$metadata` hold names and types and no
 * rows; P21 shows them to every valid token (observed), here at least one named object is asked for. Names are compared
 * exactly, although SQL Server would not: what differs in case is refused.
 */
function opensObject(entry: ScopeEntry, address: OdataAddress): boolean {
  const names = entry.names ?? [];
  if (address.name === undefined) return names.length > 0;
  return names.includes("*") || names.includes(address.name);
}

const isRead = (call: Call): boolean => call.method === "GET" || call.method === "HEAD";
