import { StoreError } from "./store-error.ts";

/** What stands in a row, or in a JSON text of a row, before it was looked at. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws StoreError `STORE_ROW_INVALID` when the member is no text */
export function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw unexpected(name, "a text");
  return value;
}

/** @throws StoreError `STORE_ROW_INVALID` when the member is no whole number */
export function integer(fields: Fields, name: string): number {
  const given = fields[name];
  // PostgreSQL's client hands 64-bit integers out as texts, because not every one of them is a safe number.
  const value = typeof given === "string" && /^-?\d+$/.test(given) ? Number(given) : given;
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw unexpected(name, "a whole number");
  return value;
}

/** @throws StoreError `STORE_ROW_INVALID` when the member is there and no whole number */
export function optionalInteger(fields: Fields, name: string): number | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : integer(fields, name);
}

/** @throws StoreError `STORE_ROW_INVALID` when the value is no object */
export function object(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unexpected(name, "an object");
  return Object.fromEntries(Object.entries(value));
}

/** @throws StoreError `STORE_ROW_INVALID` when the member is no list of objects */
export function objects(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw unexpected(name, "a list");
  return value.map((item: unknown) => object(item, name));
}

/** @throws StoreError `STORE_ROW_INVALID` when the text is not the JSON of an object */
export function parsedObject(json: string, name: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw unexpected(name, "JSON", error);
  }
  return object(value, name);
}

function unexpected(name: string, wanted: string, cause?: unknown): StoreError {
  const message = `The store holds a row whose "${name}" is not ${wanted}. It was changed by something other than erpgate.`;
  return new StoreError("STORE_ROW_INVALID", message, { cause });
}
