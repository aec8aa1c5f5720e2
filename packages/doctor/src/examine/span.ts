const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** A length of time in its largest whole unit: `59 minutes`. */
export function span(ms: number): string {
  const length = Math.abs(ms);
  const [name, unit] = UNITS.find(([, each]) => length >= each) ?? ["second", 1000];
  const count = Math.floor(length / unit);
  return `${String(count)} ${name}${count === 1 ? "" : "s"}`;
}

/** A moment for a reader: `2026-11-21`. */
export const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
