import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import type { ODataOptions, Prophet21Options } from "../../src/index.ts";
import { firstSeen, json, startErpServer } from "../erp-server.ts";
import { jwt } from "./jwt.ts";

const [password, key] = [seeded("pw"), seeded("key")];
const NEVER = 2_147_483_647;

/** The request with which some auth option asks for its token. */
async function asked(auth: Prophet21Options["auth"]) {
  await using server = await startErpServer((_seen, response) =>
    json(response, { AccessToken: "t", ExpiresInSeconds: 86_400 }),
  );
  await using p21 = connect({ system: "prophet21", url: server.url, auth });
  await p21.token();
  const { method, url, headers, body } = firstSeen(server);
  assert.equal(method, "POST");
  assert.equal(headers.accept, "application/json");
  assert.equal(headers["content-length"], String(body.length));
  const { username, consumer_key, appkey, grant_type } = headers;
  const shown = { username, password: headers["password"], consumer_key, appkey, grant_type };
  return {
    url,
    body: body === "" ? "" : (JSON.parse(body) as unknown),
    headers: Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)),
  };
}

describe("Prophet 21 token requests", () => {
  const v1 = "/api/security/token";
  const v2 = "/api/security/token/v2";
  const forms: readonly [Prophet21Options["auth"], object][] = [
    [
      { kind: "password", username: "u", password },
      { url: v2, body: { username: "u", password }, headers: {} },
    ],
    [
      { kind: "password", username: "u", password, endpoint: "v1" },
      { url: v1, body: "", headers: { username: "u", password } },
    ],
    [
      { kind: "consumer-key", key },
      { url: v2, body: { ClientSecret: key, GrantType: "client_credentials" }, headers: {} },
    ],
    [
      { kind: "consumer-key", key, username: "u" },
      { url: v2, body: { ClientSecret: key, GrantType: "client_credentials", username: "u" }, headers: {} },
    ],
    [
      { kind: "consumer-key", key, username: "u", endpoint: "v1-consumer_key" },
      { url: v1, body: "", headers: { username: "u", consumer_key: key, grant_type: "client_credentials" } },
    ],
    [
      { kind: "consumer-key", key, endpoint: "v1-appkey" },
      { url: v1, body: "", headers: { appkey: key } },
    ],
  ];
  for (const [auth, expected] of forms) {
    const { kind, ...rest } = auth;
    it(`${kind} ${Object.keys(rest).join()} ${"endpoint" in rest ? rest.endpoint : ""}`, async () =>
      assert.deepEqual(await asked(auth), expected));
  }
});

describe("Prophet 21 token answers", () => {
  const START_MS = 1_800_000_000_000;
  const answers: readonly [what: string, body: string, lifetimeMs: number | undefined][] = [
    ["ExpiresInSeconds", '{"AccessToken":"t","ExpiresInSeconds":86400,"RefreshToken":"r"}', 86_400_000],
    ["ExpiresIn as a text", '{"AccessToken":"t","ExpiresIn":"3600","AppKey":null,"ConsumerUid":"8"}', 3_600_000],
    [
      "twenty years, and exp at the end of 32 bits",
      JSON.stringify({ AccessToken: jwt({ exp: NEVER }), ExpiresIn: 630_720_000 }),
      undefined,
    ],
    ["no lifetime, and exp at the end of 32 bits", JSON.stringify({ AccessToken: jwt({ exp: NEVER }) }), undefined],
    ["no lifetime at all", '{"AccessToken":"t"}', 3_600_000],
    [
      "XML, Token in a namespace",
      '<act:Token xmlns:act="http://distributionsuite.activant.com"><AccessToken>t</AccessToken><ExpiresIn>60</ExpiresIn></act:Token>',
      60_000,
    ],
    [
      "XML, TokenResponse",
      "<TokenResponse><AccessToken>t</AccessToken><ExpiresIn>60</ExpiresIn></TokenResponse>",
      60_000,
    ],
  ];
  for (const [what, body, lifetimeMs] of answers) {
    it(what, async () => {
      await using server = await startErpServer((_seen, response) => response.end(body));
      await using p21 = connect(
        { system: "prophet21", url: server.url, auth: { kind: "consumer-key", key } },
        { now: () => START_MS },
      );
      const token = await p21.token();
      assert.equal(token?.expiresAtMs, lifetimeMs === undefined ? undefined : START_MS + lifetimeMs);
    });
  }

  it("refusals say what was refused", async () => {
    const refusals: readonly [status: number, body: string, auth: Prophet21Options["auth"], code: string][] = [
      [401, "", { kind: "password", username: "u", password }, "P21_CREDENTIALS_INVALID"],
      [401, "<ResourceError/>", { kind: "consumer-key", key }, "P21_KEY_UNKNOWN"],
      [404, "<html>", { kind: "consumer-key", key }, "P21_TOKEN_ENDPOINT_WRONG"],
      [411, "", { kind: "consumer-key", key }, "P21_LENGTH_REQUIRED"],
      [
        500,
        '{"ErrorMessage":"System.NullReferenceException"}',
        { kind: "consumer-key", key },
        "P21_TOKEN_BODY_MISSING",
      ],
      [500, '{"ErrorMessage":"busy"}', { kind: "consumer-key", key }, "TOKEN_ISSUER_UNAVAILABLE"],
      [200, "<html>hello</html>", { kind: "consumer-key", key }, "TOKEN_ANSWER_UNREADABLE"],
    ];
    for (const [status, body, auth, code] of refusals) {
      await using server = await startErpServer((_seen, response) => response.writeHead(status).end(body));
      await using p21 = connect({ system: "prophet21", url: server.url, auth });
      await assert.rejects(p21.token(), (error: unknown) => ErpgateError.is(error) && error.code === code);
    }
  });
});

