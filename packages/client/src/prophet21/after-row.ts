import { ErpgateError } from "../errors.ts";
import { literal } from "./literal.ts";

/**
 * The filter for rows that come after this one in the order of the key: `(a gt 1 or (a eq 1 and b gt 2))`. Unlike `$skip`
 * it loses and doubles nothing when rows come or go between two pages.
 *
 * @throws {ErpgateError} REQUEST_INVALID where the key's columns cannot be told from the row
 */
export function afterRow(key: readonly string[], row: unknown): string {
  const values = key.map((column) => literal(valueOf(row, column)));
  const steps = key.map((column, at) => {
    const same = key.slice(0, at).map((before, index) => `${before} eq ${values[index]}`);
    const step = [...same, `${column} gt ${values[at]}`].join(" and ");
    return at === 0 ? step : `(${step})`;
  });
  return steps.length === 1 ? (steps[0] ?? "") : `(${steps.join(" or ")})`;
}

function valueOf(row: unknown, column: string): string | number | boolean {
  const value: unknown = typeof row === "object" && row !== null ? (row as Record<string, unknown>)[column] : undefined;
  if (typeof value === "string" || typeof value === "boolean") return value;
  // A longer number has lost digits on its way through JSON, and the next page would begin at the wrong row.
  if (typeof value === "number" && (!Number.isInteger(value) || Number.isSafeInteger(value))) return value;
  const fix = `give "key" with columns that every row fills, or "orderby"`;
  throw new ErpgateError(
    "REQUEST_INVALID",
    `pages cannot be cut by ${JSON.stringify(column)}, which a row lacks: ${fix}`,
  );
}
