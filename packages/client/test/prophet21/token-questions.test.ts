import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect } from "../../src/index.ts";
import type { Prophet21Connection } from "../../src/index.ts";
import { codeOf, emulated, key, userAuth } from "./emulated.ts";
import { jwt } from "./jwt.ts";

const withClaims = (claims: object): Prophet21Connection =>
  connect(
    { system: "prophet21", url: "https://p21.example.com", auth: { kind: "bearer", token: jwt(claims) } },
    { fetch: () => assert.fail("a call was made") },
  );

describe("whoami and scopes", () => {
  it("are answered from a user's token and from a key's, by no call but the token's", async () => {
    await using user = emulated({ auth: userAuth });
    const { expiresAtMs, ...whoami } = await user.p21.whoami();
    assert.deepEqual(whoami, { user: "api_user", grant: "user", consumerUid: undefined });
    assert.ok(expiresAtMs);
    assert.equal(await user.p21.scopes(), undefined);
    assert.equal(user.sent.length, 1);

    await using consumer = emulated({ prophet21: { consumerKey: { key, scope: "/api;/odata:supplier,price_page" } } });
    assert.equal((await consumer.p21.whoami()).grant, "consumer");
    assert.deepEqual(await consumer.p21.scopes(), {
      entries: [
        { path: "/api", names: undefined },
        { path: "/odata", names: ["supplier", "price_page"] },
      ],
    });
    assert.equal(consumer.sent.length, 1);
  });

  it("say nothing about a token that cannot be read", async () => {
    const opaque = connect({
      system: "prophet21",
      url: "https://p21.example.com",
      auth: { kind: "bearer", token: "opaque" },
    });
    assert.deepEqual(await opaque.whoami(), {
      user: undefined,
      grant: undefined,
      consumerUid: undefined,
      expiresAtMs: undefined,
    });
    assert.equal(await opaque.scopes(), undefined);
    assert.equal(await opaque.canRead("table/supplier"), undefined);
  });
});

describe("canRead", () => {
  const answers: readonly [aud: string, resource: string, expected: boolean | undefined][] = [
    ["/odata:supplier,po_hdr", "table/supplier", true],
    ["/odata:Supplier", "table/SUPPLIER", true],
    ["/odata:supplier", "view/p21_view_x", false],
    ["/odata:*", "view/p21_view_x", true],
    ["/odata", "table/supplier", false],
    ["/api;/odata:po_hdr", "table/supplier", undefined],
    ["/api;/odata:po_hdr", "table/po_hdr", true],
    ["/api", "table/supplier", undefined],
    ["/uiserver0", "table/supplier", false],
    ["", "table/supplier", undefined],
    ["/odata", "/odataservice/odata/table/$metadata", true],
    ["/api", "/api/entity/customers/ACME_1", true],
    ["/api/entity", "/api/inventory/parts/X", false],
    ["/odata:x", "/uiserver0/api/v2/services", true],
    ["/odata:x", "/uiserver0/api/ui/interactive/sessions", false],
    ["/uiserver0", "/uiserver0/api/ui/interactive/sessions", true],
    ["/ui", "/uiserver0/api/ui/interactive/sessions", undefined],
    ["/data", "/data/erp/views/v1/p21_view_x?$top=1", true],
    ["/api", "/data/erp/views/v1/p21_view_x", undefined],
    ["/odata:x", "/data/erp/views/v1/p21_view_x", false],
  ];
  for (const [aud, resource, expected] of answers) {
    it(`${resource} with ${aud || "no scope"}: ${expected}`, async () => {
      assert.equal(await withClaims({ aud, sub: "u" }).canRead(resource), expected);
    });
  }

  it("agrees with the emulator wherever it is sure", async () => {
    for (const scope of ["/api", "/odata", "/odata:supplier", "/api;/odata:price_page", "/uiserver0", "/data"]) {
      await using world = emulated({ prophet21: { consumerKey: { key, scope } } });
      for (const path of [
        "/odataservice/odata/table/supplier",
        "/odataservice/odata/table/price_page",
        "/api/entity/customers/ping",
      ]) {
        const sure = await world.p21.canRead(path);
        const { ok } = await world.p21.fetch(`${path}?$top=1`);
        if (sure !== undefined) assert.equal(ok, sure, `${path} with ${scope}`);
      }
    }
  });

  it("takes tables, views and paths", async () => {
    assert.equal(await codeOf(withClaims({ aud: "/api" }).canRead("supplier")), "REQUEST_INVALID");
  });
});
