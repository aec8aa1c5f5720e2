import type { ValueType } from "./expression.ts";

type Scalar = string | number | boolean | null;

/** A filter function: what it takes, what it gives, what it does. Any null argument makes the result null. */
export interface FilterFunction {
  readonly takes: readonly ValueType[];
  readonly gives: ValueType;
  run(...args: readonly Scalar[]): Scalar;
}

const text = (value: Scalar | undefined): string => String(value);
const date = (value: Scalar | undefined): Date => new Date(Number(value));

/** Every function that either OData version has and the emulator knows; each dialect names the ones it offers. */
export const filterFunctions: ReadonlyMap<string, FilterFunction> = new Map<string, FilterFunction>([
  [
    "startswith",
    { takes: ["string", "string"], gives: "boolean", run: (whole, start) => text(whole).startsWith(text(start)) },
  ],
  ["endswith", { takes: ["string", "string"], gives: "boolean", run: (whole, end) => text(whole).endsWith(text(end)) }],
  [
    "contains",
    { takes: ["string", "string"], gives: "boolean", run: (whole, part) => text(whole).includes(text(part)) },
  ],
  // OData 3 has the arguments the other way round.
  [
    "substringof",
    { takes: ["string", "string"], gives: "boolean", run: (part, whole) => text(whole).includes(text(part)) },
  ],
  ["tolower", { takes: ["string"], gives: "string", run: (whole) => text(whole).toLowerCase() }],
  ["toupper", { takes: ["string"], gives: "string", run: (whole) => text(whole).toUpperCase() }],
  ["trim", { takes: ["string"], gives: "string", run: (whole) => text(whole).trim() }],
  ["length", { takes: ["string"], gives: "number", run: (whole) => text(whole).length }],
  ["indexof", { takes: ["string", "string"], gives: "number", run: (whole, part) => text(whole).indexOf(text(part)) }],
  ["concat", { takes: ["string", "string"], gives: "string", run: (first, second) => text(first) + text(second) }],
  ["year", { takes: ["date"], gives: "number", run: (moment) => date(moment).getUTCFullYear() }],
  ["month", { takes: ["date"], gives: "number", run: (moment) => date(moment).getUTCMonth() + 1 }],
  ["day", { takes: ["date"], gives: "number", run: (moment) => date(moment).getUTCDate() }],
]);

const SHARED = [
  "startswith",
  "endswith",
  "tolower",
  "toupper",
  "trim",
  "length",
  "indexof",
  "concat",
  "year",
  "month",
  "day",
];

/** What a server's OData offers. */
export interface ODataDialect {
  readonly functions: ReadonlySet<string>;
  /** `in (…)`: evaluated, refused, or parsed and then dropped together with the rest of the filter. */
  readonly inOperator: "evaluates" | "refuses" | "drops-filter";
}

export const odata3: ODataDialect = { functions: new Set([...SHARED, "substringof"]), inOperator: "refuses" };
export const odata4: ODataDialect = { functions: new Set([...SHARED, "contains"]), inOperator: "evaluates" };
