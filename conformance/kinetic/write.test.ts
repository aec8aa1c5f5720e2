import assert from "node:assert/strict";
import { kineticSessionWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const ROW = { Company: "EPIC06", CustNum: 9001, CustID: "NEW9001", Name: "Ninth Thousand Ltd" };

function change(wire: KineticWire, method: string, key: string, body?: object): Promise<Answer> {
  const path = `/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/Customers${key}`;
  const headers = { "content-type": "application/json" };
  return wire.send(path, { method, ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }) });
}

verifies("kinetic.odata.write", kineticSessionWires(), async (wire) => {
  const created = await change(wire, "POST", "", ROW);
  assert.equal(created.status, 201);
  assert.equal(created.json()["CustID"], ROW.CustID);
  const changed = await change(wire, "PATCH", "('EPIC06',9001)", { Name: "Another name" });
  assert.deepEqual([changed.status, changed.body], [204, ""]);
  assert.equal((await change(wire, "GET", "('EPIC06',9001)")).json()["Name"], "Another name");
  const removed = await change(wire, "DELETE", "('EPIC06',9001)");
  assert.deepEqual([removed.status, removed.body], [204, ""]);
  assert.equal((await change(wire, "GET", "('EPIC06',9001)")).status, 404);
});

verifies("kinetic.error.duplicate", kineticSessionWires(), async (wire) => {
  const answer = await change(wire, "POST", "", { ...ROW, CustNum: 5 });
  assert.equal(answer.status, 409);
  assert.match(String(answer.json()["ErrorType"]), /DuplicateRecordException$/);
});

verifies("kinetic.address.help-page", [kineticEmulator()], async (wire) => {
  const answer = await wire.send("/api/help");
  assert.ok([301, 302, 307, 308].includes(answer.status), `answered ${answer.status}`);
  assert.match(answer.headers.get("location") ?? "", /\/apps\/resthelp\/$/);
});
