import { connect } from "@erpgate/client";
import type {
  BatchResult,
  Connection,
  KineticCalls,
  KineticConnection,
  KineticOptions,
  KineticSession,
  MethodAnswer,
} from "@erpgate/client";
import { added, changed, deleted, licenseTypes } from "@erpgate/client/kinetic";
import type { KineticLicenseType, Tableset } from "@erpgate/client/kinetic";

interface Customers extends Tableset {
  readonly Customer: readonly { readonly CustNum: number; readonly [column: string]: unknown }[];
}

/** What only Kinetic has is on its own connection; a session can be called like one. */
export async function surfaces(options: KineticOptions): Promise<void> {
  const kinetic: KineticConnection = connect({
    ...options,
    plant: "MfgSys",
    language: "enu",
    context: { BPMData: [{}] },
  });
  const base: Connection = kinetic;
  const found: MethodAnswer<Customers> = await kinetic.method<Customers>("Erp.BO.CustomerSvc", "GetByID", {
    custNum: 5,
  });
  const num: number | undefined = found.returnObj.Customer[0]?.CustNum;
  const out: { total: number } = (await kinetic.method<void, { total: number }>("X.BO.YSvc", "Z", {}, { verb: "POST" }))
    .parameters;
  const price: { unitPrice: number } = await kinetic.efx<{ unitPrice: number }>(
    "OrderDesk",
    "PriceOf",
    { partNum: "1" },
    { staging: true },
  );
  for await (const row of kinetic.baq<{ Part_PartNum: string }>("z", { A: [1, "2", true], B: undefined }, { top: 1 }))
    row.Part_PartNum.trim();
  for await (const set of kinetic.getRows<Customers>("Erp.BO.CustomerSvc", { Customer: "" }, { pageSize: 5 }))
    set.Customer.at(0);
  const written: Customers = await kinetic.update<Customers>("Erp.BO.CustomerSvc", {
    Customer: [changed({ CustNum: 5 }), added({}), deleted({})],
  });
  const results: readonly BatchResult[] = await kinetic.batch([{ path: "x", method: "DELETE" }], { form: "json" });
  const license: KineticLicenseType = "WebService";
  await using session: KineticSession = await kinetic.session({ license, company: "EPIC07" });
  const calls: readonly KineticCalls[] = [kinetic, session];
  await session.get("x", { license: licenseTypes.WebService, formatCulture: "en-US" });
  void [base, num, out, price, written, results, calls];
  // @ts-expect-error a session names itself
  await kinetic.session({ sessionId: "x" });
  // @ts-expect-error a BAQ has nothing to expand
  kinetic.baq("z", {}, { expand: ["x"] });
  // @ts-expect-error Prophet 21 has no BAQs
  connect({ system: "prophet21", url: "", auth: { kind: "bearer", token: "" } }).baq("z");
}
