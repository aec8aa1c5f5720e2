import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, ErpgateError } from "../../src/index.ts";
import { classifyFailure } from "../../src/prophet21/index.ts";
import { json, startErpServer } from "../erp-server.ts";
import { jwt } from "./jwt.ts";

const denied = JSON.stringify({
  ErrorMessage: "You are not authorized to access API. Please contact administrator to get access.",
});
const supplier = "/odataservice/odata/table/supplier";
const classify = (path: string, token: string | undefined, status = 401) =>
  classifyFailure({ status, headers: {}, body: status === 401 ? denied : "" }, { path, token });

describe("the one text for a missing permission and a missing scope", () => {
  const cases: readonly [path: string, aud: string | string[], finding: string | undefined][] = [
    [supplier, "", "prophet21/odata-permission-denied"],
    [`${supplier}?$top=1`, " ", "prophet21/odata-permission-denied"],
    [supplier, "/odata:price_page,po_hdr", "prophet21/scope-table-denied"],
    [supplier, "/api;/p21sdk;/odata:price_page", "prophet21/scope-table-denied"],
    ["/odataservice/odata/view/p21_view_x", "/odata:price_page", "prophet21/scope-table-denied"],
    [supplier, "/odata", "prophet21/scope-bare-odata"],
    [supplier, ["/uiserver0", "/odata"], "prophet21/scope-bare-odata"],
    [supplier, "/uiserver0", "prophet21/scope-path-denied"],
    ["/api/inventory/parts/X1", "/odata:supplier", "prophet21/scope-path-denied"],
    ["/api/entity/customers/ACME_1", "/apis", "prophet21/scope-path-denied"],
    ["/data/erp/views/v1/p21_view_x", "/odata:supplier", "prophet21/scope-path-denied"],
    // The scope covers these, so it is not the cause; what is, nobody knows.
    [supplier, "/odata:SUPPLIER", undefined],
    [supplier, "/odata:*", undefined],
    [supplier, "/api", undefined],
    [supplier, "/api;/odata", undefined],
    ["/api/inventory/parts/X1", "/api", undefined],
    [supplier, "no scope at all", undefined],
  ];
  for (const [path, aud, finding] of cases) {
    it(`${path} with aud ${JSON.stringify(aud)} is ${finding}`, () => {
      for (const status of [401, 403]) {
        const failure = classify(path, jwt({ aud, sub: "x" }), status);
        assert.deepEqual(failure, { code: "P21_NOT_AUTHORIZED", finding, tokenAtFault: false });
      }
    });
  }

  it("has no finding without a token that can be read", () => {
    for (const token of [undefined, "", "opaque", "a.b.c", "e30.!.x", `e30.${btoa("[]")}.x`]) {
      assert.equal(classify(supplier, token).finding, undefined);
    }
    assert.equal(classifyFailure({ status: 401, headers: {}, body: denied }).code, "P21_NOT_AUTHORIZED");
  });

  it("is told by a connection's error, below a gateway's mount, too, from the token that was sent", async () => {
    await using server = await startErpServer((_seen, response) => json(response, JSON.parse(denied), 401));
    const finding = async (token: string, path: string): Promise<unknown> => {
      await using p21 = connect({ system: "prophet21", url: `${server.url}/p21`, auth: { kind: "bearer", token } });
      const error: unknown = await p21.get(path).catch((thrown: unknown) => thrown);
      assert.ok(ErpgateError.is(error));
      assert.ok(!error.message.includes(token));
      return error.finding;
    };
    assert.equal(await finding(jwt({ aud: "" }), supplier), "prophet21/odata-permission-denied");
    assert.equal(await finding(jwt({ aud: "/odata:x" }), supplier), "prophet21/scope-table-denied");
    assert.equal(
      await finding(jwt({ aud: "/odata:x" }), "/api/entity/customers/ACME_1"),
      "prophet21/scope-path-denied",
    );
  });
});

describe("other refusals that only the call tells apart", () => {
  const unknown = JSON.stringify({ ErrorMessage: "UiServerException: Error retrieving/validating user" });
  const sessions = "/uiserver0/api/ui/interactive/sessions";
  const findingOf = (aud: object) =>
    classifyFailure({ status: 500, headers: {}, body: unknown }, { path: sessions, token: jwt(aud) }).finding;

  it("a user that is unknown, and a key that names none", () => {
    assert.equal(findingOf({ sub: "", aud: "/api" }), "prophet21/interactive-needs-username");
    assert.equal(findingOf({ aud: "/api" }), "prophet21/interactive-needs-username");
    assert.equal(findingOf({ sub: "erpgate", aud: "/api" }), "prophet21/interactive-user-unknown");
  });

  it("an empty 500 for want of a JSON Accept, which one with it is not", () => {
    const code = (accept: string | undefined, path = sessions, body = "") =>
      classifyFailure({ status: 500, headers: {}, body }, { path, accept }).code;
    for (const accept of ["*/*", "application/xml", "text/html"]) {
      assert.equal(code(accept), "P21_ACCEPT_JSON_REQUIRED");
      assert.equal(code(accept, supplier), "ANSWER_UNRECOGNISED");
      assert.equal(code(accept, sessions, denied), "P21_APPLICATION_ERROR");
    }
    assert.equal(code("application/json, */*"), "ANSWER_UNRECOGNISED");
    assert.equal(code(undefined), "ANSWER_UNRECOGNISED");
  });

  it("a session that is gone, and one of another token", () => {
    const finding = (ErrorMessage: string) =>
      classifyFailure({ status: 400, headers: {}, body: JSON.stringify({ ErrorMessage }) }).finding;
    assert.equal(finding("Session not found or expired"), "prophet21/session-expired");
    assert.equal(finding("Invalid session"), "prophet21/session-owner-token");
  });

  it("a redirect that adds nothing but a slash", async () => {
    await using server = await startErpServer(({ url }, response) =>
      response.writeHead(307, { location: url.includes("entity") ? `${url}/` : "/login" }).end(),
    );
    await using p21 = connect({ system: "prophet21", url: server.url, auth: { kind: "bearer", token: "t" } });
    const finding = async (path: string) =>
      ((await p21.get(path).catch((thrown: unknown) => thrown)) as ErpgateError).finding;
    assert.equal(await finding("/api/entity/customers"), "prophet21/missing-trailing-slash");
    assert.equal(await finding("/api/sales/orders"), undefined);
  });
});
