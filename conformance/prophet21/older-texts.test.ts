import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { failureOf } from "../profiles/failure-of.ts";
import { prophet21Client } from "../profiles/prophet21-client.ts";
import { consumerGrant, prophet21Emulator } from "../profiles/prophet21-wire.ts";
import { verifier } from "../verifies.ts";

// What older texts say and later evidence contradicts. The emulator plays either side, and the client reads both.
const verifies = verifier(import.meta.filename);

const SUPPLIERS = "/odataservice/odata/table/supplier?$top=1";
const key = seeded("p21-key-nobody-registered");
const unknown401 = { unknownKey: 401 } as const;
const scope403 = { consumerKey: { scope: "/odata:price_page" }, switches: { scopeDenied: 403 } } as const;
const plain = { username: "plain", password: seeded("p21-plain-user") };
const permission403 = { users: [plain], switches: { permissionDenied: 403 } } as const;

verifies("prophet21.token.unknown-key-401", [prophet21Emulator({ switches: unknown401 })], async (wire) => {
  const answer = await wire.askToken(consumerGrant(key));
  assert.equal(answer.status, 401);
  assert.ok(!answer.body.includes(key));
});

const withUnknownKey = prophet21Client({
  auth: () => ({ kind: "consumer-key", key }),
  erp: { switches: unknown401 },
});

verifies("prophet21.token.unknown-key-401", [withUnknownKey], async ({ connection, erp }) => {
  const error = await failureOf(connection.get(SUPPLIERS));
  assert.match(error.code, /^P21_(KEY_UNKNOWN|CREDENTIALS_INVALID)$/);
  assert.equal(error.retryable, false);
  assert.equal(erp.journal.length, 1, "it is not asked again");
});

verifies("prophet21.scope.denied-403", [prophet21Emulator(scope403)], async (wire) => {
  assert.equal((await wire.send(SUPPLIERS, { headers: await wire.bearer() })).status, 403);
});

verifies("prophet21.scope.denied-403", [prophet21Client({ erp: scope403 })], async ({ connection, erp }) => {
  assert.equal((await failureOf(connection.get(SUPPLIERS))).code, "P21_NOT_AUTHORIZED");
  assert.equal(erp.tally.tokensMinted.prophet21, 1, "a new token has the same scope");
});

verifies("prophet21.permission.denied-403", [prophet21Emulator(permission403)], async (wire) => {
  assert.equal((await wire.send(SUPPLIERS, { headers: await wire.bearer(plain) })).status, 403);
});

const asPlain = prophet21Client({ auth: () => ({ kind: "password", ...plain }), erp: permission403 });

verifies("prophet21.permission.denied-403", [asPlain], async ({ connection, erp }) => {
  assert.equal((await failureOf(connection.get(SUPPLIERS))).code, "P21_NOT_AUTHORIZED");
  assert.equal(erp.tally.tokensMinted.prophet21, 1);
});
