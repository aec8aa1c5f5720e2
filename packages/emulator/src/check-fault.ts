import { AADSTS_CODES } from "./entra/aadsts.ts";
import type { FaultKind, FaultOptions } from "./faults.ts";
import { IIS_STATUSES } from "./http/iis-page.ts";
import { nearest } from "./nearest.ts";
import { SYSTEM_NAMES, type SystemName } from "./system-name.ts";

/** What carries the requests of an emulator. */
export type EmulatorTransport = "none" | "http" | "https";

interface KindRow {
  readonly systems: readonly SystemName[];
  readonly needs: "nothing" | "sockets" | "tls";
  readonly statuses: "none" | "any" | readonly number[];
}

const EVERY = SYSTEM_NAMES;

const TLS_ROW: KindRow = { systems: EVERY, needs: "tls", statuses: "none" };

const KINDS: Readonly<Record<FaultKind, KindRow>> = {
  "server-error": { systems: EVERY, needs: "nothing", statuses: [500, 502, 503, 504] },
  "html-answer": { systems: EVERY, needs: "nothing", statuses: "any" },
  "license-exhausted": { systems: ["kinetic"], needs: "nothing", statuses: "none" },
  "conversions-pending": { systems: ["kinetic"], needs: "nothing", statuses: "none" },
  "token-revoked": { systems: EVERY, needs: "nothing", statuses: "none" },
  "unexpected-window": { systems: ["prophet21"], needs: "nothing", statuses: "none" },
  aadsts: { systems: ["entra"], needs: "nothing", statuses: "none" },
  throttled: { systems: ["entra"], needs: "nothing", statuses: "none" },
  "slow-down": { systems: ["entra"], needs: "nothing", statuses: "none" },
  reset: { systems: EVERY, needs: "sockets", statuses: "none" },
  close: { systems: EVERY, needs: "sockets", statuses: "none" },
  silence: { systems: EVERY, needs: "sockets", statuses: "none" },
  "slow-body": { systems: EVERY, needs: "sockets", statuses: "none" },
  "iis-page": { systems: ["kinetic", "prophet21"], needs: "nothing", statuses: IIS_STATUSES },
  "tls-self-signed": TLS_ROW,
  "tls-incomplete-chain": TLS_ROW,
  "tls-wrong-host": TLS_ROW,
  "tls-expired": TLS_ROW,
  "tls-not-yet-valid": TLS_ROW,
  "tls-old-protocol": TLS_ROW,
  "tls-client-certificate": TLS_ROW,
};

const NAMES: readonly string[] = [
  "system",
  "kind",
  "next",
  "on",
  "path",
  "status",
  "pieceDelayMs",
  "code",
  "suberror",
  "claims",
  "retryAfterSeconds",
];

/** Throws one TypeError naming everything that is wrong with a fault's options. */
export function checkFault(options: FaultOptions, transport: EmulatorTransport): void {
  const problems = [
    ...unknownNames(options),
    ...kindProblems(options, transport),
    ...scopeProblems(options),
    ...aadstsProblems(options),
  ];
  if (problems.length > 0) throw new TypeError(`fault: ${problems.join("; ")}`);
}

function unknownNames(options: FaultOptions): readonly string[] {
  const unknown = Object.keys(options).filter((name) => !NAMES.includes(name));
  return unknown.map((name) => `"${name}" is not an option of a fault; the nearest is "${nearest(name, NAMES) ?? ""}"`);
}

function kindProblems(
  { kind, system, status, on, path }: FaultOptions,
  transport: EmulatorTransport,
): readonly string[] {
  if (!EVERY.includes(system)) return [`"system" takes ${EVERY.map((name) => `"${name}"`).join(", ")}`];
  if (!Object.hasOwn(KINDS, kind))
    return [
      `"kind" ${JSON.stringify(kind)} does not exist; the nearest is "${nearest(kind, Object.keys(KINDS)) ?? ""}"`,
    ];
  const row = KINDS[kind];
  const problems: string[] = [];
  if (!row.systems.includes(system)) problems.push(`"kind" ${kind} exists for ${row.systems.join(", ")} only`);
  if (row.needs === "tls" && transport === "http")
    problems.push(`"kind" ${kind} needs TLS: use startEmulator({ tls: true })`);
  if (row.needs === "tls" && (on !== undefined || path !== undefined))
    problems.push(`"on" and "path" mean nothing for ${kind}, which happens before there is a request`);
  if (row.needs !== "nothing" && transport === "none")
    problems.push(`"kind" ${kind} happens below HTTP and needs sockets: use startEmulator instead of createEmulator`);
  if (status !== undefined && row.statuses === "none") problems.push(`"status" means nothing for ${kind}`);
  if (status !== undefined && Array.isArray(row.statuses) && !row.statuses.includes(status))
    problems.push(`"status" of ${kind} takes ${row.statuses.join(", ")}`);
  if (status !== undefined && row.statuses === "any" && !(Number.isInteger(status) && status >= 200 && status <= 599))
    problems.push(`"status" of ${kind} takes 200 to 599`);
  return problems;
}

function scopeProblems({ next, on, pieceDelayMs }: FaultOptions): readonly string[] {
  const problems: string[] = [];
  if (next !== undefined && !(Number.isSafeInteger(next) && next > 0))
    problems.push('"next" takes a whole number from 1');
  if (on !== undefined && !["all", "token", "api"].includes(on)) problems.push('"on" takes "all", "token" or "api"');
  if (pieceDelayMs !== undefined && !(pieceDelayMs >= 0 && pieceDelayMs <= 2_147_483_647))
    problems.push('"pieceDelayMs" takes milliseconds from 0 to 2147483647');
  return problems;
}

/** The members that a refusal of Entra ID takes. */
function aadstsProblems({ kind, code, suberror, claims, retryAfterSeconds }: FaultOptions): readonly string[] {
  const problems: string[] = [];
  if (kind === "aadsts" && code === undefined) problems.push('"code" of aadsts takes a number, as 7000215');
  if (code !== undefined && !AADSTS_CODES.includes(code))
    problems.push(`"code" ${code} is no AADSTS number that the emulator knows; there are ${AADSTS_CODES.join(", ")}`);
  const isRefusal = kind === "aadsts" || kind === "throttled";
  if ([code, suberror, claims].some((value) => value !== undefined) && !isRefusal)
    problems.push(`"code", "suberror" and "claims" mean nothing for ${kind}`);
  if (retryAfterSeconds !== undefined && !(Number.isSafeInteger(retryAfterSeconds) && retryAfterSeconds >= 0))
    problems.push('"retryAfterSeconds" takes a whole number from 0');
  if (retryAfterSeconds !== undefined && !isRefusal && kind !== "server-error")
    problems.push(`"retryAfterSeconds" means nothing for ${kind}`);
  return problems;
}
