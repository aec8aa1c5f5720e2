import { type KineticAddress, readAddress } from "@erpgate/client/kinetic";
import { answeredCall } from "./sessions/session-calls.ts";
import type { Call, CompiledScope, Judge } from "../dialect.ts";
import type { Reason } from "../reason.ts";
import { type KineticScopeEntry, parseKineticScope } from "./scope.ts";

// Methods that only read although they may be called by POST (official Swagger; ALETH and MCP clients do so on v2).
// Compared exactly: a name in another letter case counts as a method that is not known, and so as a write.
const READ_ONLY_METHODS: ReadonlySet<string> = new Set([
  "GetByID",
  "GetList",
  "GetRows",
  "GetBySysRowID",
  "GetBySysRowIDs",
]);

/** Makes a Kinetic scope ready to judge calls. */
export function compileKineticScope(text: string): CompiledScope {
  const parsed = parseKineticScope(text);
  if (!parsed.ok) return { fault: parsed.faults.join("; ") };
  return { judge: judgeBy(parsed.entries) };
}

function judgeBy(entries: readonly KineticScopeEntry[]): Judge {
  return (call) => {
    if (isBatch(call.path)) return "batch.unsupported";
    const address = readAddress(call.path);
    if (address === undefined) return "address.unknown";
    // Answered by the gateway, and never sent: whoever may do anything here may believe to have a session.
    if (answeredCall(call.path) !== undefined) return entries.length > 0 ? undefined : "scope.denied";
    const asked = { address, company: companyOf(address, call), write: !isRead(call, address) };
    return entries.some((entry) => opens(entry, asked)) ? undefined : refusalOf(address);
  };
}

interface Asked {
  readonly address: KineticAddress;
  readonly company: string | undefined;
  readonly write: boolean;
}

// Help pages and Swagger describe the whole server, as the list of services does, so no entry that names a service opens
// them; the token service hands out the ERP's own tokens, which a consumer must never hold.
function refusalOf(address: KineticAddress): Reason {
  return address.kind === "help" || address.kind === "token" ? "address.unknown" : "scope.denied";
}

const isBatch = (path: string): boolean => path.toLowerCase().includes("/$batch");

function companyOf(address: KineticAddress, call: Call): string | undefined {
  return ("company" in address ? address.company : undefined) ?? call.company;
}

/** Whether a call changes nothing; what is not known to read is held to write. */
export function isRead(call: Pick<Call, "method">, address: KineticAddress): boolean {
  if (call.method === "GET" || call.method === "HEAD") return true;
  return call.method === "POST" && address.kind === "method" && READ_ONLY_METHODS.has(address.method);
}

/** Whether a call to a path changes nothing. @param path below the connection's base URL */
export function readsOnly(method: string, path: string): boolean {
  if (answeredCall(path) !== undefined) return true;
  const address = readAddress(path);
  return address === undefined ? method === "GET" || method === "HEAD" : isRead({ method }, address);
}

/**
 * Service names are compared without letter case, as the server does (observed in clients: `Erp.Bo.CustomerSvc`); all
 * else exactly, so that what differs in case is refused rather than guessed at. A call whose company nobody named runs in
 * the ERP user's default company, which is unknown here: only an entry for every company opens it.
 */
function opens(entry: KineticScopeEntry, { address, company, write }: Asked): boolean {
  if (entry.company !== "*" && entry.company !== company) return false;
  switch (address.kind) {
    case "entity":
    case "method":
      return opensMember(entry, address, write);
    case "service":
    case "metadata":
      // Names and types of what the entry opens a part of: needed by every OData client, and no rows.
      return (
        (entry.kind === "service" || entry.kind === "member") &&
        !write &&
        entry.service === address.service.toLowerCase()
      );
    case "baq":
      return entry.kind === "baq" && address.part !== "list" && entry.baq === address.baq && (entry.write || !write);
    case "function":
      return opensFunction(entry, address);
    case "services":
    case "token":
    case "help":
      return false;
  }
}

type MemberAddress = Extract<KineticAddress, { kind: "entity" | "method" }>;

function opensMember(entry: KineticScopeEntry, address: MemberAddress, write: boolean): boolean {
  if (entry.kind !== "service" && entry.kind !== "member") return false;
  if (entry.service !== address.service.toLowerCase() || (write && !entry.write)) return false;
  return entry.kind === "service" || entry.member === (address.kind === "entity" ? address.entity : address.method);
}

type FunctionAddress = Extract<KineticAddress, { kind: "function" }>;

function opensFunction(entry: KineticScopeEntry, address: FunctionAddress): boolean {
  if (entry.kind !== "function" || entry.staging !== address.staging) return false;
  return entry.library === address.library && (entry.function === "*" || entry.function === address.function);
}
