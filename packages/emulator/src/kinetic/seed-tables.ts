import {
  amount,
  between,
  companyKinds,
  companyWords,
  oneOf,
  partAdjectives,
  partNouns,
  places,
  someDay,
  streets,
} from "../made-up-names.ts";
import type { Row } from "../odata/table.ts";
import { randomGuid, seededRandom } from "../seeded-random.ts";
import { emptyKineticTables, type KineticTables } from "./tables.ts";
import type { KineticUser } from "./state.ts";

/** The two companies of the emulated database. */
export const KINETIC_COMPANIES: readonly string[] = ["EPIC06", "EPIC07"];

/** Their plants, the default one first. */
export const KINETIC_PLANTS: Readonly<Record<string, readonly string[]>> = {
  EPIC06: ["MfgSys", "Harbor"],
  EPIC07: ["MfgSys"],
};

/** Customers per company: well past the default cap of 100 rows in the first, so that paging has something to do. */
const CUSTOMERS: Readonly<Record<string, number>> = { EPIC06: 260, EPIC07: 40 };
const PARTS = 120;
const ORDERS = 150;
const VENDORS = 45;
const JOBS = 60;

/** Fills the tables: the same rows for the same seed. */
export function seedTables(seed: number, users: readonly KineticUser[]): KineticTables {
  const tables = emptyKineticTables();
  for (const company of KINETIC_COMPANIES) seedCompany(tables, company, seededRandom(seed, `kinetic:${company}`));
  addUsers(tables, users, seededRandom(seed, "kinetic:user-companies"));
  return tables;
}

function seedCompany(tables: KineticTables, company: string, random: () => number): void {
  const system = (): Row => ({ SysRevID: between(1000, 900_000, random), SysRowID: randomGuid(random) });
  tables.Company.rows.push({
    Company: company,
    Name: company === "EPIC06" ? "Lakeside Manufacturing" : "Lakeside Manufacturing West",
    ...address(random),
    ...system(),
  });
  seedCodes(tables, company, system);
  const customers = CUSTOMERS[company] ?? 0;
  for (let custNum = 1; custNum <= customers; custNum += 1) seedCustomer(tables, company, custNum, random, system);
  for (let at = 1; at <= PARTS; at += 1) tables.Part.rows.push({ ...part(company, at, random), ...system() });
  for (let at = 1; at <= ORDERS; at += 1) seedOrder(tables, company, at, between(1, customers, random), random, system);
  for (let at = 1; at <= VENDORS; at += 1) {
    const name = madeUpCompany(random);
    tables.Vendor.rows.push({
      Company: company,
      VendorNum: at,
      VendorID: idOf(name, at),
      Name: name,
      ...address(random),
      ...system(),
    });
  }
  seedPlants(tables, company, system);
  for (let at = 1; at <= JOBS; at += 1) seedJob(tables, company, at, random, system);
}

function seedCodes(tables: KineticTables, company: string, system: () => Row): void {
  for (const [code, text] of [
    ["USD", "US Dollar"],
    ["CAD", "Canadian Dollar"],
    ["EUR", "Euro"],
    ["GBP", "Pound Sterling"],
  ] as const) {
    tables.Currency.rows.push({
      Company: company,
      CurrencyCode: code,
      CurrDesc: text,
      BaseCurr: code === "USD",
      SysRowID: system()["SysRowID"] ?? null,
    });
  }
  for (const [id, text] of [
    ["NE", "Northeast"],
    ["SE", "Southeast"],
    ["MW", "Midwest"],
    ["W", "West"],
  ] as const) {
    tables.SalesTer.rows.push({ Company: company, TerritoryID: id, TerritoryDesc: text, ...system() });
  }
  for (const [code, days] of [
    ["DEF", 30],
    ["N10", 10],
    ["N60", 60],
  ] as const) {
    tables.Terms.rows.push({
      Company: company,
      TermsCode: code,
      Description: `Net ${days}`,
      NumberOfDays: days,
      ...system(),
    });
  }
  for (const [code, text] of [
    ["GRND", "Ground"],
    ["AIR", "Air freight"],
  ] as const) {
    tables.ShipVia.rows.push({ Company: company, ShipViaCode: code, Description: text, ...system() });
  }
}

function seedCustomer(
  tables: KineticTables,
  company: string,
  custNum: number,
  random: () => number,
  system: () => Row,
): void {
  const name = madeUpCompany(random);
  const custId = idOf(name, custNum);
  tables.Customer.rows.push({
    Company: company,
    CustID: custId,
    CustNum: custNum,
    Name: name,
    ...address(random),
    CustomerType: "CUS",
    TerritoryID: oneOf(["NE", "SE", "MW", "W"], random),
    TermsCode: oneOf(["DEF", "N10", "N60"], random),
    CurrencyCode: "USD",
    CreditHold: random() < 0.06,
    CreditLimit: between(5, 250, random) * 1000,
    EstDate: someDay(random),
    EMailAddress: `orders@${custId.toLowerCase()}.example`,
    PhoneNum: `555-01${between(10, 99, random)}`,
    ...system(),
  });
  for (let at = 1; at <= between(0, 2, random); at += 1) {
    tables.ShipTo.rows.push({
      Company: company,
      CustNum: custNum,
      ShipToNum: `S${at}`,
      Name: `${name} dock ${at}`,
      ...address(random),
      ...system(),
    });
  }
}

