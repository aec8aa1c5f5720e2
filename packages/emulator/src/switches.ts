import { nearest } from "./nearest.ts";

/** One switch: a fact about a vendor that sources dispute or that differs between installations. */
export interface Switch<Value> {
  /** What the better evidence says. */
  readonly default: Value;
  /** The values it takes; `count` is any whole number from 1, `letters` a list of the default's members. */
  readonly values: readonly Value[] | "count" | "letters";
  /** Where the default comes from, and how sure it is. */
  readonly evidence: string;
}

/** A table with one row per switch, from which defaults, checks and documentation all come. */
export type SwitchTable<Values> = { readonly [Name in keyof Values]: Switch<Values[Name]> };

/** One row of the table as data, for a person to read. */
export interface SwitchDescription {
  readonly name: string;
  readonly value: unknown;
  readonly default: unknown;
  readonly values: string;
  readonly evidence: string;
}

/** The given values over the defaults; what is wrong goes to `report`, and the default stands. */
export function readSwitches<Values extends object>(
  table: SwitchTable<Values>,
  given: Readonly<Record<string, unknown>>,
  report: (name: string, problem: string) => void,
): Values {
  const known = Object.keys(table);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) report(name, `is not a switch; the nearest is "${nearest(name, known) ?? ""}"`);
  }
  const rows = Object.entries<Switch<unknown>>(table);
  const chosen = rows.map(([name, row]) => [name, chooseValue(name, row, given[name], report)] as const);
  // One entry per name of Values, each checked against its row
  return Object.freeze(Object.fromEntries(chosen) as Values);
}

function chooseValue(
  name: string,
  row: Switch<unknown>,
  given: unknown,
  report: (name: string, problem: string) => void,
): unknown {
  if (given === undefined) return row.default;
  if (isAllowed(row, given)) return given;
  report(name, `takes ${valuesText(row)}`);
  return row.default;
}

function isAllowed(row: Switch<unknown>, given: unknown): boolean {
  if (row.values === "count") return typeof given === "number" && Number.isSafeInteger(given) && given > 0;
  if (row.values === "letters")
    return Array.isArray(given) && given.every((letter) => LETTERS.includes(String(letter)));
  return row.values.includes(given);
}

const LETTERS: readonly string[] = ["F", "G", "H", "I", "J"];

export function valuesText(row: Switch<unknown>): string {
  if (row.values === "count") return "a whole number from 1";
  if (row.values === "letters") return `a list of ${LETTERS.join(", ")}`;
  return row.values.map((value) => JSON.stringify(value)).join(" | ");
}

/** The switches as data: what each is set to, what it may be, and why the default is what it is. */
export function describeSwitches<Values extends object>(
  table: SwitchTable<Values>,
  values: Values,
): readonly SwitchDescription[] {
  const chosen = new Map<string, unknown>(Object.entries(values));
  return Object.entries<Switch<unknown>>(table).map(([name, row]) => ({
    name,
    value: chosen.get(name),
    default: row.default,
    values: valuesText(row),
    evidence: row.evidence,
  }));
}
