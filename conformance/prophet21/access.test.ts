import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { claimsOf } from "../profiles/jwt.ts";
import { prophet21Gateway, prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { consumerGrant, prophet21Emulator } from "../profiles/prophet21-wire.ts";
import type { Prophet21Wire } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SUPPLIERS = "/odataservice/odata/table/supplier?$top=1";
const PRICE_PAGES = "/odataservice/odata/table/price_page?$top=1";
const PING = "/api/entity/customers/ping";
const NOT_AUTHORIZED = "You are not authorized to access API. Please contact administrator to get access.";

const scoped = (scope: string): ReturnType<typeof prophet21Emulator> => prophet21Emulator({ consumerKey: { scope } });
const scopedEverywhere = (scope: string): readonly ReturnType<typeof prophet21Emulator>[] => [
  scoped(scope),
  prophet21Gateway(undefined, { prophet21Scope: scope }),
];

async function statusOf(
  wire: Prophet21Wire,
  path: string,
  members?: Readonly<Record<string, string>>,
): Promise<number> {
  return (await wire.send(path, { headers: await wire.bearer(members) })).status;
}

async function refusedText(
  wire: Prophet21Wire,
  path: string,
  members?: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await wire.send(path, { headers: await wire.bearer(members) });
  assert.equal(answer.status, 401);
  assert.ok(answer.body.includes(NOT_AUTHORIZED), "the refusal's text");
}

const BEARER_MISSING = {
  Description: "Authorization header was not present or 'Bearer' was missing.",
  Error: "invalid_request",
  Uri: "",
};

verifies("prophet21.bearer.missing", [prophet21Emulator()], async (wire) => {
  for (const headers of [{}, { authorization: "Token abc" }]) {
    const answer = await wire.send(SUPPLIERS, { headers });
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.json(), BEARER_MISSING);
  }
});

// The gateway's members of RFC 9457 stand beside Prophet 21's own.
verifies("prophet21.bearer.missing", prophet21Wires(), async (wire) => {
  const answer = await wire.send(SUPPLIERS);
  assert.equal(answer.status, 401);
  const { Description, Error, Uri } = answer.json();
  assert.deepEqual({ Description, Error, Uri }, BEARER_MISSING);
});

verifies("prophet21.bearer.scheme-case", [prophet21Emulator()], async (wire) => {
  const { authorization } = await wire.bearer();
  for (const bent of [authorization.replace("Bearer", "bearer"), authorization.replace("Bearer ", "Bearer")]) {
    assert.equal((await wire.send(SUPPLIERS, { headers: { authorization: bent } })).status, 401);
  }
});

verifies("prophet21.bearer.invalid", prophet21Wires(), async (wire) => {
  const { authorization } = await wire.bearer();
  const headers = { authorization: `${authorization.slice(0, -4)}AAAA` };
  assert.equal((await wire.send(SUPPLIERS, { headers })).status, 401);
  const xml = await wire.send(SUPPLIERS, { headers: { ...headers, accept: "application/xml" } });
  assert.equal(xml.status, 401);
  assert.match(xml.body, /<(\w+:)?TokenError\b/);
});

verifies("prophet21.bearer.expired", [prophet21Emulator({ switches: { tokenLifetimeSeconds: 60 } })], async (wire) => {
  const headers = await wire.bearer({ username: wire.user.username, password: wire.user.password });
  assert.equal((await wire.send(SUPPLIERS, { headers })).status, 200);
  wire.erp.clock.advance({ seconds: 61 });
  assert.equal((await wire.send(SUPPLIERS, { headers })).status, 401);
});

verifies("prophet21.scope.odata-list", scopedEverywhere("/odata:supplier"), async (wire) => {
  assert.equal(await statusOf(wire, SUPPLIERS), 200);
  await refusedText(wire, PRICE_PAGES);
});