function part(company: string, at: number, random: () => number): Row {
  const noun = oneOf(partNouns, random);
  return {
    Company: company,
    PartNum: `${noun.slice(0, 3).toUpperCase()}-${1000 + at}`,
    PartDescription: `${oneOf(partAdjectives, random)} ${noun.toLowerCase()}`,
    TypeCode: oneOf(["P", "M"], random),
    IUM: "EA",
    UnitPrice: amount(1, 400, random),
    InActive: random() < 0.05,
  };
}

function seedOrder(
  tables: KineticTables,
  company: string,
  at: number,
  custNum: number,
  random: () => number,
  system: () => Row,
): void {
  const orderNum = 5000 + at;
  const lines = Array.from({ length: between(1, 4, random) }, (_, line) => ({
    line: line + 1,
    part: oneOf(tables.Part.rows, random),
    quantity: between(1, 50, random),
  }));
  const total = lines.reduce((sum, line) => sum + Number(line.part["UnitPrice"]) * line.quantity, 0);
  tables.OrderHed.rows.push({
    Company: company,
    OrderNum: orderNum,
    CustNum: custNum,
    PONum: `PO-${between(10_000, 99_999, random)}`,
    OrderDate: someDay(random),
    OpenOrder: random() < 0.4,
    TotalCharges: Math.round(total * 100) / 100,
    CurrencyCode: "USD",
    ...system(),
  });
  for (const { line, part: ordered, quantity } of lines) {
    tables.OrderDtl.rows.push({
      Company: company,
      OrderNum: orderNum,
      OrderLine: line,
      PartNum: ordered["PartNum"] ?? "",
      LineDesc: ordered["PartDescription"] ?? "",
      OrderQty: quantity,
      UnitPrice: ordered["UnitPrice"] ?? 0,
      ...system(),
    });
  }
}

function seedPlants(tables: KineticTables, company: string, system: () => Row): void {
  for (const plant of KINETIC_PLANTS[company] ?? []) {
    const name = plant === "MfgSys" ? "Main plant" : `${plant} plant`;
    tables.Plant.rows.push({ Company: company, Plant: plant, Name: name, ...system() });
  }
}

function seedJob(tables: KineticTables, company: string, at: number, random: () => number, system: () => Row): void {
  const parts = tables.Part.rows.filter((row) => row["Company"] === company);
  const made = oneOf(parts, random);
  const jobNum = String(2000 + at).padStart(6, "0");
  tables.JobHead.rows.push({
    Company: company,
    JobNum: jobNum,
    PartNum: made["PartNum"] ?? "",
    PartDescription: made["PartDescription"] ?? "",
    Plant: oneOf(KINETIC_PLANTS[company] ?? [""], random),
    ProdQty: between(1, 200, random),
    ReqDueDate: someDay(random),
    JobReleased: random() < 0.6,
    JobClosed: random() < 0.3,
    ...system(),
  });
  for (let seq = 10; seq <= between(1, 3, random) * 10; seq += 10) {
    tables.JobMtl.rows.push({
      Company: company,
      JobNum: jobNum,
      AssemblySeq: 0,
      MtlSeq: seq,
      PartNum: oneOf(parts, random)["PartNum"] ?? "",
      RequiredQty: between(1, 400, random),
      ...system(),
    });
  }
}

function addUsers(tables: KineticTables, users: readonly KineticUser[], random: () => number): void {
  for (const user of users) {
    tables.UserFile.rows.push(user.account);
    for (const company of user.companies) {
      tables.UserComp.rows.push({
        UserID: user.username,
        Company: company,
        Name: user.username,
        SysRowID: randomGuid(random),
      });
    }
  }
}

function madeUpCompany(random: () => number): string {
  return `${oneOf(companyWords, random)} ${oneOf(companyKinds, random)}`;
}

function idOf(name: string, at: number): string {
  return `${name
    .replace(/[^A-Z]/gi, "")
    .slice(0, 5)
    .toUpperCase()}${String(at).padStart(3, "0")}`;
}

function address(random: () => number): Row {
  const [city, state] = oneOf(places, random);
  return {
    Address1: `${between(1, 9999, random)} ${oneOf(streets, random)}`,
    City: city,
    State: state,
    Zip: String(between(10_000, 99_999, random)),
    Country: "USA",
  };
}
