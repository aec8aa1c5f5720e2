/** The column types that the emulator's data uses, by their OData names. */
export type EdmType = "Edm.String" | "Edm.Int32" | "Edm.Decimal" | "Edm.Boolean" | "Edm.DateTime" | "Edm.Guid";

export type Value = string | number | boolean | null;

/** One row; dates are ISO texts without a zone, GUIDs lower-case texts. */
export type Row = Record<string, Value>;

/** A table with its schema. Rows may be added, changed and removed: what is written sticks. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, EdmType>>;
  /** Columns that identify a row. */
  readonly keys: readonly string[];
  readonly rows: Row[];
}

/** Rows of another table that belong to a row of this one, for `$expand`. */
export interface Relation {
  readonly name: string;
  readonly table: Table;
  /** Columns that have the same value in both. */
  readonly on: readonly string[];
}

/** The scalar members of an object that came from outside, as a row. */
export function toRow(given: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, Value] => isValue(entry[1])));
}

function isValue(value: unknown): value is Value {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
