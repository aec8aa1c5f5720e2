import type { Row, Value } from "../../odata/table.ts";
import type { Prophet21Data } from "../data.ts";
import type { TableName } from "../tables.ts";
import { toMembers } from "./members.ts";

type Read = (row: Row, data: Prophet21Data) => unknown;

/** Child rows come as `{"list": […]}` (observed). */
function listOf(table: TableName, fits: (child: Row, parent: Row) => boolean): Read {
  return (row, data) => ({
    list: data
      .table(table)
      .rows.filter((child) => fits(child, row))
      .map((child) => ({ ...toMembers(child), ObjectName: table })),
  });
}

export const locationsOf: Read = listOf("inv_loc", (child, item) => child["inv_mast_uid"] === item["inv_mast_uid"]);
export const itemSuppliersOf: Read = listOf(
  "inventory_supplier",
  (child, item) => child["inv_mast_uid"] === item["inv_mast_uid"],
);

export function linesOf(table: TableName, link: string): Read {
  return listOf(table, (child, parent) => child[link] === parent[link]);
}

/** A customer's address has the customer's number. */
export function addressOf(id: Value | undefined, data: Prophet21Data): unknown {
  const row = data.table("address").rows.find((address) => address["id"] === id);
  return row === undefined ? null : toMembers(row);
}
