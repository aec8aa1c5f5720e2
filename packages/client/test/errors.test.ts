import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { connect, ErpgateError, errorTable } from "../src/index.ts";
import { json, startErpServer } from "./erp-server.ts";

describe("the error table", () => {
  it("names only findings that exist", async () => {
    const text = await readFile(new URL("../../../contract/findings.json", import.meta.url), "utf8");
    const ids = new Set((JSON.parse(text) as { id: string }[]).map(({ id }) => id));
    for (const [code, { finding }] of Object.entries(errorTable)) {
      assert.ok(finding === undefined || ids.has(finding), `${code}: ${finding}`);
    }
  });

  it("says for every code in whole sentences what happened and what to do", () => {
    for (const [code, { summary, fix }] of Object.entries(errorTable)) {
      assert.match(code, /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/);
      assert.match(summary, /^[A-Z].*\.$/, code);
      assert.match(fix, /^[A-Z].*\.$/, code);
    }
  });

  it("has the codes that callers switch over: to change one is a breaking change", () => {
    assert.deepEqual(
      Object.keys(errorTable).filter((code) => /^(?:KINETIC|P21)_/.test(code)),
      [
        "KINETIC_API_KEY_INVALID",
        "KINETIC_API_KEY_MISSING",
        "KINETIC_CREDENTIALS_INVALID",
        "KINETIC_AUTHORIZATION_MISSING",
        "KINETIC_WINDOWS_AUTH",
        "KINETIC_METHOD_ACCESS_DENIED",
        "KINETIC_ACCESS_DENIED",
        "KINETIC_TOKEN_REFUSED",
        "KINETIC_TOKEN_EXPIRED",
        "KINETIC_TOKEN_SERVICE_MISSING",
        "KINETIC_LICENSE_EXHAUSTED",
        "KINETIC_SESSION_INVALID",
        "KINETIC_SERVER_NOT_READY",
        "KINETIC_SERVER_ERROR",
        "KINETIC_NOT_FOUND",
        "KINETIC_RECORD_EXISTS",
        "KINETIC_APPLICATION_ERROR",
        "P21_BEARER_MISSING",
        "P21_CREDENTIALS_INVALID",
        "P21_KEY_UNKNOWN",
        "P21_NOT_AUTHORIZED",
        "P21_TOKEN_REFUSED",
        "P21_TOKEN_EXPIRED",
        "P21_TOKEN_ENDPOINT_WRONG",
        "P21_TOKEN_BODY_MISSING",
        "P21_LENGTH_REQUIRED",
        "P21_SESSION_EXISTS",
        "P21_SESSION_INVALID",
        "P21_USER_UNKNOWN",
        "P21_WINDOW_DENIED",
        "P21_ACCEPT_JSON_REQUIRED",
        "P21_UI_SERVER_UNTRUSTED",
        "P21_TOKEN_TOO_SHORT",
        "P21_TRANSACTION_FAILED",
        "P21_ODATA_IN_DROPPED",
        "P21_APPLICATION_ERROR",
      ],
    );
  });
});

describe("ErpgateError", () => {
  it("is recognised across copies of the package, by is() and by instanceof", () => {
    const foreign = Object.assign(new Error("x"), { [Symbol.for("erpgate.error")]: true });
    assert.ok(ErpgateError.is(foreign));
    assert.ok(foreign instanceof ErpgateError);
    assert.ok(!ErpgateError.is(new Error("x")));
    assert.ok(!ErpgateError.is(null));
  });

  it("keeps its cause, its name, and request and response out of sight", () => {
    const cause = new Error("below");
    const request = { method: "GET", path: "/" };
    const error = new ErpgateError("NETWORK_RESET", "cut", { cause, request, status: 500 });
    assert.equal(error.cause, cause);
    assert.equal(error.name, "ErpgateError");
    assert.equal(error.retryable, true);
    assert.equal(error.finding, "network/reset");
    assert.deepEqual(error.request, request);
    assert.deepEqual(Object.keys(error).toSorted(), ["code", "finding", "retryable", "status"]);
  });

  it("of a server that repeats every secret holds none of them", async () => {
    const [apiKey, password] = [seeded("api-key"), seeded("password")];
    await using server = await startErpServer((seen, response) => {
      const said = `Invalid API Key ${seen.headers["x-api-key"] as string}.\r\nCompany EPIC06. ${seen.headers.authorization ?? ""}`;
      json(response, { ErrorMessage: said, ErrorType: "x", password }, 401, {
        "x-echo": apiKey,
        "set-cookie": `t=${apiKey}`,
      });
    });
    const auth = { kind: "basic", username: "integration", password } as const;
    await using kinetic = connect({ system: "kinetic", url: `${server.url}/ERP`, company: "EPIC06", apiKey, auth });
    const error: unknown = await kinetic.get(`X?$filter=Key eq '${apiKey}'`).catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error));
    assert.equal(error.code, "KINETIC_API_KEY_INVALID");
    assert.equal(error.finding, "kinetic/api-key-invalid");
    assert.equal(error.status, 401);
    const pair = Buffer.from(`integration:${password}`).toString("base64");
    const everything = `${inspect(error, { showHidden: true, depth: 9 })}${error.stack}${JSON.stringify([error.request, error.response])}`;
    for (const secret of [apiKey, password, pair]) assert.ok(!everything.includes(secret));
    assert.match(error.message, /Company EPIC06/);
    assert.match(error.message, /API Key Maintenance/);
  });

  it("of a P21 that repeats the consumer key holds none of it", async () => {
    const key = seeded("consumer-key");
    await using server = await startErpServer((_seen, response) => {
      const InnerException = `NotFoundException: Your query did not yield any results. Consumer Key: {${key}}`;
      const ErrorType = "P21.Business.Common.TokenException";
      json(response, { ErrorMessage: "Unable to generate client token.", ErrorType, InnerException }, 500);
    });
    await using p21 = connect({ system: "prophet21", url: server.url, auth: { kind: "consumer-key", key } });
    const error: unknown = await p21.token().catch((thrown: unknown) => thrown);
    assert.ok(ErpgateError.is(error));
    assert.equal(error.code, "P21_KEY_UNKNOWN");
    const everything = `${inspect(error, { showHidden: true, depth: 9 })}${JSON.stringify([error.request, error.response])}`;
    assert.ok(!everything.includes(key));
    assert.match(error.response?.body ?? "", /Consumer Key: \[redacted\]|\[redacted\]/);
  });
});
