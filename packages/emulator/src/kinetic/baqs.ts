import type { EdmType, Row } from "../odata/table.ts";
import { customerBaq } from "./baqs/customers.ts";
import { orderBaq } from "./baqs/orders.ts";
import { partBaq } from "./baqs/parts.ts";
import type { KineticTables } from "./tables.ts";

/** A BAQ's parameters by name, as the query has them: a list for a name that is repeated. */
export type BaqValues = Readonly<Record<string, readonly string[]>>;

/** A query that somebody designed: columns are `Table_Field` and `Calculated_Name` (documented). */
export interface Baq {
  readonly id: string;
  readonly columns: Readonly<Record<string, EdmType>>;
  /** What may stand in the address beside OData's own options. A parameter that is missing restricts nothing. */
  readonly parameters: Readonly<Record<string, { readonly type: "string" | "integer" }>>;
  run(tables: KineticTables, company: string, values: BaqValues): Row[];
  /** Absent where the query is not updatable. */
  readonly update?: BaqUpdate;
}

export interface BaqUpdate {
  /** Writes one row back; undefined when there is no such row. */
  write(tables: KineticTables, company: string, row: Row): Row | undefined;
}

/** The BAQs there are: one to read, one that is updatable, one whose parameters work inside the query. */
export const baqs: readonly Baq[] = [customerBaq, partBaq, orderBaq];
