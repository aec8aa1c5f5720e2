/** A value that a query can carry. */
export type QueryValue = string | number | bigint | boolean | Date;

/** One parameter of a query. */
export function queryPair(name: string, value: QueryValue): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return `${encodeURIComponent(name)}=${encodeURIComponent(text).replaceAll("%27", "'")}`;
}

/** Whether a value can stand in a query as it is. */
export function isQueryValue(value: unknown): value is QueryValue {
  return ["string", "number", "bigint", "boolean"].includes(typeof value) || value instanceof Date;
}
