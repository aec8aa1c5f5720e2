import type { CheckName } from "@erpgate/doctor";
import { nearestName } from "../nearest-name.ts";
import { UsageError } from "../usage-error.ts";

interface Words {
  readonly config: string | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly report: string | undefined;
  readonly only: readonly string[];
  readonly read: string | undefined;
  readonly session: boolean;
  readonly "save-chain": string | undefined;
  readonly timeout: string | undefined;
  readonly watch: string | undefined;
}

/** The command line of `erpgate doctor`, checked. */
export interface DoctorOptions extends Pick<Words, "config" | "verbose" | "json" | "report" | "read" | "session"> {
  readonly only: readonly CheckName[] | undefined;
  readonly saveChain: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly watchMs: number | undefined;
}

/** @throws UsageError with every fault at once */
export function readDoctorOptions(words: Words, known: readonly string[]): DoctorOptions {
  const faults = [...unknownChecks(words.only, known), ...reportFaults(words.report)];
  const timeoutMs = duration("timeout", words.timeout, faults);
  const watchMs = duration("watch", words.watch, faults);
  if (faults.length > 0) throw new UsageError(faults, "doctor");
  return {
    ...words,
    only: words.only.length === 0 ? undefined : words.only.filter((name): name is CheckName => known.includes(name)),
    saveChain: words["save-chain"],
    timeoutMs,
    watchMs,
  };
}

function unknownChecks(only: readonly string[], known: readonly string[]): string[] {
  return only
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearestName(name, known);
      return `there is no check ${JSON.stringify(name)}${near === undefined ? "" : `; did you mean ${near}?`} (erpgate doctor --list)`;
    });
}

function reportFaults(report: string | undefined): string[] {
  return report === undefined || /\.(?:html?|md)$/i.test(report)
    ? []
    : [`--report takes a file that ends in .html or .md, not ${JSON.stringify(report)}`];
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function duration(option: string, text: string | undefined, faults: string[]): number | undefined {
  if (text === undefined) return undefined;
  const [, amount = "", unit = ""] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS_MS[unit] ?? Number.NaN);
  if (ms >= 1000 && ms <= 86_400_000) return ms;
  faults.push(`--${option} takes a duration from 1s to 24h, such as 30s or 5m, not ${JSON.stringify(text)}`);
  return undefined;
}
