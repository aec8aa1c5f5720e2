import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../src/index.ts";
import type { BatchRequest } from "../../src/index.ts";
import { readJsonBatch } from "../../src/kinetic/batch/json-batch.ts";
import { readMultipart } from "../../src/kinetic/batch/read-multipart.ts";
import { codeOf, emulated } from "./emulated.ts";

const CUSTOMERS = "Erp.BO.CustomerSvc/Customers";
const requests: readonly BatchRequest[] = [
  { path: `${CUSTOMERS}?$top=1&$filter=Name ne 'ä'` },
  { id: "gone", path: `${CUSTOMERS}('EPIC06',999999)` },
  { id: "write", method: "PATCH", path: `${CUSTOMERS}('EPIC06',5)`, body: { Name: "--batch_0\r\nin a batch" } },
  { id: "call", method: "POST", path: "Erp.BO.CustomerSvc/GetByID", body: { custNum: 5 } },
];

for (const form of ["multipart", "json"] as const) {
  describe(`batch() as ${form}`, () => {
    it("gives each part its own result, and names the part that failed", async () => {
      await using erp = emulated({ erp: { switches: { batch: form } } });
      const [list, gone, write, call] = await erp.kinetic.batch(requests, { form });
      assert.equal(erp.sent.length, 1);
      assert.equal(list?.id, "1");
      assert.equal(list.json<{ value: unknown[] }>().value.length, 1);
      assert.equal(gone?.status, 404);
      assert.ok(ErpgateError.is(gone.error) && gone.error.code === "KINETIC_NOT_FOUND");
      assert.match(
        gone.error.message,
        /^part "gone" of the batch: .*GET .*Customers\('EPIC06',999999\) was answered 404/,
      );
      assert.throws(() => gone.json(), { code: "KINETIC_NOT_FOUND" });
      assert.equal(write?.status, 204);
      assert.equal(write.json(), undefined);
      const { returnObj } = call?.json<{ returnObj: { Customer: { Name: string }[] } }>() ?? assert.fail();
      assert.equal(returnObj.Customer[0]?.Name, "--batch_0\r\nin a batch");
      assert.equal(list.error, undefined);
    });

    it("carries the login once, and licence and plant with it", async () => {
      await using erp = emulated({ erp: { switches: { batch: form } } });
      await erp.kinetic.batch([{ path: CUSTOMERS }], { form, plant: "Harbor", service: "Erp.BO.CustomerSvc" });
      const [sent] = erp.sent;
      assert.match(sent?.url ?? "", /Erp\.BO\.CustomerSvc\/\$batch$/);
      assert.match(sent?.headers.get("callsettings") ?? "", /Harbor/);
      const body = (await sent?.text()) ?? "";
      assert.ok(!body.includes(seeded("kinetic-surface-key")) && !/authorization/i.test(body));
    });

    it("is a call of its own where the server has none", async () => {
      await using erp = emulated();
      assert.equal(await codeOf(erp.kinetic.batch(requests, { form })), "KINETIC_NOT_FOUND");
      assert.equal(erp.sent.length, 1);
    });
  });
}

