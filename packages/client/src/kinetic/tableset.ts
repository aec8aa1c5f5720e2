/** What is to become of a row: added, changed, deleted, or left as it is (official: Swagger). */
export type RowMod = "A" | "U" | "D" | "";

/** A row of a tableset. */
export type KineticRow = Readonly<Record<string, unknown>>;

/** Rows by table, as methods take and give them: `{ Customer: [{ …, RowMod: "" }] }` (official: Swagger). */
export type Tableset = Readonly<Record<string, readonly KineticRow[]>>;

/** A row to be added. */
export function added<Row extends object>(row: Row): Row & { readonly RowMod: "A" } {
  return { ...row, RowMod: "A" };
}

/** A row to be changed: all of it as it was read, with the changes laid over. */
export function changed<Row extends object>(row: Row, changes: Partial<Row> = {}): Row & { readonly RowMod: "U" } {
  return { ...row, ...changes, RowMod: "U" };
}

/** A row to be deleted. */
export function deleted<Row extends object>(row: Row): Row & { readonly RowMod: "D" } {
  return { ...row, RowMod: "D" };
}
