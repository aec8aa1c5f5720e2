import assert from "node:assert/strict";
import { seeded } from "../../tools/seeded-secrets.ts";
import { kineticWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import { claimsOf, headOf } from "../profiles/jwt.ts";
import type { Answer, Sent } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const V1 = "/api/v1/Erp.BO.CustomerSvc/Customers?$top=1";
const v2 = ({ company }: KineticWire): string => `/api/v2/odata/${company}/Erp.BO.CustomerSvc/Customers?$top=1`;

interface TokenAnswer extends Readonly<Record<string, unknown>> {
  readonly AccessToken: string;
}

const NO_LOGIN = { authorization: undefined, "x-api-key": undefined } as const;

/** A token call as Epicor's own library makes it; what is given wins. */
function ask(wire: KineticWire, headers: Sent["headers"] = {}, path = "/TokenResource.svc/"): Promise<Answer> {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  return wire.send(path, { method: "POST", headers: { ...NO_LOGIN, ...form, ...wire.user, ...headers } });
}

async function bearer(wire: KineticWire): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${(await ask(wire)).json<TokenAnswer>().AccessToken}` };
}

verifies("kinetic.token.request", kineticWires(), async (wire) => {
  assert.equal((await ask(wire)).status, 200);
});

verifies("kinetic.token.slash", [kineticEmulator()], async (wire) => {
  const answer = await ask(wire, {}, "/TokenResource.svc");
  assert.ok([301, 302, 307, 308].includes(answer.status), `answered ${answer.status}`);
  assert.ok(answer.headers.get("location")?.endsWith("/TokenResource.svc/"));
});

verifies("kinetic.token.json", kineticWires(), async (wire) => {
  const answer = (await ask(wire)).json<TokenAnswer>();
  assert.deepEqual(Object.keys(answer).toSorted(), ["AccessToken", "ExpiresIn", "RefreshToken", "TokenType"]);
  assert.equal(answer["TokenType"], "Bearer");
  assert.equal(answer["ExpiresIn"], 3600);
});

verifies("kinetic.token.xml", kineticWires(), async (wire) => {
  for (const accept of [undefined, "*/*"]) {
    const answer = await ask(wire, { accept });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /^(<\?xml[^>]*\?>\s*)?<(\w+:)?Token\b/);
    assert.match(answer.body, /<(\w+:)?AccessToken>eyJ/);
  }
});

verifies("kinetic.token.header-case", kineticWires(), async (wire) => {
  const { username, password } = wire.user;
  assert.equal((await ask(wire, { username: undefined, userName: username, password })).status, 200);
});

verifies("kinetic.token.unneeded-key", kineticWires(), async (wire) => {
  assert.equal((await ask(wire, { "x-api-key": wire.apiKey })).status, 200);
  assert.equal((await ask(wire, { "x-api-key": "notakey" })).status, 200);
});

verifies("kinetic.token.form", kineticWires(), async (wire) => {
  const { username, password } = wire.user;
  const body = new URLSearchParams({ grant_type: "password", username, password }).toString();
  const headers = { ...NO_LOGIN, "content-type": "application/x-www-form-urlencoded" };
  const answer = await wire.send("/TokenResource.svc/", { method: "POST", headers, body });
  assert.equal(answer.status, 200);
});

verifies("kinetic.token.lifetime", [kineticEmulator({ switches: { tokenLifetimeSeconds: 120 } })], async (wire) => {
  const answer = (await ask(wire)).json<TokenAnswer>();
  assert.equal(answer["ExpiresIn"], 120);
  const { iat, exp } = claimsOf(answer.AccessToken);
  assert.equal(Number(exp) - Number(iat), 120);
});

verifies("kinetic.token.claims", [kineticEmulator()], async (wire) => {
  const { AccessToken } = (await ask(wire)).json<TokenAnswer>();
  assert.deepEqual(headOf(AccessToken), { alg: "HS256", typ: "JWT" });
  const { exp, iat, ...rest } = claimsOf(AccessToken);
  assert.deepEqual(rest, { iss: "epicor", aud: "epicor", username: wire.user.username });
  for (const time of [exp, iat]) assert.match(time as string, /^\d{10}$/);
});

verifies("kinetic.token.bearer", kineticWires(), async (wire) => {
  const headers = await bearer(wire);
  assert.equal((await wire.send(v2(wire), { headers })).status, 200);
  assert.equal((await wire.send(V1, { headers: { ...headers, "x-api-key": undefined } })).status, 200);
});

verifies("kinetic.token.bearer-needs-key", [kineticEmulator()], async (wire) => {
  const headers = { ...(await bearer(wire)), "x-api-key": undefined };
  assert.equal((await wire.send(v2(wire), { headers })).status, 401);
});

verifies("kinetic.token.expired", [kineticEmulator()], async (wire) => {
  const headers = await bearer(wire);
  wire.erp.clock.advance({ minutes: 59 });
  assert.equal((await wire.send(v2(wire), { headers })).status, 200);
  wire.erp.clock.advance({ seconds: 61 });
  assert.equal((await wire.send(v2(wire), { headers })).status, 401);
});

verifies("kinetic.token.malformed", kineticWires(), async (wire) => {
  const { authorization } = await bearer(wire);
  for (const bent of ["Bearer not-a-token", `${authorization.slice(0, -4)}AAAA`]) {
    assert.equal((await wire.send(v2(wire), { headers: { authorization: bent } })).status, 401);
  }
});

verifies("kinetic.token.wrong-password", kineticWires(), async (wire) => {
  const answer = await ask(wire, { password: seeded("kinetic-wrong-password") });
  assert.equal(answer.status, 401);
  assert.doesNotMatch(answer.body, /eyJ/);
});

verifies("kinetic.token.disabled", [kineticEmulator({ switches: { tokenAuthEnabled: false } })], async (wire) => {
  const answer = await ask(wire);
  assert.ok(answer.status >= 400, `answered ${answer.status}`);
  assert.equal((await wire.send(v2(wire))).status, 200);
});

verifies("kinetic.token.check", [kineticEmulator()], async (wire) => {
  const path = `/api/v2/odata/${wire.company}/Ice.LIB.TokenServiceSvc/IsTokenAuthenticationEnabled`;
  const answer = await wire.send(path, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  assert.equal(answer.json()["returnObj"], true);
});
