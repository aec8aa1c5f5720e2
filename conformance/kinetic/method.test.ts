import assert from "node:assert/strict";
import { kineticSessionWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

type Row = Readonly<Record<string, unknown>>;

interface MethodAnswer {
  readonly returnObj?: { readonly Customer: readonly Row[] };
  readonly parameters: Row;
}

const JSON_BODY = { "content-type": "application/json" };

/** Calls a method of the customer service. */
function call(wire: KineticWire, method: string, parameters: Row): Promise<Answer> {
  const path = `/api/v2/odata/${wire.company}/Erp.BO.CustomerSvc/${method}`;
  return wire.send(path, { method: "POST", headers: JSON_BODY, body: JSON.stringify(parameters) });
}

async function ask(wire: KineticWire, method: string, parameters: Row): Promise<MethodAnswer> {
  const answer = await call(wire, method, parameters);
  assert.equal(answer.status, 200, method);
  return answer.json<MethodAnswer>();
}

function callFunction(wire: KineticWire, name: string, parameters: Row): Promise<Answer> {
  const path = `/api/v2/efx/${wire.company}/OrderDesk/${name}`;
  return wire.send(path, { method: "POST", headers: JSON_BODY, body: JSON.stringify(parameters) });
}

verifies("kinetic.method.shape", kineticSessionWires(), async (wire) => {
  const answer = await ask(wire, "GetByID", { custNum: 5 });
  assert.deepEqual(Object.keys(answer).toSorted(), ["parameters", "returnObj"]);
});

verifies("kinetic.method.parameterless", kineticSessionWires(), async (wire) => {
  const path = `/api/v2/odata/${wire.company}/Ice.BO.UserFileSvc/GetUserFile`;
  const sents = [
    { method: "POST", headers: JSON_BODY, body: "{}" },
    { method: "POST", headers: JSON_BODY },
    { method: "POST" },
  ];
  for (const sent of sents) assert.equal((await wire.send(path, sent)).status, 200);
});

verifies("kinetic.method.tableset", kineticSessionWires(), async (wire) => {
  const { returnObj } = await ask(wire, "GetByID", { custNum: 5 });
  assert.equal(returnObj?.Customer.length, 1);
  assert.equal(returnObj.Customer[0]?.["RowMod"], "");
});

verifies("kinetic.method.paging", kineticSessionWires(), async (wire) => {
  const page = (pageSize: number, absolutePage: number): Promise<MethodAnswer> =>
    ask(wire, "GetRows", { whereClauseCustomer: "CustNum <= 5", pageSize, absolutePage });
  const first = await page(3, 0);
  assert.equal(first.returnObj?.Customer.length, 3);
  assert.equal(first.parameters["morePages"], true);
  const last = await page(3, 1);
  assert.equal(last.returnObj?.Customer.length, 2);
  assert.equal(last.parameters["morePages"], false);
  assert.equal((await page(0, 0)).returnObj?.Customer.length, 5);
});

verifies("kinetic.method.void", [kineticEmulator()], async (wire) => {
  const path = `/api/v2/odata/${wire.company}/Ice.Lib.SessionModSvc/Logout`;
  const answer = await wire.send(path, { method: "POST", headers: JSON_BODY, body: "{}" });
  assert.equal(answer.status, 200);
  assert.ok(!("returnObj" in answer.json()));
});

verifies("kinetic.function.shape", kineticSessionWires(), async (wire) => {
  assert.deepEqual((await callFunction(wire, "Ping", { message: "hello" })).json(), { reply: "pong", echo: "hello" });
  assert.deepEqual((await callFunction(wire, "Ping", {})).json(), { reply: "pong" });
});

verifies("kinetic.function.lenient", kineticSessionWires(), async (wire) => {
  assert.equal((await callFunction(wire, "Ping", { noSuchParameter: 1 })).status, 200);
  assert.equal((await callFunction(wire, "PriceOf", {})).json()["found"], false);
});

verifies("kinetic.function.unknown", kineticSessionWires(), async (wire) => {
  for (const name of ["NoSuchFunction", "Draft"]) assert.equal((await callFunction(wire, name, {})).status, 404, name);
});
