import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { consumerGrant, prophet21Emulator, TOKEN_V1, TOKEN_V2 } from "../profiles/prophet21-wire.ts";
import { claimsOf } from "../profiles/jwt.ts";
import { prophet21Wires } from "../profiles/prophet21-gateway.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const userHeaders = (user: { username: string; password: string }): Record<string, string> => ({ ...user });

verifies("prophet21.token.v2-user", [prophet21Emulator()], async (wire) => {
  const answer = await wire.askToken({ username: wire.user.username, password: wire.user.password });
  assert.equal(answer.status, 200);
  assert.equal(typeof answer.json()["AccessToken"], "string");
});

verifies("prophet21.token.v2-member-case", [prophet21Emulator()], async (wire) => {
  const answer = await wire.askToken({ UserName: wire.user.username, Password: wire.user.password });
  assert.equal(answer.status, 200);
});

verifies("prophet21.token.v2-consumer", prophet21Wires(), async (wire) => {
  const answer = await wire.askToken(consumerGrant(wire.key));
  assert.equal(answer.status, 200);
  assert.equal(answer.json()["TokenType"], "Bearer");
});

verifies("prophet21.token.v2-consumer-username", [prophet21Emulator()], async (wire) => {
  const answer = await wire.askToken(consumerGrant(wire.key, "nobody_of_this_name"));
  assert.equal(answer.status, 200);
  assert.equal(answer.json()["UserName"], "nobody_of_this_name");
});

verifies("prophet21.token.v2-merged", [prophet21Emulator()], async (wire) => {
  const { username, password } = wire.user;
  const answer = await wire.askToken({ username, password, ...consumerGrant(wire.key) });
  assert.equal(answer.status, 200);
  assert.equal(claimsOf(answer.json<{ AccessToken: string }>().AccessToken)["aud"], "/api");
});

verifies("prophet21.token.v1-headers", [prophet21Emulator()], async (wire) => {
  for (const body of [undefined, "{}"]) {
    const headers = { ...userHeaders(wire.user), "content-type": "application/json" };
    const answer = await wire.send(TOKEN_V1, { method: "POST", headers, ...(body === undefined ? {} : { body }) });
    assert.equal(answer.status, 200);
    assert.equal(typeof answer.json()["AccessToken"], "string");
  }
});

verifies("prophet21.token.v1-slash", [prophet21Emulator()], async (wire) => {
  const answer = await wire.send(`${TOKEN_V1}/`, { method: "POST", headers: userHeaders(wire.user) });
  assert.equal(answer.status, 200);
});

verifies("prophet21.token.v1-consumer-key", prophet21Wires(), async (wire) => {
  const headers = { consumer_key: wire.key, grant_type: "client_credentials", username: wire.user.username };
  const answer = await wire.send(TOKEN_V1, { method: "POST", headers });
  assert.equal(answer.status, 200);
  assert.equal(typeof answer.json()["AccessToken"], "string");
});

verifies("prophet21.token.v1-appkey", prophet21Wires(), async (wire) => {
  const alone = await wire.send(TOKEN_V1, { method: "POST", headers: { appkey: wire.key } });
  assert.equal(alone.status, 200);
  const named = await wire.send(TOKEN_V1, {
    method: "POST",
    headers: { appkey: wire.key, username: wire.user.username },
  });
  assert.equal(named.json()["UserName"], wire.user.username);
});

verifies("prophet21.token.v1-query", prophet21Wires(), async (wire) => {
  const { username, password } = wire.user;
  const answer = await wire.send(`${TOKEN_V1}/?${new URLSearchParams({ username, password }).toString()}`, {
    method: "POST",
  });
  assert.ok(answer.status >= 400, `answered ${answer.status}`);
  assert.doesNotMatch(answer.body, /eyJ/);
});

verifies("prophet21.token.request-scope", prophet21Wires(), async (wire) => {
  const usual = await wire.askToken(consumerGrant(wire.key));
  const wider = await wire.askToken({ ...consumerGrant(wire.key), Scope: "/api;/uiserver0;/data" });
  assert.equal(wider.status, 200);
  assert.equal(wider.json()["Scope"], usual.json()["Scope"]);
});

verifies("prophet21.token.v2-headers-only", [prophet21Emulator()], async (wire) => {
  const answer = await wire.send(TOKEN_V2, { method: "POST", headers: userHeaders(wire.user) });
  assert.ok(answer.status >= 400, `answered ${answer.status}`);
  assert.match(answer.body, /NullReferenceException|Object reference not set/);
});

verifies("prophet21.token.bad-password", [prophet21Emulator()], async (wire) => {
  const answer = await wire.askToken({ username: wire.user.username, password: seeded("p21-wrong-password") });
  assert.equal(answer.status, 401);
  assert.doesNotMatch(answer.body, /eyJ/);
});

verifies("prophet21.token.unknown-key", prophet21Wires(), async (wire) => {
  const answer = await wire.askToken(consumerGrant(seeded("p21-key-nobody-registered")));
  assert.equal(answer.status, 500);
  const { ErrorMessage, ErrorType } = answer.json();
  assert.deepEqual(
    { ErrorMessage, ErrorType },
    { ErrorMessage: "Unable to generate client token.", ErrorType: "P21.Business.Common.TokenException" },
  );
});

verifies(
  "prophet21.key.tenant",
  [prophet21Emulator({ consumerKey: { key: seeded("p21-key-of-another-tenant") } })],
  async (wire) => {
    assert.equal((await wire.askToken(consumerGrant(seeded("p21-consumer-key")))).status, 500);
  },
);

verifies("prophet21.token.wrong-path", [prophet21Emulator()], async (wire) => {
  for (const path of ["/oauth/token", "/connect/token", "/api/token", "/api/security/token/v3"]) {
    const answer = await wire.send(path, { method: "POST", body: JSON.stringify(consumerGrant(wire.key)) });
    assert.equal(answer.status, 404, path);
  }
});

verifies("prophet21.token.no-refresh", [prophet21Emulator()], async (wire) => {
  const answer = await wire.send("/api/security/token/refresh", { method: "POST", body: "{}" });
  assert.equal(answer.status, 404);
});
