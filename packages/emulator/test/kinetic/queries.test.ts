import assert from "node:assert/strict";
import { test } from "node:test";
import { kineticCall, last, list, member } from "../fixture.ts";
import { kineticWith } from "./kinetic-fixture.ts";

const BAQS = "/api/v2/odata/EPIC06/BaqSvc";

test("an updatable BAQ takes PATCH at the address it is read from, on v1 and on v2", async () => {
  const emulator = kineticWith();
  const first = member((await kineticCall(emulator, `${BAQS}/zPart01/Data?$top=1`)).body, "value.0") as Record<
    string,
    unknown
  >;
  for (const [path, price] of [
    [`${BAQS}/zPart01/Data`, 12.5],
    ["/api/v1/BaqSvc/zPart01/", 13.5],
  ] as const) {
    const body = JSON.stringify({ ...first, Part_UnitPrice: price, RowMod: "U" });
    const written = await kineticCall(emulator, path, { method: "PATCH", body });
    assert.equal(written.status, 200, path);
    assert.equal(member(written.body, "value.0.Part_UnitPrice"), price);
    const part = await kineticCall(
      emulator,
      `/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts('EPIC06','${String(first["Part_PartNum"])}')`,
    );
    assert.equal(member(part.body, "UnitPrice"), price, "the part itself has changed");
  }
});

test("what an updatable BAQ does not take", async () => {
  const emulator = kineticWith();
  const patch = async (body: string): Promise<number> =>
    (await kineticCall(emulator, `${BAQS}/zPart01/Data`, { method: "PATCH", body })).status;
  assert.equal(await patch('{"Part_PartNum":"NOTHING"}'), 404);
  assert.equal(await patch('{"Part_Colour":"red"}'), 400);
  assert.equal(await patch("[]"), 400);
  assert.equal((await kineticCall(emulator, `${BAQS}/zPart01/Data`, { method: "DELETE" })).status, 405);
  assert.match(last(emulator).wouldAccept ?? "", /PATCH/);
});

test("GetNew is an empty row, of updatable BAQs only", async () => {
  const emulator = kineticWith();
  const { body } = await kineticCall(emulator, `${BAQS}/zPart01/GetNew`);
  assert.equal(member(body, "value.0.Part_PartNum"), "");
  assert.equal(member(body, "value.0.RowMod"), "A");
  assert.equal((await kineticCall(emulator, `${BAQS}/zCustomer01/GetNew`)).status, 404);
});

test("parameters stand in the query by name, repeated for lists, and work before any filter", async () => {
  const emulator = kineticWith();
  const ask = async (query: string): Promise<readonly unknown[]> =>
    list((await kineticCall(emulator, `${BAQS}/zOrder01/Data?${query}`)).body);
  const all = await ask("$top=1000");
  assert.equal(all.length, 150);
  const two = [...new Set(all.map((row) => Number(member(row, "OrderHed_CustNum"))))].slice(0, 2);
  const some = await ask(two.map((custNum) => `CustNum=${custNum}`).join("&"));
  assert.deepEqual(new Set(some.map((row) => Number(member(row, "OrderHed_CustNum")))), new Set(two));
  assert.equal((await ask("MaxRows=3")).length, 3);
  const filtered = await ask("MaxRows=3&$filter=OrderHed_OrderNum gt 5003");
  assert.deepEqual(filtered, [], "the filter finds nothing among the three rows that the query gave");
  assert.equal((await ask("$filter=OrderHed_OrderNum gt 5003&$top=1000")).length, 147);
  assert.equal((await kineticCall(emulator, `${BAQS}/zOrder01/Data?MaxRows=many`)).status, 400);
});

test("functions: mapped to companies, unpublished, disabled and internal ones are all the same 404", async () => {
  const emulator = kineticWith();
  const ask = async (path: string): Promise<number> =>
    (await kineticCall(emulator, `/api/v2/efx/${path}`, { method: "POST", body: "{}" })).status;
  assert.equal(await ask("EPIC06/Planning/OpenJobs"), 200);
  assert.equal(await ask("EPIC07/Planning/OpenJobs"), 404, "not mapped");
  assert.equal(await ask("EPIC07/OrderDesk/Ping"), 200);
  for (const name of ["Reschedule", "Recount"])
    for (const staging of ["", "staging/"])
      assert.equal(await ask(`${staging}EPIC06/Planning/${name}`), 404, staging + name);
  assert.equal(await ask("EPIC06/OrderDesk/Draft"), 404);
  assert.equal(await ask("staging/EPIC06/OrderDesk/Draft"), 200);
  assert.equal(await ask("staging/EPIC06/OrderDesk/Ping"), 200);
});

test("a function's parameter narrows, and its answer is flat", async () => {
  const emulator = kineticWith();
  const jobs = async (parameters: object): Promise<number> =>
    list(
      (
        await kineticCall(emulator, "/api/v2/efx/EPIC06/Planning/OpenJobs", {
          method: "POST",
          body: JSON.stringify(parameters),
        })
      ).body,
      "jobs",
    ).length;
  const [all, harbor, main] = [await jobs({}), await jobs({ plant: "Harbor" }), await jobs({ plant: "MfgSys" })];
  assert.ok(harbor > 0 && main > 0);
  assert.equal(harbor + main, all);
});
