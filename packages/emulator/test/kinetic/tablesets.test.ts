import assert from "node:assert/strict";
import { test } from "node:test";
import { kineticCall, list, member } from "../fixture.ts";
import { invoke, kineticWith } from "./kinetic-fixture.ts";

test("jobs: list, row, materials and writes", async () => {
  const emulator = kineticWith();
  const path = "/api/v2/odata/EPIC06/Erp.BO.JobEntrySvc/JobEntries";
  const { body } = await kineticCall(emulator, `${path}?$top=2&$expand=JobMtls`);
  assert.ok(list(body, "value.0.JobMtls").length > 0);
  const jobNum = String(member(body, "value.0.JobNum"));
  const one = await invoke(emulator, "Erp.BO.JobEntrySvc/GetByID", { jobNum });
  assert.equal(member(one.body, "returnObj.JobHead.0.JobNum"), jobNum);
  assert.ok(list(one.body, "returnObj.JobMtl").length > 0);
  const added = await kineticCall(emulator, path, { method: "POST", body: '{"JobNum":"J-NEW","PartNum":"X"}' });
  assert.equal(added.status, 201);
  assert.equal((await kineticCall(emulator, `${path}('EPIC06','J-NEW')`, { method: "DELETE" })).status, 204);
});

test("plants are a business object", async () => {
  const { body } = await kineticCall(kineticWith(), "/api/v2/odata/EPIC06/Erp.BO.PlantSvc/Plants?$select=Plant");
  assert.deepEqual(list(body), [{ Plant: "MfgSys" }, { Plant: "Harbor" }]);
});

test("an order is written with its lines in one tableset, each line numbered within its order", async () => {
  const emulator = kineticWith();
  const head = await invoke(emulator, "Erp.BO.SalesOrderSvc/GetNewOrderHed", { ds: {} });
  const saved = await invoke(emulator, "Erp.BO.SalesOrderSvc/Update", { ds: member(head.body, "parameters.ds") });
  const orderNum = member(saved.body, "parameters.ds.OrderHed.0.OrderNum");
  assert.equal(orderNum, 5151);
  for (const line of [1, 2]) {
    const blank = await invoke(emulator, "Erp.BO.SalesOrderSvc/GetNewOrderDtl", { ds: {}, orderNum });
    assert.equal(member(blank.body, "parameters.ds.OrderDtl.0.OrderNum"), orderNum);
    const added = await invoke(emulator, "Erp.BO.SalesOrderSvc/Update", { ds: member(blank.body, "parameters.ds") });
    assert.equal(member(added.body, "parameters.ds.OrderDtl.0.OrderLine"), line);
  }
  const order = await invoke(emulator, "Erp.BO.SalesOrderSvc/GetByID", { orderNum });
  assert.equal(list(order.body, "returnObj.OrderDtl").length, 2);
  await invoke(emulator, "Erp.BO.SalesOrderSvc/DeleteByID", { orderNum });
  const left = await kineticCall(
    emulator,
    `/api/v2/odata/EPIC06/Erp.BO.SalesOrderSvc/SalesOrders?$filter=OrderNum eq ${String(orderNum)}&$expand=OrderDtls`,
  );
  assert.deepEqual(list(left.body), []);
});

test("a bad line leaves the order as it was", async () => {
  const emulator = kineticWith();
  const ds = {
    OrderHed: [{ Company: "EPIC06", OrderNum: 5001, PONum: "HALF-DONE", RowMod: "U" }],
    OrderDtl: [{ Company: "EPIC06", OrderNum: 5001, OrderLine: 99, RowMod: "U" }],
  };
  assert.equal((await invoke(emulator, "Erp.BO.SalesOrderSvc/Update", { ds })).status, 404);
  const { body } = await invoke(emulator, "Erp.BO.SalesOrderSvc/GetByID", { orderNum: 5001 });
  assert.notEqual(member(body, "returnObj.OrderHed.0.PONum"), "HALF-DONE");
});
