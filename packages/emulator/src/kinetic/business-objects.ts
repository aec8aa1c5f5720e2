import type { Relation, Table } from "../odata/table.ts";
import type { KineticTables } from "./tables.ts";

/** A service over one main table: its entity set, its methods' table names, and the child tables. */
export interface BusinessObject {
  /** With `Svc`, in the vendor's own spelling; addresses may spell it in any letter case. */
  readonly service: string;
  readonly entitySet: string;
  readonly table: Table;
  /** The one parameter of GetByID and DeleteByID, as `custNum`, and the column it names. */
  readonly idParameter: string;
  readonly idColumn: string;
  /** Child tables: expanded under their plural by OData, listed beside the main table in a tableset. */
  readonly relations: readonly Relation[];
  /** False for tables that belong to no company, such as the users. */
  readonly byCompany: boolean;
}

/** Every business object the emulator has. */
export function businessObjects(tables: KineticTables): readonly BusinessObject[] {
  const shipTos: Relation = { name: "ShipTos", table: tables.ShipTo, on: ["Company", "CustNum"] };
  const orderDtls: Relation = { name: "OrderDtls", table: tables.OrderDtl, on: ["Company", "OrderNum"] };
  const jobMtls: Relation = { name: "JobMtls", table: tables.JobMtl, on: ["Company", "JobNum"] };
  const userComps: Relation = { name: "UserComps", table: tables.UserComp, on: ["UserID"] };
  return [
    object("Erp.BO.CustomerSvc", "Customers", tables.Customer, "CustNum", [shipTos]),
    object("Erp.BO.PartSvc", "Parts", tables.Part, "PartNum"),
    object("Erp.BO.SalesOrderSvc", "SalesOrders", tables.OrderHed, "OrderNum", [orderDtls]),
    object("Erp.BO.JobEntrySvc", "JobEntries", tables.JobHead, "JobNum", [jobMtls]),
    object("Erp.BO.PlantSvc", "Plants", tables.Plant, "Plant"),
    object("Erp.BO.VendorSvc", "Vendors", tables.Vendor, "VendorNum"),
    object("Erp.BO.CurrencySvc", "Currencies", tables.Currency, "CurrencyCode"),
    object("Erp.BO.SalesTerSvc", "SalesTers", tables.SalesTer, "TerritoryID"),
    object("Erp.BO.TermsSvc", "Terms", tables.Terms, "TermsCode"),
    object("Erp.BO.ShipViaSvc", "ShipVias", tables.ShipVia, "ShipViaCode"),
    // Captured under Erp.BO (observed); a client in the field asks for it under ICE.Bo (observed:client).
    object("Erp.BO.CompanySvc", "Companies", tables.Company, "Company"),
    object("Ice.BO.CompanySvc", "Companies", tables.Company, "Company"),
    { ...object("Ice.BO.UserFileSvc", "UserFiles", tables.UserFile, "UserID", [userComps]), byCompany: false },
  ];
}

function object(
  service: string,
  entitySet: string,
  table: Table,
  idColumn: string,
  relations: readonly Relation[] = [],
): BusinessObject {
  return { service, entitySet, table, idColumn, idParameter: idParameterOf(idColumn), relations, byCompany: true };
}

/** A column's name as a method's parameter: `CustNum` is `custNum`. */
export function idParameterOf(column: string): string {
  return `${column.charAt(0).toLowerCase()}${column.slice(1)}`;
}

/** A child table as if it were a business object of its own: for the rows of a tableset. */
export function childObject(parent: BusinessObject, { name, table }: Relation): BusinessObject {
  const idColumn = table.keys.at(-1) ?? "";
  return { ...parent, entitySet: name, table, idColumn, idParameter: idParameterOf(idColumn), relations: [] };
}

/** Service names are found in any letter case (observed:client). */
export function findBusinessObject(objects: readonly BusinessObject[], service: string): BusinessObject | undefined {
  const wanted = service.toLowerCase();
  return objects.find((candidate) => candidate.service.toLowerCase() === wanted);
}
