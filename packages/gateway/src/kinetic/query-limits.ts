import type { Reason } from "../reason.ts";
import { matchesShape, readFilter, readShape, type FilterToken } from "./filter-shape.ts";

/** What a scope entry holds a query to. */
export interface QueryLimits {
  /** The columns that may be asked for, and by which rows may be chosen and ordered. */
  readonly select?: readonly string[];
  /** Forms that `$filter` may have, `?` standing for any literal. */
  readonly filter?: readonly string[];
  /** The most rows at a time. */
  readonly top?: number;
}

/** Judges the query of a call; undefined: nothing is wrong. */
export type LimitCheck = (query: string | undefined) => Reason | undefined;

const COLUMN = /^[A-Za-z_]\w*$/;
// Exactly as Kinetic has them: it compares their case (official), and what it does not know it may pass over.
const PASSING: ReadonlySet<string> = new Set(["$skip", "$count", "$inlinecount", "$format", "$orderby"]);
const OPTION_WORDS: ReadonlySet<string> = new Set(
  "select filter top skip count inlinecount format orderby expand apply compute search levels skiptoken deltatoken".split(
    " ",
  ),
);

/** Reads what stands after `?` in a scope entry. @returns the limits, or what is wrong with them */
export function readLimits(text: string): QueryLimits | string {
  let limits: QueryLimits = {};
  for (const part of text.split("&")) {
    const equals = part.indexOf("=");
    const [name, value] = equals < 0 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
    const read = readLimit(name, value.trim());
    if (typeof read === "string") return read;
    if (Object.keys(read).some((key) => Object.hasOwn(limits, key))) return `names ${name} twice`;
    limits = { ...limits, ...read };
  }
  return limits;
}

function readLimit(name: string, value: string): QueryLimits | string {
  if (name === "$select") {
    const select = value.split(",").map((column) => column.trim());
    return select.every((column) => COLUMN.test(column)) ? { select } : "has a $select that is no list of columns";
  }
  if (name === "$top") return /^[1-9]\d{0,6}$/.test(value) ? { top: Number(value) } : "has a $top that is no number";
  if (name !== "$filter")
    return `limits ${JSON.stringify(name.slice(0, 40))}, and only $select, $filter and $top can be`;
  const filter = value.split("|").map((shape) => shape.trim());
  return filter.every((shape) => readShape(shape) !== undefined) ? { filter } : "has a $filter that cannot be read";
}

/** As it stands in a scope. */
export function writeLimits({ select, filter, top }: QueryLimits): string {
  return [
    ...(select === undefined ? [] : [`$select=${select.join(",")}`]),
    ...(filter === undefined ? [] : [`$filter=${filter.join("|")}`]),
    ...(top === undefined ? [] : [`$top=${top}`]),
  ].join("&");
}

/**
 * Makes limits ready. A query is held to them strictly: an option that is not known, that is named twice or in another letter
 * case is refused, for the ERP might read it, or might pass over it and answer with everything.
 *
 * @param isOneRow the address names one row by its key, so it needs no `$top` and no `$filter`
 * @param takesParameters the address has parameters of its own beside the options, as BAQs have
 */
export function limitCheck(limits: QueryLimits, isOneRow: boolean, takesParameters: boolean): LimitCheck {
  const shapes = limits.filter?.map((shape) => readShape(shape) ?? []);
  return (query = "") => {
    const options = readOptions(query, takesParameters);
    return options !== undefined && holds(options, limits, shapes, isOneRow) ? undefined : "scope.query";
  };
}

function holds(
  options: ReadonlyMap<string, string>,
  { select, top }: QueryLimits,
  shapes: readonly (readonly FilterToken[])[] | undefined,
  isOneRow: boolean,
): boolean {
  const filter = options.get("$filter");
  const tokens = filter === undefined ? undefined : readFilter(filter);
  if (filter !== undefined && tokens === undefined) return false;
  if (shapes !== undefined && !isOneRow && !shapes.some((shape) => tokens !== undefined && matchesShape(tokens, shape)))
    return false;
  if (top !== undefined && !isOneRow && !isWithin(options.get("$top"), top)) return false;
  if (select === undefined) return true;
  // A column that may not be seen may not be asked about either: whoever can filter by it can guess it.
  const asked = options.get("$select")?.split(",") ?? [""];
  const ordered = options.get("$orderby")?.split(",") ?? [];
  const columns = [
    ...asked.map((each) => each.trim()),
    ...ordered.map((each) => each.trim().replace(/ +(?:asc|desc)$/, "")),
  ];
  const filtered =
    shapes === undefined ? (tokens ?? []).filter(({ kind }) => kind === "name").map(({ text }) => text) : [];
  return [...columns, ...filtered].every((column) => select.includes(column));
}

function isWithin(value: string | undefined, most: number): boolean {
  return value !== undefined && /^\d{1,9}$/.test(value) && Number(value) <= most;
}

/** The options by name; undefined where there is one that nobody can answer for. */
function readOptions(query: string, takesParameters: boolean): ReadonlyMap<string, string> | undefined {
  const options = new Map<string, string>();
  if (query === "") return options;
  if (query.includes(";")) return undefined;
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    const value = decoded(equals < 0 ? "" : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    const isOption = ["$select", "$filter", "$top"].includes(name) || PASSING.has(name);
    if (!isOption && !(takesParameters && isParameter(name))) return undefined;
    if (isOption && options.has(name)) return undefined;
    if (isOption) options.set(name, value);
  }
  return options;
}

const isParameter = (name: string): boolean => /^\w+$/.test(name) && !OPTION_WORDS.has(name.toLowerCase());

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
