import type { Sink } from "../command.ts";

/** One JSON document on a line of its own. */
export function printJson(sink: Sink, value: unknown): void {
  sink.write(`${JSON.stringify(value)}\n`);
}

/** A moment for machines and for people: epoch seconds and ISO in UTC; nulls where there is none. */
export function moment(atMs: number | undefined): { epochSeconds: number | null; utc: string | null } {
  if (atMs === undefined || !Number.isFinite(atMs)) return { epochSeconds: null, utc: null };
  return { epochSeconds: Math.floor(atMs / 1000), utc: new Date(atMs).toISOString() };
}

/** The same for people: `2026-11-21T08:00:00Z (1795334400)`. */
export function momentText(atMs: number | undefined): string {
  const { epochSeconds, utc } = moment(atMs);
  return utc === null ? "no end" : `${utc.replace(/\.\d+Z$/, "Z")} (${String(epochSeconds)})`;
}
