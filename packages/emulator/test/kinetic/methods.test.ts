import assert from "node:assert/strict";
import { test } from "node:test";
import { kineticCall, last, list, makeEmulator, member, type Reply } from "../fixture.ts";
import type { Emulator } from "../../src/index.ts";

const V1 = "/api/v1/Erp.BO.CustomerSvc";
const V2 = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";

async function post(
  emulator: Emulator,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  return await kineticCall(emulator, path, {
    method: "POST",
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

test("GetByID by GET and by POST, on v1 and v2", async () => {
  const emulator = makeEmulator();
  for (const reply of [
    await kineticCall(emulator, `${V2}/GetByID?custNum=3`),
    await post(emulator, `${V2}/GetByID`, { custNum: 3 }),
    await post(emulator, `${V1}/GetByID`, { custNum: 3 }),
    await kineticCall(emulator, `${V1}/GetByID?custNum=3`),
  ]) {
    assert.equal(reply.status, 200);
    assert.equal(member(reply.body, "returnObj.Customer.0.CustNum"), 3);
    assert.equal(member(reply.body, "returnObj.Customer.0.RowMod"), "");
    assert.deepEqual(member(reply.body, "returnObj.ExtensionTables"), []);
  }
});

test("GetByID without such a row: 404 RecordNotFoundException", async () => {
  const { status, body } = await post(makeEmulator(), `${V1}/GetByID`, { custNum: 99999 });
  assert.equal(status, 404);
  assert.match(String(member(body, "ErrorType")), /RecordNotFoundException$/);
});

test("GetRows pages from 0 and tells of more", async () => {
  const emulator = makeEmulator();
  const page = async (absolutePage: number): Promise<Reply> =>
    await post(emulator, `${V1}/GetRows`, {
      whereClauseCustomer: "CustNum <= 25 BY CustNum DESC",
      whereClauseShipTo: "",
      pageSize: 10,
      absolutePage,
    });
  const first = await page(0);
  assert.equal(member(first.body, "returnObj.Customer.0.CustNum"), 25);
  assert.deepEqual(member(first.body, "parameters"), { morePages: true, morePage: true });
  const third = await page(2);
  assert.equal(list(third.body, "returnObj.Customer").length, 5);
  assert.deepEqual(member(third.body, "parameters"), { morePages: false, morePage: false });
});

test("GetList has no children; page size 0 means all, or 400 by switch", async () => {
  const emulator = makeEmulator();
  const all = await kineticCall(emulator, `${V2}/GetList?whereClause=&pageSize=0&absolutePage=0`);
  assert.equal(list(all.body, "returnObj.CustomerList").length, 260);
  const strict = makeEmulator({ kinetic: { pageSizeZero: 400, morePagesName: "morePages" } });
  assert.equal((await kineticCall(strict, `${V2}/GetList?whereClause=&pageSize=0`)).status, 400);
  assert.deepEqual(member((await kineticCall(strict, `${V2}/GetList?pageSize=1`)).body, "parameters"), {
    morePages: true,
  });
});

test("an unreadable where clause is a 400", async () => {
  assert.equal((await post(makeEmulator(), `${V1}/GetRows`, { whereClauseCustomer: "CustNum = = 1" })).status, 400);
});

test("GetNewCustomer, Update and DeleteByID stick", async () => {
  const emulator = makeEmulator();
  const blank = await post(emulator, `${V1}/GetNewCustomer`, { ds: { Customer: [] } });
  const row = member(blank.body, "parameters.ds.Customer.0") as Record<string, unknown>;
  assert.equal(row["RowMod"], "A");
  assert.equal(member(blank.body, "returnObj"), undefined, "a void method has no returnObj");
  const added = await post(emulator, `${V1}/Update`, {
    ds: { Customer: [{ ...row, CustID: "STICKY", Name: "Sticky" }] },
  });
  const custNum = member(added.body, "parameters.ds.Customer.0.CustNum");
  assert.equal(custNum, 261);
  const saved = member(added.body, "parameters.ds.Customer.0") as Record<string, unknown>;
  const changed = await post(emulator, `${V1}/Update`, {
    ds: { Customer: [{ ...saved, Name: "Changed", RowMod: "U" }] },
  });
  assert.equal(member(changed.body, "parameters.ds.Customer.0.SysRevID"), Number(saved["SysRevID"]) + 1);
  assert.equal(
    member((await post(emulator, `${V1}/GetByID`, { custNum })).body, "returnObj.Customer.0.Name"),
    "Changed",
  );
  assert.equal((await post(emulator, `${V1}/DeleteByID`, { custNum })).status, 200);
  assert.equal((await post(emulator, `${V1}/GetByID`, { custNum })).status, 404);
});

test("one bad row in a tableset leaves the others undone", async () => {
  const emulator = makeEmulator();
  const rows = [
    { Company: "EPIC06", CustNum: 1, Name: "Half done", RowMod: "U" },
    { Company: "EPIC06", CustNum: 99999, RowMod: "U" },
  ];
  assert.equal((await post(emulator, `${V1}/Update`, { ds: { Customer: rows } })).status, 404);
  assert.notEqual(
    member((await post(emulator, `${V1}/GetByID`, { custNum: 1 })).body, "returnObj.Customer.0.Name"),
    "Half done",
  );
});

test("methods that write take POST only, and names must be right", async () => {
  const emulator = makeEmulator();
  assert.equal((await kineticCall(emulator, `${V2}/Update`)).status, 405);
  assert.equal((await post(emulator, `${V2}/NoSuchMethod`, {})).status, 404);
  assert.equal((await post(emulator, `${V2}/constructor`, {})).status, 404);
  assert.equal((await post(emulator, `${V2}/GetByID`, "not json")).status, 400);
});

test("GetUserFile is the caller's own record", async () => {
  const { body } = await post(makeEmulator(), "/api/v1/Ice.BO.UserFileSvc/GetUserFile", {});
  assert.equal(member(body, "returnObj.UserFile.0.UserID"), "integration");
  const companies = await kineticCall(
    makeEmulator(),
    "/api/v2/odata/EPIC06/Ice.BO.UserFileSvc/UserFiles?$filter=UserID eq 'integration'&$expand=UserComps($select=Company)",
  );
  assert.deepEqual(member(companies.body, "value.0.UserComps"), [{ Company: "EPIC06" }, { Company: "EPIC07" }]);
});

test("BAQs: v1 with and without a slash, v2 with Data", async () => {
  const emulator = makeEmulator();
  const paths = [
    "/api/v1/BaqSvc/zCustomer01?$top=2",
    "/api/v1/BaqSvc/zCustomer01/?$top=2",
    "/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data?$top=2",
  ];
  for (const path of paths) assert.equal(list((await kineticCall(emulator, path)).body).length, 2, path);
  const filtered = await kineticCall(
    emulator,
    "/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data?$filter=Customer_CustNum eq 4&$select=Customer_CustNum,Calculated_Orders&$count=true",
  );
  assert.equal(member(filtered.body, "value.0.Customer_CustNum"), 4);
  assert.equal((await kineticCall(emulator, "/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data?$expand=x")).status, 400);
  assert.equal((await kineticCall(emulator, "/api/v2/odata/EPIC06/BaqSvc/zNothing/Data")).status, 404);
  assert.equal(
    (await kineticCall(emulator, "/api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data", { method: "PATCH", body: "{}" }))
      .status,
    405,
  );
});

test("functions: flat JSON, nulls left out, unpublished ones under staging only", async () => {
  const emulator = makeEmulator();
  const efx = "/api/v2/efx";
  assert.deepEqual((await post(emulator, `${efx}/EPIC06/OrderDesk/Ping`, { message: "hello", unknown: 1 })).body, {
    reply: "pong",
    echo: "hello",
  });
  assert.deepEqual((await post(emulator, `${efx}/EPIC06/OrderDesk/Ping/`, "")).body, { reply: "pong" });
  const part = member((await kineticCall(emulator, "/api/v1/Erp.BO.PartSvc/Parts?$top=1")).body, "value.0");
  const price = await post(emulator, `${efx}/EPIC06/OrderDesk/PriceOf`, {
    partNum: member(part, "PartNum"),
    quantity: 3,
  });
  assert.equal(member(price.body, "unitPrice"), member(part, "UnitPrice"));
  assert.equal((await post(emulator, `${efx}/EPIC06/OrderDesk/Draft`, {})).status, 404);
  assert.equal((await post(emulator, `${efx}/staging/EPIC06/OrderDesk/Draft`, {})).status, 200);
  assert.equal((await post(emulator, `${efx}/EPIC06/Nothing/Ping`, {})).status, 404);
  assert.equal((await kineticCall(emulator, `${efx}/EPIC06/OrderDesk/Ping`)).status, 405);
});

test("context headers: JSON or 400; an unknown company or one that disagrees is told", async () => {
  const emulator = makeEmulator();
  for (const name of ["CallSettings", "License", "ContextHeader", "SessionInfo"]) {
    assert.equal(
      (await kineticCall(emulator, `${V1}/Customers?$top=1`, { headers: { [name]: "not json" } })).status,
      400,
      name,
    );
  }
  const license = '{ "ClaimedLicense": "00000003-9439-4B30-A6F4-6D2FD4B9FD0F" }';
  assert.equal((await kineticCall(emulator, `${V1}/Customers?$top=1`, { headers: { License: license } })).status, 200);
  assert.equal(
    (await kineticCall(emulator, `${V1}/Customers?$top=1`, { headers: { CallSettings: '{"Company":"EPIC99"}' } }))
      .status,
    400,
  );
  assert.equal(
    (await kineticCall(emulator, `${V2}/Customers?$top=1`, { headers: { CallSettings: '{"Company":"EPIC07"}' } }))
      .status,
    200,
  );
  assert.match(last(emulator).notes.join(), /EPIC06 decides/);
});
