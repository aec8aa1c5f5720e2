import type { EdmType, Table } from "../odata/table.ts";

type Columns = Readonly<Record<string, EdmType>>;

const SYSTEM: Columns = { SysRevID: "Edm.Int32", SysRowID: "Edm.Guid" };
const ADDRESS: Columns = {
  Address1: "Edm.String",
  City: "Edm.String",
  State: "Edm.String",
  Zip: "Edm.String",
  Country: "Edm.String",
};

/** The tables that the emulated business objects stand on, with the column names of Kinetic. */
export type KineticTables = Readonly<Record<TableName, Table>>;

type TableName =
  | "Company"
  | "Plant"
  | "Customer"
  | "ShipTo"
  | "Part"
  | "OrderHed"
  | "OrderDtl"
  | "JobHead"
  | "JobMtl"
  | "Vendor"
  | "Currency"
  | "SalesTer"
  | "Terms"
  | "ShipVia"
  | "UserFile"
  | "UserComp";

const SCHEMAS: Readonly<Record<TableName, Schema>> = {
  Company: schema(["Company"], { Company: "Edm.String", Name: "Edm.String", ...ADDRESS, ...SYSTEM }),
  Plant: schema(["Company", "Plant"], {
    Company: "Edm.String",
    Plant: "Edm.String",
    Name: "Edm.String",
    ...SYSTEM,
  }),
  Customer: schema(["Company", "CustNum"], {
    Company: "Edm.String",
    CustID: "Edm.String",
    CustNum: "Edm.Int32",
    Name: "Edm.String",
    ...ADDRESS,
    CustomerType: "Edm.String",
    TerritoryID: "Edm.String",
    TermsCode: "Edm.String",
    CurrencyCode: "Edm.String",
    CreditHold: "Edm.Boolean",
    CreditLimit: "Edm.Decimal",
    EstDate: "Edm.DateTime",
    EMailAddress: "Edm.String",
    PhoneNum: "Edm.String",
    ...SYSTEM,
  }),
  ShipTo: schema(["Company", "CustNum", "ShipToNum"], {
    Company: "Edm.String",
    CustNum: "Edm.Int32",
    ShipToNum: "Edm.String",
    Name: "Edm.String",
    ...ADDRESS,
    ...SYSTEM,
  }),
  Part: schema(["Company", "PartNum"], {
    Company: "Edm.String",
    PartNum: "Edm.String",
    PartDescription: "Edm.String",
    TypeCode: "Edm.String",
    IUM: "Edm.String",
    UnitPrice: "Edm.Decimal",
    InActive: "Edm.Boolean",
    ...SYSTEM,
  }),
  OrderHed: schema(["Company", "OrderNum"], {
    Company: "Edm.String",
    OrderNum: "Edm.Int32",
    CustNum: "Edm.Int32",
    PONum: "Edm.String",
    OrderDate: "Edm.DateTime",
    OpenOrder: "Edm.Boolean",
    TotalCharges: "Edm.Decimal",
    CurrencyCode: "Edm.String",
    ...SYSTEM,
  }),
  OrderDtl: schema(["Company", "OrderNum", "OrderLine"], {
    Company: "Edm.String",
    OrderNum: "Edm.Int32",
    OrderLine: "Edm.Int32",
    PartNum: "Edm.String",
    LineDesc: "Edm.String",
    OrderQty: "Edm.Decimal",
    UnitPrice: "Edm.Decimal",
    ...SYSTEM,
  }),
  JobHead: schema(["Company", "JobNum"], {
    Company: "Edm.String",
    JobNum: "Edm.String",
    PartNum: "Edm.String",
    PartDescription: "Edm.String",
    Plant: "Edm.String",
    ProdQty: "Edm.Decimal",
    ReqDueDate: "Edm.DateTime",
    JobReleased: "Edm.Boolean",
    JobClosed: "Edm.Boolean",
    ...SYSTEM,
  }),
  JobMtl: schema(["Company", "JobNum", "AssemblySeq", "MtlSeq"], {
    Company: "Edm.String",
    JobNum: "Edm.String",
    AssemblySeq: "Edm.Int32",
    MtlSeq: "Edm.Int32",
    PartNum: "Edm.String",
    RequiredQty: "Edm.Decimal",
    ...SYSTEM,
  }),
  Vendor: schema(["Company", "VendorNum"], {
    Company: "Edm.String",
    VendorNum: "Edm.Int32",
    VendorID: "Edm.String",
    Name: "Edm.String",
    ...ADDRESS,
    ...SYSTEM,
  }),
  Currency: schema(["Company", "CurrencyCode"], {
    Company: "Edm.String",
    CurrencyCode: "Edm.String",
    CurrDesc: "Edm.String",
    BaseCurr: "Edm.Boolean",
    SysRowID: "Edm.Guid",
  }),
  SalesTer: schema(["Company", "TerritoryID"], {
    Company: "Edm.String",
    TerritoryID: "Edm.String",
    TerritoryDesc: "Edm.String",
    ...SYSTEM,
  }),
  Terms: schema(["Company", "TermsCode"], {
    Company: "Edm.String",
    TermsCode: "Edm.String",
    Description: "Edm.String",
    NumberOfDays: "Edm.Int32",
    ...SYSTEM,
  }),
  ShipVia: schema(["Company", "ShipViaCode"], {
    Company: "Edm.String",
    ShipViaCode: "Edm.String",
    Description: "Edm.String",
    ...SYSTEM,
  }),
  UserFile: schema(["UserID"], {
    UserID: "Edm.String",
    Name: "Edm.String",
    EMailAddress: "Edm.String",
    CompList: "Edm.String",
    CurComp: "Edm.String",
    UserDisabled: "Edm.Boolean",
    LockedOut: "Edm.Boolean",
    LockedOutUntil: "Edm.DateTime",
    FailedAttempts: "Edm.Int32",
    PwdExpires: "Edm.DateTime",
    PwdExpiresDays: "Edm.Int32",
    PwdGrace: "Edm.Int32",
    ExpirePassword: "Edm.Boolean",
    AllowMultipleSessions: "Edm.Boolean",
    WebUser: "Edm.Boolean",
    ExternalIdentity: "Edm.String",
    DomainName: "Edm.String",
    GroupList: "Edm.String",
    IntegrationAccount: "Edm.Boolean",
    SecurityMgr: "Edm.Boolean",
    SysRowID: "Edm.Guid",
  }),
  UserComp: schema(["UserID", "Company"], {
    UserID: "Edm.String",
    Company: "Edm.String",
    Name: "Edm.String",
    SysRowID: "Edm.Guid",
  }),
};

/** Every table, without a row. */
export function emptyKineticTables(): KineticTables {
  const tables = Object.entries(SCHEMAS).map(([name, { keys, columns }]) => [name, { name, keys, columns, rows: [] }]);
  return Object.fromEntries(tables) as KineticTables;
}

interface Schema {
  readonly keys: readonly string[];
  readonly columns: Columns;
}

function schema(keys: readonly string[], columns: Columns): Schema {
  return { keys, columns };
}
