import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { generateKeyPairSync, sign } from "node:crypto";
import { connect } from "@erpgate/client";
import { seeded } from "../../tools/seeded-secrets.ts";
import { entraWireWith, KINETIC_SCOPE, numbersOf } from "../profiles/entra.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const ISSUER = "https://issuer.example.com";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keys = { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "RS256" }] };
const pod = { name: "pod", federated: [{ issuer: ISSUER, subject: "system:serviceaccount:erp:reader" }] };

function assertion(subject: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, sub: subject, aud: "api://AzureADTokenExchange", iat: now, exp: now + 600 };
  const text = [{ alg: "RS256", kid: "one" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

verifies(
  "entra.federated.exact",
  [entraWireWith({ apps: [pod], federatedIssuers: [{ issuer: ISSUER, keys }] })],
  async ({ post, proof }) => {
    const ask = (subject: string) =>
      post({
        grant_type: "client_credentials",
        scope: KINETIC_SCOPE,
        ...proof("pod"),
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion(subject),
      });
    assert.equal((await ask("system:serviceaccount:erp:reader")).status, 200);
    assert.deepEqual(numbersOf(await ask("system:serviceaccount:erp:Reader")), [700_213]);
  },
);

verifies("entra.managed.machine", async () => {
  const asked: IncomingMessage[] = [];
  const metadata = createServer((request, response) => {
    asked.push(request);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: seeded("machine"), expires_in: "3599", token_type: "Bearer" }));
  });
  await new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = metadata.address() as AddressInfo;
    const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: `http://127.0.0.1:${String(port)}` };
    const auth = { kind: "entra", flow: "managed-identity", resource: KINETIC_SCOPE, host: "vm" } as const;
    const options = { system: "kinetic", url: "https://erp.example.com/ERP", apiVersion: "v1", auth } as const;
    await using kinetic = connect(options, { env, now: () => 0 });
    const held = await kinetic.token();
    assert.deepEqual([held?.token, held?.expiresAtMs], [seeded("machine"), 3_599_000]);
    const [request] = asked;
    assert.equal(request?.headers["metadata"], "true");
    const url = new URL(request.url ?? "", "http://metadata");
    assert.equal(url.pathname, "/metadata/identity/oauth2/token");
    assert.equal(url.searchParams.get("resource"), "api://epicor-kinetic");
  } finally {
    metadata.closeAllConnections();
    metadata.close();
  }
});
