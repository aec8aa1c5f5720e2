import assert from "node:assert/strict";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

type Row = Readonly<Record<string, unknown>>;

async function rows(wire: KineticWire, path: string): Promise<readonly Row[]> {
  const answer = await wire.send(`/api/v2/odata/${wire.company}/BaqSvc/${path}`);
  assert.equal(answer.status, 200, path);
  return answer.json<{ value: readonly Row[] }>().value;
}

verifies("kinetic.baq.parameters", [kineticEmulator()], async (wire) => {
  const first = await rows(wire, "zOrder01/Data?MaxRows=3");
  assert.equal(first.length, 3);
  const last = Number(first.at(-1)?.["OrderHed_OrderNum"]);
  assert.deepEqual(await rows(wire, `zOrder01/Data?MaxRows=3&$filter=OrderHed_OrderNum gt ${last}`), []);
  assert.ok((await rows(wire, `zOrder01/Data?$filter=OrderHed_OrderNum gt ${last}`)).length > 0);
});

verifies("kinetic.baq.parameter-list", [kineticEmulator()], async (wire) => {
  const all = await rows(wire, "zOrder01/Data?$top=1000");
  const wanted = [...new Set(all.map((row) => row["OrderHed_CustNum"]))].slice(0, 2);
  const found = await rows(wire, `zOrder01/Data?${wanted.map((custNum) => `CustNum=${String(custNum)}`).join("&")}`);
  assert.deepEqual(new Set(found.map((row) => row["OrderHed_CustNum"])), new Set(wanted));
});

verifies("kinetic.address.baq-update", [kineticEmulator()], async (wire) => {
  const [part = {}] = await rows(wire, "zPart01/Data?$top=1");
  const body = JSON.stringify({ ...part, Part_UnitPrice: 9.5, RowMod: "U" });
  const path = `/api/v2/odata/${wire.company}/BaqSvc/zPart01/Data`;
  assert.equal((await wire.send(path, { method: "PATCH", body })).status, 200);
  const [changed] = await rows(wire, `zPart01/Data?$filter=Part_PartNum eq '${String(part["Part_PartNum"])}'`);
  assert.equal(changed?.["Part_UnitPrice"], 9.5);
  const readOnly = `/api/v2/odata/${wire.company}/BaqSvc/zCustomer01/Data`;
  assert.equal((await wire.send(readOnly, { method: "PATCH", body: "{}" })).status, 405);
});

verifies("kinetic.address.baq-getnew", [kineticEmulator()], async (wire) => {
  assert.equal((await rows(wire, "zPart01/GetNew"))[0]?.["Part_PartNum"], "");
});

verifies("kinetic.function.unmapped", [kineticEmulator()], async (wire) => {
  const ask = async (path: string): Promise<number> =>
    (await wire.send(`/api/v2/efx/${path}`, { method: "POST", body: "{}" })).status;
  assert.equal(await ask("EPIC06/Planning/OpenJobs"), 200);
  for (const path of ["EPIC07/Planning/OpenJobs", "EPIC06/Planning/Reschedule", "EPIC06/Planning/Recount"])
    assert.equal(await ask(path), 404, path);
});

verifies("kinetic.tableset.row-mod", [kineticEmulator()], async (wire) => {
  const key = { Company: wire.company, JobNum: "J-CONF" };
  const update = async (row: Row): Promise<number> => {
    const path = `/api/v2/odata/${wire.company}/Erp.BO.JobEntrySvc/Update`;
    return (await wire.send(path, { method: "POST", body: JSON.stringify({ ds: { JobHead: [row] } }) })).status;
  };
  const read = async (): Promise<Row> =>
    (await wire.send(`/api/v2/odata/${wire.company}/Erp.BO.JobEntrySvc/JobEntries('${wire.company}','J-CONF')`)).json();
  assert.equal(await update({ ...key, ProdQty: 1, RowMod: "A" }), 200);
  assert.equal(await update({ ...key, ProdQty: 2, RowMod: "U" }), 200);
  assert.equal((await read())["ProdQty"], 2);
  assert.equal(await update({ ...key, ProdQty: 3, RowMod: "" }), 200);
  assert.equal((await read())["ProdQty"], 2, "a row without RowMod is left alone");
  assert.equal(await update({ ...key, RowMod: "D" }), 200);
  assert.equal((await read())["HttpStatus"], 404);
});

verifies("kinetic.address.swagger", [kineticEmulator()], async (wire) => {
  for (const name of ["odata/Erp.BO.CustomerSvc", "methods/Erp.BO.CustomerSvc", "baq/zOrder01"]) {
    const answer = await wire.send(`/api/swagger/v1/${name}`);
    assert.equal(answer.status, 200, name);
    assert.equal(answer.json()["swagger"], "2.0");
  }
});

verifies("kinetic.address.help-basic-only", [kineticEmulator()], async (wire) => {
  const minted = await wire.send("/TokenResource.svc/", {
    method: "POST",
    headers: { username: wire.user.username, password: wire.user.password, authorization: undefined },
  });
  const authorization = `Bearer ${String(minted.json()["AccessToken"])}`;
  for (const path of ["/apps/resthelp/", "/api/swagger/v1/odata/Erp.BO.PartSvc"]) {
    assert.equal((await wire.send(path)).status, 200, path);
    assert.equal((await wire.send(path, { headers: { authorization } })).status, 401, path);
  }
});
