import { nearest } from "../options/nearest.ts";
import type { Report } from "../options/report.ts";

/** Sections that a configuration may have whether or not they are read now. */
const KNOWN: readonly string[] = ["connections", "gateway", "tokenStore"];

/** The top-level members of a configuration, after a look at their names. `read` names further sections that are allowed. */
export function topLevel(value: unknown, read: readonly string[], report: Report): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report([], "a configuration is a set of sections", "Begin with a line `connections:`.");
    return {};
  }
  const members = Object.fromEntries(Object.entries(value));
  const known = [...new Set([...KNOWN, ...read])];
  for (const name of Object.keys(members).filter((key) => !known.includes(key))) {
    const fix = `The sections are ${known.join(" and ")}.${didYouMean(name, known)}`;
    report([name], "is no section of a configuration", fix);
  }
  return members;
}

/**
 * The connections that were asked for; all of them, when none were. One that is not there is reported with the names that are.
 */
export function pickConnections(value: unknown, only: readonly string[] | undefined, report: Report): unknown {
  if (only === undefined || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  for (const name of only.filter((wanted) => !names.includes(wanted))) {
    const known = names.length === 0 ? "The file names none." : `The file has ${names.join(", ")}.`;
    report(["connections", name], "there is no such connection", known + didYouMean(name, names));
  }
  return Object.fromEntries(Object.entries(value).filter(([name]) => only.includes(name)));
}

/** ` Did you mean "x"?`, or nothing. */
function didYouMean(given: string, known: readonly string[]): string {
  const near = nearest(given, known);
  return near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
}
