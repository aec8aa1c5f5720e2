import type { Row } from "../../odata/table.ts";
import type { Baq } from "../baqs.ts";

/** Parts and their prices; updatable: description, price and the inactive flag are written back. */
export const partBaq: Baq = {
  id: "zPart01",
  columns: {
    Part_Company: "Edm.String",
    Part_PartNum: "Edm.String",
    Part_PartDescription: "Edm.String",
    Part_UnitPrice: "Edm.Decimal",
    Part_InActive: "Edm.Boolean",
    RowIdent: "Edm.Guid",
    RowMod: "Edm.String",
  },
  parameters: {},
  run: (tables, company) => tables.Part.rows.filter((row) => row["Company"] === company).map(partRow),
  update: {
    write: (tables, company, given) => {
      const part = tables.Part.rows.find(
        (row) => row["Company"] === company && row["PartNum"] === given["Part_PartNum"],
      );
      if (part === undefined) return undefined;
      for (const column of UPDATABLE) part[column] = given[`Part_${column}`] ?? part[column] ?? null;
      return partRow(part);
    },
  },
};

const UPDATABLE: readonly string[] = ["PartDescription", "UnitPrice", "InActive"];

function partRow(part: Row): Row {
  const columns = ["Company", "PartNum", ...UPDATABLE].map((column) => [`Part_${column}`, part[column] ?? null]);
  return { ...Object.fromEntries(columns), RowIdent: part["SysRowID"] ?? null, RowMod: "" };
}
