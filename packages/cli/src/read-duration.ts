import { UsageError } from "./usage-error.ts";

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `12h`, `90d` in milliseconds; at most ten years, for longer is most often a slip of the finger. */
export function readDuration(option: string, text: string, command: string): number {
  const [, amount = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const durationMs = Number(amount) * (unitsMs[unit] ?? Number.NaN);
  if (durationMs > 0 && durationMs <= 3650 * 86_400_000) return durationMs;
  throw new UsageError(
    [`${option} must be a duration such as 30m, 12h or 90d (at most 3650d), but is ${JSON.stringify(text)}`],
    command,
  );
}
