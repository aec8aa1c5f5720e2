import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { checkConnectionOptions } from "../../src/index.ts";

const app = { kind: "entra", tenant: "contoso.com", clientId: "app", resource: "api://kinetic" };
const cc = { ...app, flow: "client-credentials", clientSecret: seeded("secret") };
const pem = { type: "PEMKEY_FILE", value: "/etc/app.pem" };
const { clientSecret: _secret, ...bare } = cc;

function faults(auth: object): string[] {
  const found: string[] = [];
  const options = { system: "kinetic", url: "https://erp.example.com/ERP", company: "EPIC06", auth };
  checkConnectionOptions(options, (path, message, fix) => void found.push(`${path.join(".")}: ${message}. ${fix}`));
  assert.ok(!found.join("\n").includes("sEEd"), "a fault repeats a secret");
  return found;
}

describe("Entra options that are fine", () => {
  const fine: readonly [string, object][] = [
    ["a secret", cc],
    ["a secret by Basic", { ...cc, clientAuthentication: "basic", cloud: "china" }],
    ["a certificate", { ...bare, certificate: pem }],
    [
      "an old signature",
      { ...bare, certificate: { ...pem, type: "PFXFILE", password: seeded("pw"), signature: "RS256" } },
    ],
    ["a token file", { ...bare, federated: { from: "file", file: "/var/run/token" } }],
    [
      "a pod, which knows the rest",
      { kind: "entra", flow: "client-credentials", resource: "x", federated: { from: "kubernetes" } },
    ],
    [
      "a public client's refresh token",
      { ...app, flow: "refresh-token", refreshToken: seeded("rt"), tenant: undefined },
    ],
    [
      "a code",
      { ...app, flow: "refresh-token", redeem: { code: seeded("code"), redirectUri: "http://localhost:33333" } },
    ],
    ["on behalf of whoever calls a gateway", { ...cc, flow: "on-behalf-of" }],
    ["on behalf of", { ...cc, flow: "on-behalf-of", assertion: seeded("assertion") }],
    ["scopes", { ...cc, resource: undefined, scopes: ["api://kinetic/user_impersonation"] }],
  ];
  for (const [name, auth] of fine) it(name, () => assert.deepEqual(faults(auth), []));
});

describe("Entra options that are not", () => {
  const wrong: readonly [object, RegExp][] = [
    [{ ...cc, flow: undefined }, /^auth\.flow: is missing/],
    [{ ...cc, flow: "client-credential" }, /^auth\.flow: must be one of .*Did you mean "client-credentials"/],
    [{ ...cc, tenantId: "x" }, /^auth\.tenantId: .*Did you mean "tenant"/],
    [{ ...cc, tenant: "common" }, /^auth\.tenant: names no tenant/],
    [{ ...cc, tenant: undefined }, /^auth\.tenant: is missing/],
    [{ ...cc, tenant: "contoso/evil" }, /^auth\.tenant: is neither/],
    [{ ...cc, authority: "http://login.example.com" }, /^auth\.authority: is plain http/],
    [{ ...cc, authority: "https://x.example.com", cloud: "global" }, /^auth\.authority: is given beside cloud/],
    [{ ...cc, resource: undefined }, /^auth\.resource: is missing/],
    [{ ...cc, scopes: ["a"] }, /^auth\.scopes: is given beside resource/],
    [{ ...cc, resource: undefined, scopes: ["a b"] }, /^auth\.scopes: must be a list/],
    [bare, /^auth\.clientSecret: is missing/],
    [{ ...cc, certificate: pem }, /^auth\.certificate: is given beside clientSecret/],
    [{ ...bare, certificate: { ...pem, type: "JKSFILE" } }, /^auth\.certificate\.type: names a Java key store/],
    [
      { ...bare, certificate: { ...pem, type: "user" } },
      /^auth\.certificate\.type: names a certificate store of Windows/,
    ],
    [{ ...bare, certificate: { ...pem, type: "PEM" } }, /^auth\.certificate\.type: must be one of/],
    [{ ...bare, certificate: { type: "PFXBLOB" } }, /^auth\.certificate\.value: is missing/],
    [
      { ...bare, certificate: { ...pem, type: "PFXFILE", sendChain: true } },
      /^auth\.certificate\.sendChain: cannot be had/,
    ],
    [{ ...bare, federated: { from: "pod" } }, /^auth\.federated\.from: must be one of/],
    [{ ...bare, federated: { from: "file" } }, /^auth\.federated\.file: is missing/],
    [
      { ...bare, clientId: { id: "x" }, federated: { from: "kubernetes" } },
      /^auth\.clientId: must be a text that is not empty/,
    ],
    [{ ...cc, flow: "on-behalf-of", assertion: 1 }, /^auth\.assertion: must be a text or a function/],
    [{ ...cc, claims: "eyJh" }, /^auth\.claims: is not a JSON object/],
    [{ ...bare, clientAuthentication: "basic", certificate: pem }, /^auth\.clientAuthentication: says how a secret/],
  ];
  for (const [auth, expected] of wrong) {
    it(String(expected), () => {
      const found = faults(auth);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", expected);
    });
  }
});
