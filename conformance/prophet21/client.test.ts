import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { failureOf, printed, printedError } from "../profiles/failure-of.ts";
import { byKey, byPassword, prophet21Client } from "../profiles/prophet21-client.ts";
import type { Prophet21Client, SeenProphet21Client } from "../profiles/prophet21-client.ts";
import { prophet21Clients } from "../profiles/prophet21-gateway.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SUPPLIERS = "/odataservice/odata/table/supplier?$top=1";
const isTokenCall = (request: Request): boolean => new URL(request.url).pathname.startsWith("/api/security/token");
const tokenCalls = ({ sent }: SeenProphet21Client): readonly Request[] => sent.filter(isTokenCall);

const isOk = async ({ connection }: Prophet21Client): Promise<void> => {
  assert.equal((await connection.fetch(SUPPLIERS)).status, 200);
};

const withEndpoint = (endpoint: "v2" | "v1-consumer_key" | "v1-appkey"): ReturnType<typeof prophet21Client> =>
  prophet21Client({
    auth: ({ consumerKey, user }) => ({
      kind: "consumer-key",
      key: consumerKey.key,
      username: user.username,
      endpoint,
    }),
  });

verifies("prophet21.token.v2-user", [prophet21Client({ auth: byPassword })], async (client) => {
  await isOk(client);
  const [call] = tokenCalls(client);
  assert.equal(new URL(call?.url ?? "").pathname, "/api/security/token/v2");
  assert.deepEqual(
    Object.keys((await call?.json()) as object)
      .map((name) => name.toLowerCase())
      .toSorted(),
    ["password", "username"],
  );
});

verifies("prophet21.token.v2-consumer", prophet21Clients, isOk);
verifies("prophet21.token.v2-consumer-username", [withEndpoint("v2")], isOk);
verifies("prophet21.token.v1-consumer-key", [withEndpoint("v1-consumer_key")], isOk);
verifies("prophet21.token.v1-appkey", [withEndpoint("v1-appkey")], isOk);

const byV1 = prophet21Client({
  auth: ({ user }) => ({ kind: "password", username: user.username, password: user.password, endpoint: "v1" }),
});

verifies("prophet21.token.v1-headers", [byV1], async (client) => {
  await isOk(client);
  const [call] = tokenCalls(client);
  assert.equal(call?.headers.get("username"), client.erp.prophet21.user.username);
});

verifies(
  "prophet21.token.lifetime-names",
  [
    prophet21Client({ auth: byPassword }),
    prophet21Client({ auth: byPassword, erp: { switches: { tokenShape: "unified" } } }),
  ],
  async ({ erp, connection }) => {
    const token = await connection.token();
    const leftMs = (token?.expiresAtMs ?? 0) - erp.clock.now();
    assert.ok(leftMs > 86_390_000 && leftMs <= 86_400_000, `${leftMs} ms left`);
  },
);

const anyXml = (["Token", "TokenResponse"] as const).map((xmlRoot) =>
  prophet21Client({ erp: { switches: { forceXml: true, xmlRoot } } }),
);

verifies("prophet21.token.xml-any-root", anyXml, isOk);
verifies(
  "prophet21.token.xml-unasked",
  [prophet21Client({ auth: byPassword, erp: { switches: { forceXml: true } } })],
  isOk,
);

verifies("prophet21.token.no-refresh", [prophet21Client({ auth: byPassword })], async (client) => {
  await isOk(client);
  client.erp.clock.advance({ hours: 25 });
  await isOk(client);
  const bodies = await Promise.all(tokenCalls(client).map((call) => call.text()));
  assert.equal(bodies.length, 2);
  assert.equal(bodies[0], bodies[1]);
});

verifies(
  "prophet21.token.one-for-all",
  [prophet21Client(), prophet21Client({ erp: { switches: { mintInvalidatesOldTokens: true } } })],
  async (client) => {
    await Promise.all(Array.from({ length: 50 }, () => isOk(client)));
    assert.equal(client.erp.tally.tokensMinted.prophet21, 1);
  },
);

verifies("prophet21.bearer.expired", [prophet21Client({ auth: byPassword })], async (client) => {
  await isOk(client);
  client.erp.fault({ system: "prophet21", kind: "token-revoked", next: 1 });
  await isOk(client);
  assert.equal(client.erp.tally.tokensMinted.prophet21, 2);
});

