import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import type { EntraClientCredentialsAuth } from "../../src/index.ts";
import { makeCertificate, withoutOpenssl } from "./certificates.ts";
import { SCOPE, startOidcServer, TENANT } from "./oidc-server.ts";
import type { OidcServer } from "./oidc-server.ts";

const application = {
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
  scope: SCOPE,
};

const openTo = (server: OidcServer, auth: Partial<EntraClientCredentialsAuth>) =>
  connect({
    system: "kinetic",
    url: "http://127.0.0.1:9/ERP",
    company: "EPIC06",
    auth: {
      kind: "entra",
      flow: "client-credentials",
      tenant: TENANT,
      authority: server.authority,
      resource: "api://kinetic",
      ...auth,
    },
  });

describe("an application signs in at a certified server", { skip: withoutOpenssl }, () => {
  for (const how of ["post", "basic"] as const) {
    it(`with its secret by ${how}, of characters that forms and headers encode differently`, async () => {
      const secret = `${seeded("secret")} :%+&=~`;
      const method = how === "post" ? "client_secret_post" : "client_secret_basic";
      const client = {
        ...application,
        client_id: "app:1",
        client_secret: secret,
        token_endpoint_auth_method: method,
      } as const;
      await using server = await startOidcServer([client]);
      await using kinetic = openTo(server, { clientId: "app:1", clientSecret: secret, clientAuthentication: how });
      const token = await kinetic.token();
      assert.match(token?.token ?? "", /^[\w-]{20,}/);
      assert.ok(token?.expiresAtMs !== undefined);
      const [seen] = server.seen;
      assert.equal(seen?.form.get("scope"), SCOPE);
      assert.equal(seen?.form.has("client_secret"), how === "post");
    });
  }

  for (const [signature, header] of [
    ["PS256", "x5t#S256"],
    ["RS256", "x5t"],
  ] as const) {
    it(`with a certificate: ${signature} and ${header}, for the token endpoint`, async () => {
      const { pem, jwk, digests } = makeCertificate("CN=app-2");
      const client = {
        ...application,
        client_id: "app-2",
        token_endpoint_auth_method: "private_key_jwt",
        token_endpoint_auth_signing_alg: signature,
        jwks: { keys: [jwk] },
      } as const;
      await using server = await startOidcServer([client], {
        enabledJWA: { clientAuthSigningAlgValues: ["PS256", "RS256"] },
      });
      const certificate = { type: "PEMKEY_BLOB", value: pem, signature } as const;
      await using kinetic = openTo(server, { clientId: "app-2", certificate });
      assert.match((await kinetic.token())?.token ?? "", /^[\w-]{20,}/);
      const [head, payload] = (server.seen[0]?.form.get("client_assertion") ?? "").split(".").slice(0, 2).map(decoded);
      assert.deepEqual(head, { alg: signature, typ: "JWT", [header]: digests[header] });
      assert.equal(payload?.["aud"], `${server.authority}/${TENANT}/oauth2/v2.0/token`);
      assert.equal(payload?.["iss"], "app-2");
      assert.equal(payload?.["sub"], "app-2");
    });
  }

  it("with a federated token, which is fetched anew for each exchange", async () => {
    const { sign, jwk } = makeCertificate("CN=pod");
    const client = {
      ...application,
      client_id: "pod",
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "RS256",
      jwks: { keys: [jwk] },
    } as const;
    await using server = await startOidcServer([client]);
    let count = 0;
    const federated = (): Promise<string> => {
      count += 1;
      const now = Math.floor(Date.now() / 1000);
      const aud = `${server.authority}/${TENANT}/oauth2/v2.0/token`;
      return Promise.resolve(sign({ iss: "pod", sub: "pod", aud, iat: now, exp: now + 60, jti: String(count) }));
    };
    await using kinetic = openTo(server, { clientId: "pod", federated });
    const first = await kinetic.token();
    kinetic.refused(await kinetic.headers());
    const second = await kinetic.token();
    assert.notEqual(first?.token, second?.token);
    assert.equal(count, 2);
  });

  it("a wrong secret is the client's refusal, without the secret", async () => {
    const client = {
      ...application,
      client_id: "app",
      client_secret: "right",
      token_endpoint_auth_method: "client_secret_post",
    } as const;
    await using server = await startOidcServer([client]);
    await using kinetic = openTo(server, { clientId: "app", clientSecret: seeded("wrong") });
    await assert.rejects(kinetic.token(), (error) => {
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "TOKEN_CLIENT_REFUSED");
      assert.ok(!JSON.stringify([error.message, error.response, error.request]).includes("sEEd"));
      return true;
    });
  });
});

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8") || "{}") as Record<string, unknown>;
}
