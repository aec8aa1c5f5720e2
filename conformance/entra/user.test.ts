import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { seeded } from "../../tools/seeded-secrets.ts";
import { claimsIn, entraWire, entraWireWith, KINETIC_SCOPE, numbersOf } from "../profiles/entra.ts";
import type { EntraReply, EntraWire } from "../profiles/entra.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const DESKTOP = "http://localhost";
const WEB = "http://localhost:33333";
const VERIFIER = "a-verifier-of-at-least-forty-three-characters-000";
const challenge = createHash("sha256").update(VERIFIER).digest("base64url");
const withPkce = { code_challenge: challenge, code_challenge_method: "S256" };

const redeem = (
  { post, proof }: EntraWire,
  app: string,
  members: Readonly<Record<string, string>>,
): Promise<EntraReply> => post({ grant_type: "authorization_code", ...proof(app), scope: KINETIC_SCOPE, ...members });

const desk = {
  name: "desk",
  redirectUris: { desktop: [DESKTOP] },
  secrets: [{ value: seeded("desk-secret") }],
  permissions: [{ app: "kinetic", scopes: ["user_impersonation"] }],
};

verifies("entra.application.public-secret", [entraWireWith({ apps: [desk] })], async (wire) => {
  const reply = await redeem(wire, "desk", {
    code: wire.code("desk", { redirect_uri: DESKTOP }),
    redirect_uri: DESKTOP,
  });
  assert.deepEqual(numbersOf(reply), [700_025]);
});

verifies("entra.application.web-secret", [entraWire], async (wire) => {
  const code = wire.code("integration", { redirect_uri: WEB });
  const { client_id: id = "" } = wire.proof("integration");
  const form = { grant_type: "authorization_code", client_id: id, code, redirect_uri: WEB, scope: KINETIC_SCOPE };
  assert.deepEqual(numbersOf(await wire.post(form)), [7_000_218]);
});

verifies("entra.redirect.port", [entraWire], (wire) => {
  assert.notEqual(wire.code("integration", { redirect_uri: "http://localhost:50123/auth/callback" }), "");
  assert.throws(() => wire.code("integration", { redirect_uri: "http://localhost/Auth/Callback" }), /AADSTS50011/);
});

verifies("entra.code.once", [entraWire], async (wire) => {
  const members = { code: wire.code("integration", { redirect_uri: WEB }), redirect_uri: WEB };
  assert.equal((await redeem(wire, "integration", members)).status, 200);
  assert.deepEqual(numbersOf(await redeem(wire, "integration", members)), [54_005]);
});

verifies("entra.code.verifier", [entraWire], async (wire) => {
  const asked = { redirect_uri: WEB, ...withPkce };
  const wrong = { code: wire.code("integration", asked), redirect_uri: WEB, code_verifier: `${VERIFIER}x` };
  assert.deepEqual(numbersOf(await redeem(wire, "integration", wrong)), [501_481]);
  const right = { code: wire.code("integration", asked), redirect_uri: WEB, code_verifier: VERIFIER };
  assert.equal((await redeem(wire, "integration", right)).status, 200);
});

verifies("entra.code.offline", [entraWire], async (wire) => {
  for (const [scope, names] of [
    [`openid ${KINETIC_SCOPE}`, ["id_token"]],
    [`offline_access ${KINETIC_SCOPE}`, ["refresh_token"]],
  ] as const) {
    const code = wire.code("integration", { redirect_uri: WEB, scope });
    const { members } = await redeem(wire, "integration", { code, redirect_uri: WEB, scope });
    assert.deepEqual(
      ["id_token", "refresh_token"].filter((name) => members[name] !== undefined),
      names,
    );
  }
});

const startDevice = ({ post, proof }: EntraWire): Promise<EntraReply> =>
  post({ ...proof("desktop"), scope: KINETIC_SCOPE }, { path: "oauth2/v2.0/devicecode" });

verifies("entra.device.answer", [entraWire], async (wire) => {
  const { members } = await startDevice(wire);
  for (const name of ["device_code", "user_code", "verification_uri", "expires_in", "interval", "message"])
    assert.ok(members[name] !== undefined, name);
  assert.equal(members["verification_uri_complete"], undefined);
});

verifies("entra.device.pending", [entraWire], async (wire) => {
  const { members } = await startDevice(wire);
  const { device_code: code, user_code: shown } = members as Record<string, string>;
  const form = {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: code ?? "",
    ...wire.proof("desktop"),
  };
  assert.equal((await wire.post(form)).members["error"], "authorization_pending");
  wire.erp.entra.declineDevice(shown ?? "");
  assert.equal((await wire.post(form)).members["error"], "authorization_declined");
});

verifies("entra.on-behalf.audience", [entraWire], async (wire) => {
  const userToken = async (scope: string): Promise<string> => {
    const asked = { redirect_uri: "http://localhost/signin", scope };
    const { members } = await redeem(wire, "portal", { ...asked, code: wire.code("portal", asked) });
    return String(members["access_token"]);
  };
  const ask = (assertion: string): Promise<EntraReply> =>
    wire.post({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      requested_token_use: "on_behalf_of",
      scope: KINETIC_SCOPE,
      assertion,
      ...wire.proof("portal"),
    });
  assert.equal((await ask(await userToken("api://portal/.default"))).status, 200);
  assert.match(JSON.stringify(numbersOf(await ask(await userToken(KINETIC_SCOPE)))), /^\[50013\d?\]$/);
});

verifies("entra.refresh.rotation", [entraWire], async (wire) => {
  const code = wire.code("integration", { redirect_uri: WEB });
  const scope = `offline_access ${KINETIC_SCOPE}`;
  const first = (await redeem(wire, "integration", { code, redirect_uri: WEB, scope })).members["refresh_token"];
  const refresh = (token: unknown): Promise<EntraReply> =>
    wire.post({ grant_type: "refresh_token", refresh_token: String(token), scope, ...wire.proof("integration") });
  const second = (await refresh(first)).members["refresh_token"];
  assert.notEqual(second, first);
  const again = await refresh(first);
  assert.equal(again.status, 200, "the old one is still good");
  assert.equal(claimsIn(again.members["access_token"])["upn"], wire.erp.entra.user.username);
});
