import type { FaultKind, FaultOptions } from "./faults.ts";
import { nearest } from "./nearest.ts";

const KINDS: Readonly<
  Record<
    FaultKind,
    { readonly systems: string; readonly socketOnly: boolean; readonly statuses: "none" | "any" | readonly number[] }
  >
> = {
  "server-error": { systems: "kinetic prophet21", socketOnly: false, statuses: [500, 502, 503] },
  "html-answer": { systems: "kinetic prophet21", socketOnly: false, statuses: "any" },
  "license-exhausted": { systems: "kinetic", socketOnly: false, statuses: "none" },
  "conversions-pending": { systems: "kinetic", socketOnly: false, statuses: "none" },
  "token-revoked": { systems: "kinetic prophet21", socketOnly: false, statuses: "none" },
  "unexpected-window": { systems: "prophet21", socketOnly: false, statuses: "none" },
  reset: { systems: "kinetic prophet21", socketOnly: true, statuses: "none" },
  "slow-body": { systems: "kinetic prophet21", socketOnly: true, statuses: "none" },
};

const NAMES: readonly string[] = ["system", "kind", "next", "on", "path", "status", "pieceDelayMs"];

/** Throws one TypeError naming everything that is wrong with a fault's options. */
export function checkFault(options: FaultOptions, sockets: boolean): void {
  const problems = [...unknownNames(options), ...kindProblems(options, sockets), ...scopeProblems(options)];
  if (problems.length > 0) throw new TypeError(`fault: ${problems.join("; ")}`);
}

function unknownNames(options: FaultOptions): readonly string[] {
  const unknown = Object.keys(options).filter((name) => !NAMES.includes(name));
  return unknown.map((name) => `"${name}" is not an option of a fault; the nearest is "${nearest(name, NAMES) ?? ""}"`);
}

function kindProblems({ kind, system, status }: FaultOptions, sockets: boolean): readonly string[] {
  if (system !== "kinetic" && system !== "prophet21") return ['"system" takes "kinetic" or "prophet21"'];
  if (!Object.hasOwn(KINDS, kind))
    return [
      `"kind" ${JSON.stringify(kind)} does not exist; the nearest is "${nearest(kind, Object.keys(KINDS)) ?? ""}"`,
    ];
  const row = KINDS[kind];
  const problems: string[] = [];
  if (!row.systems.includes(system)) problems.push(`"kind" ${kind} exists for ${row.systems} only`);
  if (row.socketOnly && !sockets)
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
