import type { EdmType } from "../../odata/table.ts";
import { prophet21Schemas, type TableName } from "../tables.ts";

/** A field of a window: what the API calls it, and the column behind it. */
export interface WindowField {
  readonly name: string;
  readonly column: string;
  readonly label: string;
  /** A new record is refused without it. */
  readonly required: boolean;
  /** Shown, never writable. */
  readonly disabled: boolean;
  /** The column holds an item's number where the field shows its id. */
  readonly shows?: "item";
}

/** One tab's datawindow: a form, or a grid of rows that belong to the record. */
export interface WindowElement {
  /** `TABPAGE_1.order`, as Transactions name it. */
  readonly name: string;
  readonly tab: string;
  readonly datawindow: string;
  readonly type: "Form" | "List";
  readonly table: TableName;
  /** What rows are told apart by, unless a payload says otherwise. */
  readonly keyFields: readonly string[];
  readonly fields: readonly WindowField[];
}

/** A window of P21, which is a service of the Transaction API as well. */
export interface WindowService {
  readonly name: string;
  readonly title: string;
  readonly windowClass: string;
  readonly table: TableName;
  /** The field that names a record, and whether P21 numbers it itself. */
  readonly key: { readonly field: string; readonly generated: boolean };
  readonly elements: readonly WindowElement[];
  /** A window that is listed and cannot be opened by anybody, as unlicensed modules are (documented). */
  readonly available: boolean;
}

type FieldExtras = Partial<Omit<WindowField, "name">>;

/** A field that is called as its column, unless said otherwise. */
export function field(name: string, label: string, extras: FieldExtras = {}): WindowField {
  return { name, column: name, label, required: false, disabled: false, ...extras };
}

export function element(
  name: string,
  type: WindowElement["type"],
  table: TableName,
  keyFields: readonly string[],
  fields: readonly WindowField[],
): WindowElement {
  const [tab = "", datawindow = ""] = name.split(".");
  return { name, tab, datawindow, type, table, keyFields, fields };
}

/** The field names' types as window definitions give them. */
export function dataTypeOf({ table, fields }: WindowElement, name: string): string {
  const column = fields.find((each) => each.name === name)?.column ?? "";
  const type: EdmType | undefined = prophet21Schemas[table].columns[column];
  switch (type) {
    case "Edm.Int32":
      return "Long";
    case "Edm.Decimal":
      return "Decimal";
    case "Edm.DateTime":
      return "Datetime";
    case "Edm.String":
    case "Edm.Boolean":
    case "Edm.Guid":
    case undefined:
      return "Char";
  }
}

/** The first form: the record's own. */
export function headElement({ name, elements }: WindowService): WindowElement {
  const [head] = elements;
  if (head === undefined) throw new Error(`${name} has no elements`);
  return head;
}