describe("batch()", () => {
  it("sends a change set as one part of parts", async () => {
    await using erp = emulated({ erp: { switches: { batch: "multipart" } } });
    const write = (id: string, custNum: number): BatchRequest => ({
      id,
      method: "PATCH",
      path: `${CUSTOMERS}('EPIC06',${custNum})`,
      body: { Name: id },
      changeSet: "a",
    });
    const results = await erp.kinetic.batch([
      write("x", 5),
      write("y", 999999),
      { id: "z", path: `${CUSTOMERS}?$top=1` },
    ]);
    assert.deepEqual(
      results.map(({ id, status }) => [id, status]),
      [
        ["x", 204],
        ["y", 404],
        ["z", 200],
      ],
    );
    assert.match((await erp.sent[0]?.text()) ?? "", /Content-Type: multipart\/mixed; boundary=changeset_0_batch_/);
  });

  it("that a change set failed as a whole is said of each of its parts", async () => {
    const answer = [
      "--r",
      "Content-Type: application/http",
      "",
      "HTTP/1.1 400 Bad Request",
      "Content-Type: application/json",
      "",
      '{"ErrorMessage":"No.","ErrorType":"Ice.BLException"}',
      "--r--",
      "",
    ].join("\r\n");
    const headers = { "content-type": 'multipart/mixed; charset=utf-8; boundary="r"' };
    await using erp = emulated({ between: () => Promise.resolve(new Response(answer, { headers })) });
    const member = { method: "DELETE", path: CUSTOMERS, changeSet: "a" } as const;
    const [one, two, rest] = await erp.kinetic.batch([member, member, { path: CUSTOMERS }]);
    assert.equal(one?.error?.code, "KINETIC_APPLICATION_ERROR");
    assert.equal(two?.error?.code, "KINETIC_APPLICATION_ERROR");
    assert.equal(rest?.status, undefined);
    assert.match(rest?.error?.message ?? "", /^part "3" of the batch .* was not answered/);
  });

  it("holds back parts that depend on one that failed", async () => {
    await using erp = emulated({ erp: { switches: { batch: "json" } } });
    const [, dependent] = await erp.kinetic.batch(
      [
        { id: "a", path: `${CUSTOMERS}('EPIC06',999999)` },
        { id: "b", path: CUSTOMERS, dependsOn: ["a"] },
      ],
      { form: "json" },
    );
    assert.equal(dependent?.status, 424);
    assert.match(dependent?.error?.message ?? "", /^part "b" of the batch: /);
  });

  it("redacts what a part's answer repeats", async () => {
    const key = seeded("kinetic-surface-key");
    const body = {
      responses: [{ id: "1", status: 401, body: { ErrorMessage: `Invalid API Key ${key}.\r\nCompany EPIC06.` } }],
    };
    await using erp = emulated({ between: () => Promise.resolve(Response.json(body)) });
    const [result] = await erp.kinetic.batch([{ path: CUSTOMERS }], { form: "json" });
    assert.equal(result?.error?.code, "KINETIC_API_KEY_INVALID");
    assert.ok(!`${result.error.message}${JSON.stringify(result.error.response)}`.includes(key));
  });

  it("names every part that cannot be sent, and sends none", async () => {
    await using erp = emulated();
    const bad: readonly BatchRequest[] = [
      { id: "fine", path: CUSTOMERS },
      { id: "astray", path: "/api/v2/odata/Erp.BO.CustomerSvc/Customers" },
      { id: "keyed", path: CUSTOMERS, headers: { "X-API-Key": "x" } },
      { id: "set", path: CUSTOMERS, changeSet: "a" },
      { id: "verb", path: CUSTOMERS, method: "HEAD" as never },
      { id: "waits", path: CUSTOMERS, dependsOn: ["fine"] },
    ];
    const error: unknown = await erp.kinetic.batch(bad).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error) && error.code === "REQUEST_INVALID");
    for (const id of ["astray", "keyed", "set", "verb", "waits"])
      assert.match(error.message, new RegExp(`part "${id}"`));
    assert.ok(!error.message.includes('"fine"'));
    const twice = [
      { id: "a", path: "X" },
      { id: "a", path: "Y" },
    ];
    await assert.rejects(erp.kinetic.batch(twice), /same id/);
    await assert.rejects(erp.kinetic.batch([]), /at least one/);
    const lost = [{ path: "X", dependsOn: ["gone"] }];
    await assert.rejects(erp.kinetic.batch(lost, { form: "json" }), /depends on one that is not here/);
    assert.equal(erp.sent.length, 0);
  });

  it("takes a success that holds no parts for no success", async () => {
    await using erp = emulated({ between: () => Promise.resolve(Response.json({ value: [] })) });
    assert.equal(await codeOf(erp.kinetic.batch([{ path: CUSTOMERS }])), "ANSWER_UNRECOGNISED");
  });

  it("reads any text without throwing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("--b", "\r\n", "\n", "HTTP/1.1 200", "x: y", "--", "{", " ") }),
        (text) => {
          readMultipart("multipart/mixed; boundary=b", text, [
            { id: "1", method: "GET", target: "/", headers: {}, body: undefined, changeSet: undefined, dependsOn: [] },
          ]);
          readJsonBatch(text);
        },
      ),
    );
  });
});
