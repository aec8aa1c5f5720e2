import { ErpgateError } from "../errors.ts";

/** What may stand for a value in a filter. */
export type FilterValue = string | number | bigint | boolean | Date | null;

/**
 * A value as OData 4 writes it: texts in quotes, numbers without. Prophet 21 compares `supplier_id eq '10050'` with nothing:
 * a number in quotes is a 404 about operand types (observed).
 *
 * @throws {ErpgateError} REQUEST_INVALID for a number or a date that is none
 */
export function literal(value: FilterValue): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "number" && !Number.isFinite(value)) throw invalid("a number");
  if (!(value instanceof Date)) return String(value);
  if (Number.isNaN(value.getTime())) throw invalid("a date");
  return value.toISOString();
}

function invalid(what: string): ErpgateError {
  return new ErpgateError("REQUEST_INVALID", `a filter holds ${what} that is none`);
}

/**
 * A filter with its values written as literals: `` filter`supplier_id eq ${id} and supplier_name eq ${name}` ``. Values can
 * therefore not add conditions of their own.
 *
 * @throws {ErpgateError} REQUEST_INVALID for a number or a date that is none
 */
export function filter(texts: TemplateStringsArray, ...values: readonly FilterValue[]): string {
  return texts.map((text, at) => (at === 0 ? text : literal(values[at - 1] ?? null) + text)).join("");
}

/**
 * `(column eq 1 or column eq 2)`: what to write for `in (…)`, which Prophet 21 reads and then drops with the whole filter,
 * so that every row comes back (observed).
 *
 * @throws {ErpgateError} REQUEST_INVALID for an empty list, which no filter can stand for
 */
export function anyOf(column: string, values: readonly FilterValue[]): string {
  if (values.length === 0) throw new ErpgateError("REQUEST_INVALID", "anyOf() needs at least one value");
  return `(${values.map((value) => `${column} eq ${literal(value)}`).join(" or ")})`;
}

/** A date for the older Data Services, which speak OData 3: `datetime'2026-01-31T00:00:00'` (observed). */
export function olderDate(value: Date): string {
  return `datetime'${literal(value).slice(0, 19)}'`;
}

/** A decimal for the older Data Services: with an `M` (observed). Given as text, it keeps every digit. */
export function olderDecimal(value: string | number): string {
  if (/^-?\d+(?:\.\d+)?$/.test(String(value))) return `${value}M`;
  throw invalid("a decimal");
}