verifies("prophet21.scope.bare-odata", [scoped("/odata")], async (wire) => {
  await refusedText(wire, SUPPLIERS);
});

verifies("prophet21.scope.api-odata", [scoped("/api")], async (wire) => {
  assert.equal(await statusOf(wire, SUPPLIERS), 200);
});

verifies("prophet21.scope.api-rest", scopedEverywhere("/api"), async (wire) => {
  assert.equal(await statusOf(wire, PING), 200);
  assert.equal(await statusOf(wire, "/api/ui/router/v1/?urlType=external"), 200);
});

verifies("prophet21.scope.rest-denied", scopedEverywhere("/odata:supplier"), async (wire) => {
  assert.equal(await statusOf(wire, PING), 401);
});

verifies("prophet21.scope.catalogue-open", scopedEverywhere("/odata:supplier"), async (wire) => {
  assert.equal(await statusOf(wire, "/odataservice/odata/table/"), 200);
  assert.equal(await statusOf(wire, "/odataservice/odata/table/$metadata"), 200);
  await refusedText(wire, PRICE_PAGES);
});

const plainUser = { username: "plain", password: seeded("p21-plain-user") };
const withUser = (rights: {
  allowOdataApiService?: boolean;
  dataservicePermission?: readonly string[];
}): ReturnType<typeof prophet21Emulator> => prophet21Emulator({ users: [{ ...plainUser, ...rights }] });

verifies("prophet21.permission.odata-service", [withUser({ dataservicePermission: ["*"] })], async (wire) => {
  await refusedText(wire, SUPPLIERS, plainUser);
});

verifies(
  "prophet21.permission.role-table",
  [withUser({ allowOdataApiService: true, dataservicePermission: ["supplier"] })],
  async (wire) => {
    assert.equal(await statusOf(wire, SUPPLIERS, plainUser), 200);
    await refusedText(wire, PRICE_PAGES, plainUser);
  },
);

verifies("prophet21.permission.key-exempt", [withUser({})], async (wire) => {
  assert.equal(await statusOf(wire, SUPPLIERS, consumerGrant(wire.key)), 200);
  assert.equal(await statusOf(wire, SUPPLIERS, consumerGrant(wire.key, plainUser.username)), 200);
});

verifies(
  "prophet21.permission.same-text",
  [prophet21Emulator({ users: [plainUser], consumerKey: { scope: "/odata:price_page" } })],
  async (wire) => {
    const tokens = [await wire.bearer(plainUser), await wire.bearer()];
    const answers = await Promise.all(tokens.map((headers) => wire.send(SUPPLIERS, { headers })));
    assert.equal(answers[0]?.status, 401);
    assert.equal(answers[0]?.body, answers[1]?.body);
    const audiences = tokens.map(({ authorization }) => claimsOf(authorization)["aud"]);
    assert.deepEqual(audiences, ["", "/odata:price_page"]);
  },
);

// The emulator shows the danger: the key alone, and the token is an administrator's.
verifies("prophet21.key.any-user", [prophet21Emulator()], async (wire) => {
  const { authorization } = await wire.bearer(consumerGrant(wire.key, "admin"));
  assert.equal(claimsOf(authorization)["sub"], "admin");
});

verifies("prophet21.key.any-user", [prophet21Gateway()], async (wire) => {
  const refused = await wire.askToken(consumerGrant(wire.key, "admin"));
  assert.ok(refused.status >= 400, `answered ${refused.status}`);
  assert.ok(!("AccessToken" in refused.json()));
  for (const username of [undefined, wire.user.username]) {
    assert.equal(await statusOf(wire, SUPPLIERS, consumerGrant(wire.key, username)), 200);
  }
  const reads = wire.erp.journal.filter((entry) => entry.path === SUPPLIERS).map((entry) => entry.principal);
  assert.equal(reads.length, 2);
  for (const principal of reads) assert.match(principal ?? "", /\bapi_user$/);
});