describe("Prophet 21 OData", () => {
  const rows = Array.from({ length: 12 }, (_, index) => ({ supplier_id: index }));
  const first = async (resource: string, options: ODataOptions): Promise<string[]> => {
    await using server = await startErpServer((seen, response) => {
      const { searchParams } = new URL(seen.url, "http://x");
      const skip = Number(searchParams.get("$skip") ?? 0);
      json(response, { value: rows.slice(skip, skip + Number(searchParams.get("$top"))) });
    });
    await using p21 = connect({ system: "prophet21", url: `${server.url}/p21`, auth: { kind: "bearer", token: "t" } });
    for await (const _row of p21.odata(resource, options));
    return server.seen.map(({ url }) => url);
  };

  it("pages by $top and $skip in the given order, below a gateway's mount, too", async () => {
    assert.deepEqual(await first("table/supplier", { orderby: "supplier_id", pageSize: 10 }), [
      "/p21/odataservice/odata/table/supplier?$orderby=supplier_id&$top=10",
      "/p21/odataservice/odata/table/supplier?$orderby=supplier_id&$top=10&$skip=10",
    ]);
  });

  it("needs an order as soon as there can be a second page", async () => {
    await assert.rejects(
      first("table/oe_line", {}),
      /give the columns that tell its rows apart, as "key": "oe_line_id"/,
    );
    await assert.rejects(first("data/p21_view_x", { skip: 1 }), /as "orderby"/);
    assert.equal((await first("view/p21_view_x", { top: 3 })).length, 1);
  });

  const refused: readonly [string, ODataOptions, string][] = [
    ["table/supplier", { top: 1, filter: "supplier_id in (1,2)" }, "P21_ODATA_IN_DROPPED"],
    ["table/supplier", { top: 1, filter: "a eq 1 and supplier_id IN(1)" }, "P21_ODATA_IN_DROPPED"],
    ["table/supplier", { top: 1, expand: ["x"] }, "REQUEST_INVALID"],
    ["table/supplier", { key: "supplier_id", orderby: "supplier_id" }, "REQUEST_INVALID"],
    ["data/p21_view_x", { key: "x" }, "REQUEST_INVALID"],
    ["data/p21_view_x", { top: 1, filter: "x in (1)" }, "P21_ODATA_IN_DROPPED"],
    ["supplier", { top: 1 }, "REQUEST_INVALID"],
    ["table/../x", { top: 1 }, "REQUEST_INVALID"],
  ];
  for (const [resource, options, code] of refused) {
    it(`${resource} ${JSON.stringify(options)} is ${code}, and not sent`, async () => {
      await assert.rejects(first(resource, options), (error: unknown) => ErpgateError.is(error) && error.code === code);
    });
  }

  it("lets a text say `in (`, and a function begin with it", async () => {
    for (const filter of ["name eq 'made in (UK)'", "contains(name,'x')", "name eq 'it''s in (x)'"]) {
      assert.equal((await first("table/supplier", { top: 1, filter })).length, 1);
    }
  });

  it("paths begin with a slash", async () => {
    const p21 = connect({ system: "prophet21", url: "http://127.0.0.1:9", auth: { kind: "bearer", token: "t" } });
    await assert.rejects(p21.get("api/x"), /begins with "\/"/);
    await p21.close();
  });
});
