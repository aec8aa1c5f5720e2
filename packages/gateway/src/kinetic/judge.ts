import { type KineticAddress, readAddress } from "@erpgate/client/kinetic";
import { answeredCall } from "./sessions/session-calls.ts";
import type { Call, CompiledScope, QueryCheck, Verdict } from "../dialect.ts";
import { anyOf } from "../policy/query-checks.ts";
import { limitCheck } from "./query-limits.ts";
import type { Reason } from "../reason.ts";
import { type Access, type KineticScopeEntry, parseKineticScope, writeScopeEntry } from "./scope.ts";

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
  const { entries } = parsed;
  return {
    judge: (call) => judge(entries, call),
    ruleFor(call, query) {
      const address = readAddress(call.path);
      const asked = address && askedOf(address, call);
      const deciding = entries.find(
        (entry) => asked !== undefined && opens(entry, asked) && limitsOf(entry, asked.address)?.(query) === undefined,
      );
      return deciding && writeScopeEntry(deciding);
    },
  };
}

function judge(entries: readonly KineticScopeEntry[], call: Call): Verdict {
  if (isBatch(call.path)) return "batch.unsupported";
  const address = readAddress(call.path);
  if (address === undefined) return "address.unknown";
  // Answered by the gateway, and never sent: whoever may do anything here may believe to have a session.
  if (answeredCall(call.path) !== undefined) return entries.length > 0 ? undefined : "scope.denied";
  const asked = askedOf(address, call);
  const opening = entries.filter((entry) => opens(entry, asked));
  if (opening.length === 0) return refusalOf(address);
  const checks = opening.map((entry) => limitsOf(entry, address));
  return checks.includes(undefined) ? undefined : anyOf(checks.filter((check) => check !== undefined));
}

export function askedOf(address: KineticAddress, call: Call): Asked {
  const verb = call.method === "HEAD" ? "GET" : call.method;
  return { address, company: companyOf(address, call), write: !isRead(call, address), verb };
}

/** What the entry says about queries to an address that it opens; names and types of a service are no rows. */
export function limitsOf(entry: KineticScopeEntry, address: KineticAddress): QueryCheck | undefined {
  if (entry.kind === "function" || entry.limits === undefined) return undefined;
  if (address.kind === "entity") return limitCheck(entry.limits, address.key !== undefined, false);
  return address.kind === "baq" ? limitCheck(entry.limits, false, true) : undefined;
}

/** A call as the entries of a scope are asked about it. */
export interface Asked {
  readonly address: KineticAddress;
  readonly company: string | undefined;
  readonly write: boolean;
  readonly verb: string;
}

// Help pages and Swagger describe the whole server, as the list of services does, so no entry that names a service opens
// them; the token service hands out the ERP's own tokens, which a consumer must never hold.
function refusalOf(address: KineticAddress): Reason {
  return address.kind === "help" || address.kind === "token" ? "address.unknown" : "scope.denied";
}

export const isBatch = (path: string): boolean => path.toLowerCase().includes("/$batch");

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
export function opens(entry: KineticScopeEntry, asked: Asked): boolean {
  const { address, company } = asked;
  if (entry.company !== "*" && entry.company !== company) return false;
  switch (address.kind) {
    case "entity":
    case "method":
      return opensMember(entry, address, asked);
    case "service":
    case "metadata":
      // Names and types of what the entry opens a part of: needed by every OData client, and no rows.
      return (
        (entry.kind === "service" || entry.kind === "member") &&
        !asked.write &&
        entry.service === address.service.toLowerCase()
      );
    case "baq":
      return entry.kind === "baq" && address.part !== "list" && entry.baq === address.baq && goesSoFar(entry, asked);
    case "function":
      return opensFunction(entry, address);
    case "services":
    case "token":
    case "help":
      return false;
  }
}

type MemberAddress = Extract<KineticAddress, { kind: "entity" | "method" }>;

function opensMember(entry: KineticScopeEntry, address: MemberAddress, asked: Asked): boolean {
  if (entry.kind !== "service" && entry.kind !== "member") return false;
  if (entry.service !== address.service.toLowerCase() || !goesSoFar(entry, asked)) return false;
  // What a method returns is said in its body, or by itself: no limit of a query can be held there.
  if (entry.limits !== undefined && (address.kind === "method" || asked.verb !== "GET")) return false;
  return entry.kind === "service" || entry.member === (address.kind === "entity" ? address.entity : address.method);
}

function goesSoFar({ access }: { readonly access: Access }, { write, verb }: Asked): boolean {
  if (access === "read" || access === "write") return access === "write" || !write;
  return access.some((each) => each === verb);
}

type FunctionAddress = Extract<KineticAddress, { kind: "function" }>;

function opensFunction(entry: KineticScopeEntry, address: FunctionAddress): boolean {
  if (entry.kind !== "function" || entry.staging !== address.staging) return false;
  return entry.library === address.library && (entry.function === "*" || entry.function === address.function);
}
