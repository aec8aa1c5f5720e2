import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { makeOperatorToken, readOperatorToken } from "../../src/admin/operator-token.ts";
import { issueOperatorToken } from "../../src/index.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { startEchoUpstream } from "../echo-upstream.ts";
import { auditOf, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SCOPE = "/EPIC06/Erp.BO.CustomerSvc";
const nonce = randomBytes(16).toString("hex");
const ringOf = (fill: number) => createKeyring([{ id: "m1", secret: new Uint8Array(32).fill(fill) }], randomBytes);
const HOUR_MS = 3_600_000;

describe("an operator's token", () => {
  const nowMs = Date.UTC(2026, 10, 21);
  const token = makeOperatorToken(ringOf(1), { expiresAtMs: nowMs + HOUR_MS, nonce, operator: "ann@desk" });
  const refuse = (header: string | undefined, atMs = nowMs, fill = 1): string | undefined => {
    const read = readOperatorToken(ringOf(fill), header, atMs);
    return "why" in read ? read.why : undefined;
  };

  test("holds until it ends, under its own key file, and is not made for longer than half a day", () => {
    assert.equal(refuse(`Bearer ${token}`), undefined);
    assert.deepEqual(readOperatorToken(ringOf(1), `Bearer ${token}`, nowMs), { operator: "ann@desk" });
    assert.equal(refuse(`Bearer ${token}`, nowMs + HOUR_MS - 1), undefined);
    assert.equal(refuse(`Bearer ${token}`, nowMs + HOUR_MS), "token has ended");
    assert.equal(refuse(`Bearer ${token}`, nowMs, 2), "wrong token");
    const long = makeOperatorToken(ringOf(1), { expiresAtMs: nowMs + 13 * HOUR_MS, nonce, operator: "ann@desk" });
    assert.equal(refuse(`Bearer ${long}`), "token is for too long");
  });

  test("every single character counts", () => {
    for (let at = 0; at < token.length; at++) {
      for (const other of ["0", "a", "é", "."]) {
        if (token[at] === other) continue;
        const why = refuse(`Bearer ${token.slice(0, at)}${other}${token.slice(at + 1)}`);
        assert.ok(why === "wrong token" || why === "no token", `${at} ${other}: ${why}`);
      }
    }
    for (const none of [undefined, "", token, `Basic ${token}`, `Bearer ${token} `, `Bearer ${token.slice(0, -2)}`])
      assert.notEqual(refuse(none), undefined);
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly document: Record<string, unknown>;
}

interface Asked {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Over `node:http`, since fetch sets no Host. */
async function ask({ gateway }: TestGateway, method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const headers = {
    ...(asked.token === undefined ? {} : { authorization: `Bearer ${asked.token}` }),
    ...(asked.body === undefined ? {} : { "content-type": "application/json" }),
    ...asked.headers,
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = httpRequest(`${gateway.adminUrl}${path}`, { method, headers }, resolve);
    call.on("error", reject);
    call.end(typeof asked.body === "string" ? asked.body : JSON.stringify(asked.body));
  });
  const said = await text(response);
  const document = (said === "" ? {} : JSON.parse(said)) as Answer["document"];
  return { status: response.statusCode ?? 0, headers: response.headers, document };
}

const tokenOf = async ({ folder }: TestGateway): Promise<string> =>
  (await issueOperatorToken(join(folder, "erpgate.keys"), HOUR_MS, Date.now(), "ann@desk")).token;
const codeOf = ({ status, document }: Answer): readonly unknown[] => [
  status,
  (document["error"] as { readonly code?: unknown } | undefined)?.code,
];

interface Described {
  readonly paths: Record<string, Record<string, { readonly requestBody?: unknown }>>;
}

test("every operation of /openapi.json is there, and none without a token, with a consumer's key, or under another name", async () => {
  await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
  const key = await running.register("shop", { erp: { scope: SCOPE } });
  const token = await tokenOf(running);
  const { document } = await ask(running, "GET", "/openapi.json");
  const operations = Object.entries((document as unknown as Described).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({ method: method.toUpperCase(), path, requestBody })),
  );
  assert.equal(operations.length, 11);
  const { port } = new URL(running.gateway.adminUrl);
  for (const { method, path, requestBody } of operations) {
    const at = path.replaceAll(/\{\w+\}/g, "nobody");
    for (const wrong of [undefined, key, `${token}x`]) {
      const refused = await ask(running, method, at, { token: wrong });
      assert.deepEqual(codeOf(refused), [401, "TOKEN_REQUIRED"], `${method} ${path}`);
      assert.match(String(refused.headers["www-authenticate"]), /^Bearer /);
    }
    const foreign = await ask(running, method, at, { token, headers: { host: `evil.example:${port}` } });
    assert.deepEqual(codeOf(foreign), [403, "HOST_FOREIGN"]);
    const inside = await ask(running, method, at, { token, ...(requestBody === undefined ? {} : { body: {} }) });
    assert.ok(inside.status !== 401 && inside.status !== 405, `${method} ${path}: ${inside.status}`);
    assert.equal((await fetch(running.url + at, { method, headers: { authorization: `Bearer ${token}` } })).ok, false);
  }
  assert.deepEqual(codeOf(await ask(running, "PUT", "/consumers", { token })), [405, "METHOD_NOT_ALLOWED"]);
  assert.equal((await fetch(`${running.gateway.adminUrl}/consumers/`)).status, 404);
  for (const open of ["/healthz", "/metrics"]) assert.equal((await fetch(running.gateway.adminUrl + open)).status, 200);
  assert.ok(!JSON.stringify(running.events).includes(token.slice(0, 40)), "no token in the log");
});

test("a consumer is added, used, changed, rotated and revoked; each is in force when it is answered, and audited", async () => {
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  const token = await tokenOf(running);
  const call = async (key: unknown, entity: string): Promise<number> => {
    const headers = { authorization: `Bearer ${String(key)}` };
    return (await fetch(`${running.url}/erp/api/v2/odata/EPIC06/${entity}`, { headers })).status;
  };
  const body = { name: "shop", access: { erp: { scope: SCOPE } } };
  const added = await ask(running, "POST", "/consumers", { token, body });
  assert.equal(added.status, 201);
  const { key } = added.document;
  assert.equal(await call(key, "Erp.BO.CustomerSvc/Customers"), 200);
  assert.equal(await call(key, "Erp.BO.PartSvc/Parts"), 403);
  assert.deepEqual(codeOf(await ask(running, "POST", "/consumers", { token, body })), [409, "CONSUMER_NAME_TAKEN"]);

  const wider = { scopes: { erp: "/EPIC06/Erp.BO.PartSvc" } };
  assert.equal((await ask(running, "PATCH", "/consumers/shop", { token, body: wider })).status, 200);
  assert.equal(await call(key, "Erp.BO.PartSvc/Parts"), 200);
  const may = "/can-i?consumer=shop&method=get&path=%2Ferp%2Fapi%2Fv2%2Fodata%2FEPIC06%2FErp.BO.PartSvc%2FParts";
  assert.equal((await ask(running, "GET", may, { token })).document["allowed"], true);

  const rotated = await ask(running, "POST", "/consumers/shop/rotate", { token, body: { overlapSeconds: 0 } });
  assert.equal(rotated.status, 201);
  assert.equal(await call(key, "Erp.BO.PartSvc/Parts"), 401);
  assert.equal(await call(rotated.document["key"], "Erp.BO.PartSvc/Parts"), 200);

  const shown = await ask(running, "GET", "/consumers/shop", { token });
  const hash = (await running.gateway.store.consumers())[0]?.keys[0]?.hash;
  assert.ok(hash !== undefined && !JSON.stringify(shown.document).includes(hash));
  assert.equal((await ask(running, "DELETE", "/consumers/shop", { token })).status, 200);
  assert.equal(await call(rotated.document["key"], "Erp.BO.PartSvc/Parts"), 401);
  assert.deepEqual((await ask(running, "GET", "/consumers", { token })).document, { consumers: [] });

  for (const act of ["add", "update", "rotate", "revoke"])
    assert.deepEqual(
      (await auditOf(running.gateway, `consumer.${act}`)).map(({ operator }) => operator),
      ["ann@desk"],
      act,
    );
  const tail = await ask(running, "GET", "/audit?limit=2&consumer=shop", { token });
  const rows = tail.document["rows"] as { readonly action: string }[];
  assert.equal(rows.length, 2);
  const older = await ask(running, "GET", `/audit?limit=1000&before=${String(tail.document["next"])}`, { token });
  assert.equal(older.document["next"], null);
  for (const bad of ["x", "1.2.3", "1.2.3.a/b", ""])
    assert.deepEqual(codeOf(await ask(running, "GET", `/audit?before=${bad}`, { token })), [400, "QUERY_INVALID"]);
});

test("a bad body is refused with everything that is wrong with it, and changes nothing", async () => {
  await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
  const token = await tokenOf(running);
  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(running, "POST", "/consumers", { token, body, headers });
  const problemsOf = ({ document }: Answer): readonly string[] =>
    (document["error"] as { problems: { path: string }[] }).problems.map(({ path }) => path);

  const formless = await post({ access: { erp: { scope: 7, more: 1 } }, expiresAt: "soon", admin: true });
  assert.deepEqual(codeOf(formless), [422, "BODY_INVALID"]);
  assert.deepEqual(problemsOf(formless).toSorted(), [
    "body.access.erp.more",
    "body.access.erp.scope",
    "body.admin",
    "body.expiresAt",
    "body.name",
  ]);
  const senseless = await post({ name: "No Name", access: { gone: { scope: "/x" } }, origins: ["x"] });
  assert.deepEqual(codeOf(senseless), [422, "CONSUMER_INVALID"]);
  assert.deepEqual(problemsOf(senseless), ["name", "access.gone", "origins.0"]);
  assert.deepEqual(codeOf(await post("{")), [400, "BODY_INVALID"]);
  assert.deepEqual(codeOf(await post("{}", { "content-type": "text/plain" })), [415, "JSON_REQUIRED"]);
  assert.deepEqual(codeOf(await post(`"${"x".repeat(70_000)}"`)), [413, "BODY_TOO_LARGE"]);
  assert.deepEqual(await running.gateway.store.consumers(), []);
  for (const limit of ["0", "1001", "x", "1.5"])
    assert.deepEqual(codeOf(await ask(running, "GET", `/audit?limit=${limit}`, { token })), [400, "QUERY_INVALID"]);
  assert.deepEqual(codeOf(await ask(running, "GET", "/can-i?method=GET", { token })), [400, "QUERY_INVALID"]);
  assert.deepEqual(codeOf(await ask(running, "GET", "/consumers/nobody", { token })), [404, "CONSUMER_UNKNOWN"]);
});
