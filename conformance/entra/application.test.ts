import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import type { EntraAuth } from "@erpgate/client";
import { createEmulator } from "@erpgate/emulator";
import { seeded } from "../../tools/seeded-secrets.ts";
import { claimsIn, entraWire, KINETIC_SCOPE, numbersOf } from "../profiles/entra.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const FOR_ITSELF = { grant_type: "client_credentials", scope: KINETIC_SCOPE };

/** The client, before the emulated Entra at whatever address it asks; what it asked is kept. */
async function asked(auth: Partial<EntraAuth>): Promise<{ request: Request; form: URLSearchParams }> {
  const { entra } = createEmulator();
  const requests: Request[] = [];
  const fetch = (request: Request): Promise<Response> => {
    requests.push(request.clone());
    const { pathname, search } = new URL(request.url);
    return entra.fetch(new Request(entra.url + pathname + search, request));
  };
  const { clientId, secret = "" } = entra.app("integration");
  const proof = "certificate" in auth ? {} : { clientSecret: secret };
  const shared = { kind: "entra", flow: "client-credentials", tenant: entra.tenant.id, clientId, ...proof } as const;
  const login = { ...shared, scopes: [KINETIC_SCOPE], ...auth } as EntraAuth;
  const options = { system: "kinetic", url: "https://erp.example.com/ERP", apiVersion: "v1", auth: login } as const;
  await using kinetic = connect(options, { fetch });
  await kinetic.token();
  const [request] = requests;
  assert.ok(request);
  return { request, form: new URLSearchParams(await request.text()) };
}

verifies("entra.endpoint.v2-token", [entraWire], async ({ post, proof }) => {
  const { status, members } = await post({ ...FOR_ITSELF, ...proof("integration") });
  assert.equal(status, 200);
  assert.deepEqual([members["token_type"], typeof members["expires_in"]], ["Bearer", "number"]);
});

verifies("entra.endpoint.v2-token", async () => {
  const { request } = await asked({});
  const { tenant } = createEmulator().entra;
  assert.equal(request.url, `https://login.microsoftonline.com/${tenant.id}/oauth2/v2.0/token`);
  assert.match(request.headers.get("content-type") ?? "", /^application\/x-www-form-urlencoded/);
});

verifies("entra.endpoint.v1-token", [entraWire], async ({ post, proof }) => {
  const form = { grant_type: "client_credentials", resource: "api://epicor-kinetic", ...proof("integration") };
  const { status, members } = await post(form, { path: "oauth2/token" });
  assert.deepEqual([status, typeof members["expires_in"]], [200, "string"]);
});

verifies("entra.endpoint.clouds", async () => {
  const hosts = { "us-government": "login.microsoftonline.us", china: "login.partner.microsoftonline.cn" } as const;
  for (const [cloud, host] of Object.entries(hosts) as ["us-government" | "china", string][])
    assert.equal(new URL((await asked({ cloud })).request.url).host, host);
});

verifies("entra.endpoint.tenant-needed", [entraWire], async ({ post, proof }) => {
  const reply = await post({ ...FOR_ITSELF, ...proof("integration") }, { tenant: "common" });
  assert.match(JSON.stringify(numbersOf(reply)), /50059|9001023/);
});

verifies("entra.application.secret", [entraWire], async ({ post, proof }) => {
  const { client_id: id = "", client_secret: secret = "" } = proof("integration");
  const pair = [id, secret].map(encodeURIComponent).join(":");
  const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  for (const reply of [
    await post({ ...FOR_ITSELF, ...proof("integration") }),
    await post(FOR_ITSELF, { headers: { authorization } }),
  ])
    assert.deepEqual([reply.status, reply.members["refresh_token"]], [200, undefined]);
});

verifies("entra.application.wrong-secret", [entraWire], async ({ post, proof }) => {
  const reply = await post({ ...FOR_ITSELF, ...proof("integration"), client_secret: seeded("wrong-entra-secret") });
  assert.deepEqual([reply.members["error"], numbersOf(reply)], ["invalid_client", [7_000_215]]);
});

verifies("entra.application.assertion", async () => {
  const { url: authority, ...entra } = createEmulator().entra;
  const { certificate, privateKey } = entra.certificate();
  const ids = new Set<unknown>();
  for (const signature of ["PS256", "RS256"] as const) {
    const { form, request } = await asked({
      authority,
      certificate: { type: "PEMKEY_BLOB", value: privateKey + certificate, signature },
    });
    const assertion = form.get("client_assertion") ?? "";
    const header = JSON.parse(Buffer.from(assertion.split(".")[0] ?? "", "base64url").toString()) as object;
    assert.deepEqual(Object.keys(header).toSorted(), ["alg", "typ", signature === "PS256" ? "x5t#S256" : "x5t"]);
    const { aud, jti } = claimsIn(assertion);
    assert.equal(aud, request.url);
    ids.add(jti);
  }
  assert.equal(ids.size, 2);
});

verifies("entra.token.version", [entraWire], async ({ post, proof }) => {
  for (const [scope, version] of [
    [KINETIC_SCOPE, "1.0"],
    ["api://portal/.default", "2.0"],
  ] as const) {
    const { members } = await post({ ...FOR_ITSELF, ...proof("integration"), scope });
    assert.equal(claimsIn(members["access_token"])["ver"], version);
  }
});

verifies("entra.token.audience", [entraWire], async ({ erp, post, proof }) => {
  const aud = async (scope: string): Promise<unknown> =>
    claimsIn((await post({ ...FOR_ITSELF, ...proof("integration"), scope })).members["access_token"])["aud"];
  assert.equal(await aud(KINETIC_SCOPE), "api://epicor-kinetic");
  assert.equal(await aud("api://portal/.default"), erp.entra.app("portal").clientId);
});

verifies("entra.token.app-only", [entraWire], async ({ post, proof }) => {
  const { members } = await post({ ...FOR_ITSELF, ...proof("integration") });
  const { roles, scp, upn } = claimsIn(members["access_token"]);
  assert.deepEqual([roles, scp, upn], [["Kinetic.Access"], undefined, undefined]);
});

verifies("entra.error.body", [entraWire], async ({ post }) => {
  const { members } = await post({ grant_type: "client_credentials", client_id: "x" });
  const names = ["error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id"];
  for (const name of names) assert.ok(members[name] !== undefined, name);
  const [first] = members["error_codes"] as number[];
  assert.ok(String(members["error_description"]).startsWith(`AADSTS${String(first)}:`));
});
