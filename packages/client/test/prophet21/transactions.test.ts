import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, ErpgateError } from "../../src/index.ts";
import type { DataElement, TransactionSet } from "../../src/index.ts";
import { json, startErpServer } from "../erp-server.ts";
import { codeOf, emulated } from "./emulated.ts";

const form = (fields: Readonly<Record<string, string>>): DataElement => ({
  Name: "TABPAGE_1.tp_1_dw_1",
  Type: "Form",
  Keys: [],
  Rows: [{ Edits: Object.entries(fields).map(([Name, Value]) => ({ Name, Value })) }],
});
const suppliers = (...records: readonly Readonly<Record<string, string>>[]): TransactionSet => ({
  Name: "Supplier",
  Transactions: records.map((fields) => ({ DataElements: [form(fields)] })),
});
const newSupplier = suppliers({ supplier_name: "Erpgate Test Supply" });

async function failure(call: Promise<unknown>): Promise<ErpgateError> {
  const error: unknown = await call.then(
    () => assert.fail("it went through"),
    (thrown: unknown) => thrown,
  );
  assert.ok(ErpgateError.is(error), String(error));
  return error;
}

describe("transactions", () => {
  it("tell what there is: services, definition, defaults", async () => {
    await using world = emulated();
    const { transactions } = world.p21;
    assert.ok(Array.isArray(await transactions.services()));
    assert.match(JSON.stringify(await transactions.definition("Supplier")), /supplier_name/);
    assert.match(JSON.stringify(await transactions.defaults("Supplier")), /"Status":"New"/);
    assert.equal(await codeOf(transactions.definition("../x")), "REQUEST_INVALID");
  });

  it("write, and read back what was written", async () => {
    await using world = emulated();
    const { transactions } = world.p21;
    const result = await transactions.post(newSupplier);
    assert.deepEqual(result.Summary, { Succeeded: 1, Failed: 0, Other: 0 });
    const [, id = ""] = /"supplier_id","Value":"(\d+)"/.exec(JSON.stringify(result.Results)) ?? [];
    const read = await transactions.get({
      ServiceName: "Supplier",
      TransactionStates: [{ DataElementName: "TABPAGE_1.tp_1_dw_1", Keys: [{ Name: "supplier_id", Value: id }] }],
    });
    assert.match(JSON.stringify(read), /Erpgate Test Supply/);
  });

  it("that failed are an error though the answer was 200, with the messages and what was written", async () => {
    await using world = emulated();
    const set = suppliers({ supplier_name: "Erpgate One" }, { supplier_id: "999999999", no_such_field: "x" });
    const error = await failure(world.p21.transactions.post(set));
    assert.equal(error.code, "P21_TRANSACTION_FAILED");
    assert.equal(error.finding, "prophet21/application-error");
    assert.equal(error.status, 200);
    assert.equal(error.retryable, false);
    assert.match(error.message, /1 failed, 1 written: "[^"]*Transaction 2::/);
    assert.match(error.response?.body ?? "", /"Failed":1/);
    assert.equal(world.requests("POST", "/transaction").length, 1);
  });

  it("are never sent twice, whatever becomes of them", async () => {
    for (const answer of ["reset", 503, 429, 200] as const) {
      await using server = await startErpServer((seen, response, socket) => {
        if (seen.url.includes("router")) json(response, { Url: `http://${seen.headers.host ?? ""}` });
        else if (answer === "reset") socket.destroy();
        else response.writeHead(answer).end("{}");
      });
      await using p21 = connect({ system: "prophet21", url: server.url, auth: { kind: "bearer", token: "t" } });
      const { code } = await failure(p21.transactions.post(newSupplier));
      assert.ok(
        ["NETWORK_RESET", "ANSWER_GATEWAY_ERROR", "ANSWER_THROTTLED", "ANSWER_UNRECOGNISED"].includes(code),
        code,
      );
      assert.equal(server.count("/api/v2/transaction"), 1, String(answer));
    }
  });

  it("with a mistake that the server would meet with silence or a crash are not sent", async () => {
    await using world = emulated();
    const { transactions } = world.p21;
    const bad = { Name: "", Transactions: [{ Status: "Existing", DataElements: {} }] } as unknown as TransactionSet;
    const error = await failure(transactions.post(bad));
    assert.equal(error.code, "REQUEST_INVALID");
    for (const name of ["Name", "Transactions[0].Status", "Transactions[0].DataElements"])
      assert.ok(error.message.includes(name));
    assert.equal(await codeOf(transactions.postAsync({ Name: "Order", Transactions: [] })), "REQUEST_INVALID");
    assert.equal(world.sent.length, 0);
  });

  it("on services that are not there or not deployed are refusals", async () => {
    await using world = emulated();
    const unknown = await failure(world.p21.transactions.definition("NoSuchService"));
    assert.equal(unknown.code, "ANSWER_UNRECOGNISED", "an empty 500 says nothing");
  });

  it("handed in are waited for, whichever way the server counts its states", async () => {
    for (const asyncStatus of ["text", "number"] as const) {
      await using world = emulated({ prophet21: { switches: { asyncStatus } } });
      const { transactions } = world.p21;
      const good = await transactions.postAsync(newSupplier);
      assert.notEqual(good.id, "");
      assert.equal((await good.wait()).Summary.Succeeded, 1);
      const bad = await transactions.postAsync(suppliers({ no_such_field: "x" }));
      assert.equal((await failure(bad.wait({ everyMs: 500 }))).code, "P21_TRANSACTION_FAILED");
      assert.equal(world.requests("POST", "/transaction/async").length, 2);
    }
  });

  it("handed in may be waited for in vain, and then again", async () => {
    await using world = emulated();
    const handed = await world.p21.transactions.postAsync(newSupplier);
    const error = await failure(handed.wait({ timeoutMs: 1_000, everyMs: 600 }));
    assert.equal(error.code, "CALL_TIMEOUT");
    assert.equal((await handed.wait()).Summary.Failed, 0);
    const ended = AbortSignal.abort();
    assert.equal(await codeOf(handed.wait({ signal: ended })), "CALL_ABORTED");
  });
});