const unknownKey = prophet21Client({
  auth: () => ({ kind: "consumer-key", key: seeded("p21-key-nobody-registered") }),
});

verifies("prophet21.token.unknown-key-echo", [unknownKey], async ({ connection, logged }) => {
  const error = await failureOf(connection.get(SUPPLIERS));
  assert.equal(error.code, "P21_KEY_UNKNOWN");
  assert.ok(!(printedError(error) + printed(logged)).includes(seeded("p21-key-nobody-registered")), "the key got out");
});

verifies("prophet21.token.unknown-key-final", [unknownKey], async (client) => {
  const error = await failureOf(client.connection.get(SUPPLIERS));
  assert.equal(error.retryable, false);
  assert.equal(tokenCalls(client).length, 1);
});

verifies(
  "prophet21.token.bad-password",
  [
    prophet21Client({
      auth: ({ user }) => ({ kind: "password", username: user.username, password: seeded("p21-wrong") }),
    }),
  ],
  async ({ connection }) => {
    assert.equal((await failureOf(connection.get(SUPPLIERS))).code, "P21_CREDENTIALS_INVALID");
  },
);

verifies(
  "prophet21.scope.odata-list",
  [prophet21Client({ erp: { consumerKey: { scope: "/odata:price_page" } } })],
  async (client) => {
    assert.equal((await failureOf(client.connection.get(SUPPLIERS))).code, "P21_NOT_AUTHORIZED");
    assert.equal(tokenCalls(client).length, 1, "a new token has the same scope");
  },
);

verifies("prophet21.claims.never-expire", [prophet21Client()], async (client) => {
  await isOk(client);
  client.erp.clock.advance({ hours: 24 * 365 });
  await isOk(client);
  assert.equal(client.erp.tally.tokensMinted.prophet21, 1);
});

verifies("prophet21.server.accept-json", [prophet21Client(), prophet21Client({ auth: byPassword })], async (client) => {
  await isOk(client);
  assert.equal(client.sent.length, 2);
  for (const request of client.sent) assert.match(request.headers.get("accept") ?? "", /^application\/json/);
});

verifies("prophet21.odata.no-next-link", prophet21Clients, async ({ connection }) => {
  const ids: unknown[] = [];
  for await (const row of connection.odata("table/supplier", { select: ["supplier_id"], orderby: "supplier_id" }))
    ids.push(row["supplier_id"]);
  const all = await connection.get<{ "@odata.count": number }>("/odataservice/odata/table/supplier?$count=true&$top=0");
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(ids.length, all["@odata.count"]);
});

verifies("prophet21.odata.in-dropped", [prophet21Client()], async ({ connection, sent }) => {
  const read = async (): Promise<void> => {
    for await (const row of connection.odata("table/supplier", { filter: "supplier_id in (1,2)" }))
      assert.fail(`a row came: ${JSON.stringify(row)}`);
  };
  assert.equal((await failureOf(read())).code, "P21_ODATA_IN_DROPPED");
  assert.equal(sent.filter((request) => request.url.includes("odataservice")).length, 0);
});

verifies("prophet21.odata.no-error-is-login", [prophet21Client({ auth: byKey })], async (client) => {
  for (const path of ["no_such_table", "supplier?$select=no_such_column", "supplier?$filter=no_such_column eq 1"]) {
    const error = await failureOf(client.connection.get(`/odataservice/odata/table/${path}`));
    assert.equal(error.code, "P21_APPLICATION_ERROR", path);
  }
  assert.equal(tokenCalls(client).length, 1);
});

verifies("prophet21.token.renew-early", [prophet21Client({ auth: byPassword })], async ({ connection, erp }) => {
  const read = async (): Promise<number> => (await connection.fetch(SUPPLIERS)).status;
  assert.equal(await read(), 200);
  erp.clock.advance({ seconds: 86_400 - 60 });
  assert.equal(await read(), 200, "the token in hand is good for another minute");
  assert.ok(((await connection.token())?.expiresAtMs ?? 0) > erp.clock.now());
  assert.equal(erp.tally.tokensMinted.prophet21, 2, "and the next one has been fetched");
  erp.clock.advance({ seconds: 61 });
  assert.equal(await read(), 200);
  assert.ok(!erp.journal.some(({ status }) => status === 401));
});
