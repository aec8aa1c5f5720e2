import assert from "node:assert/strict";
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from "@azure/msal-node";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { startEmulator, type RunningEmulator } from "../../src/index.ts";
import { claimsOf } from "../fixture.ts";
import { msalConfiguration } from "./msal-client.ts";

const KINETIC = ["api://epicor-kinetic/.default"];

function confidential(emulator: RunningEmulator, name: string): ConfidentialClientApplication {
  const { clientId, secret = "" } = emulator.entra.app(name);
  return new ConfidentialClientApplication(msalConfiguration(emulator, { clientId, clientSecret: secret }));
}

test("@azure/msal-node: client secret, over real TLS", async () => {
  await using emulator = await startEmulator({ tls: true });
  const answer = await confidential(emulator, "integration").acquireTokenByClientCredential({ scopes: KINETIC });
  assert.deepEqual(claimsOf(answer?.accessToken)["roles"], ["Kinetic.Access"]);
  const { clientId } = emulator.entra.app("integration");
  const wrong = new ConfidentialClientApplication(msalConfiguration(emulator, { clientId, clientSecret: "no" }));
  await assert.rejects(wrong.acquireTokenByClientCredential({ scopes: KINETIC }), /AADSTS7000215/);
});

test("@azure/msal-node: certificate, with the thumbprint of today and with the one of before", async () => {
  await using emulator = await startEmulator({ tls: true });
  const { clientId } = emulator.entra.app("integration");
  const { certificate, privateKey } = emulator.entra.certificate();
  const { fingerprint256, fingerprint } = new X509Certificate(certificate);
  for (const named of [{ thumbprintSha256: fingerprint256 }, { thumbprint: fingerprint }]) {
    const bare = Object.fromEntries(Object.entries(named).map(([name, text]) => [name, text.replaceAll(":", "")]));
    const clientCertificate = { ...bare, privateKey };
    const client = new ConfidentialClientApplication(msalConfiguration(emulator, { clientId, clientCertificate }));
    const answer = await client.acquireTokenByClientCredential({ scopes: KINETIC });
    assert.equal(claimsOf(answer?.accessToken)["appidacr"], "2");
  }
});

test("@azure/msal-node: code with PKCE, the token from its cache, and a refresh", async () => {
  await using emulator = await startEmulator({ tls: true });
  const client = confidential(emulator, "portal");
  const redirectUri = "http://localhost:3000/signin";
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const scopes = ["api://portal/access_as_user"];
  const url = await client.getAuthCodeUrl({
    scopes,
    redirectUri,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
  });
  const { parameters } = emulator.entra.signIn(url, "clerk@example.com");
  const answer = await client.acquireTokenByCode({
    scopes,
    redirectUri,
    codeVerifier: verifier,
    code: parameters["code"] ?? "",
  });
  assert.equal(answer.account?.username, "clerk@example.com");
  const { account } = answer;
  assert.ok(account !== null);
  const minted = emulator.tally.tokensMinted.entra;
  assert.equal((await client.acquireTokenSilent({ scopes, account })).fromCache, true);
  assert.equal(emulator.tally.tokensMinted.entra, minted);
  const refreshed = await client.acquireTokenSilent({ scopes, account, forceRefresh: true });
  assert.equal(refreshed.fromCache, false);
  assert.notEqual(refreshed.accessToken, answer.accessToken);
});

test("@azure/msal-node: on behalf of the user, and a challenge that goes back to where it came from", async () => {
  await using emulator = await startEmulator({
    tls: true,
    entra: { policies: [{ users: ["clerk@example.com"], apps: ["kinetic"], requires: "no-access" }] },
  });
  const client = confidential(emulator, "portal");
  const redirectUri = "http://localhost/signin";
  const scopes = ["api://portal/access_as_user"];
  const url = await client.getAuthCodeUrl({ scopes, redirectUri });
  const tokenOf = async (username: string): Promise<string> => {
    const code = emulator.entra.signIn(url, username).parameters["code"] ?? "";
    return (await client.acquireTokenByCode({ scopes, redirectUri, code })).accessToken;
  };
  const oboAssertion = await tokenOf("integration@example.com");
  const answer = await client.acquireTokenOnBehalfOf({ oboAssertion, scopes: KINETIC });
  assert.equal(claimsOf(answer?.accessToken)["upn"], "integration@example.com");
  const blocked = { oboAssertion: await tokenOf("clerk@example.com"), scopes: KINETIC };
  await assert.rejects(client.acquireTokenOnBehalfOf(blocked), {
    name: "InteractionRequiredAuthError",
    subError: "message_only",
  });
});

test("@azure/msal-node: device code", async () => {
  await using emulator = await startEmulator({ tls: true, entra: { deviceIntervalSeconds: 1 } });
  const { clientId } = emulator.entra.app("desktop");
  const client = new PublicClientApplication(msalConfiguration(emulator, { clientId }));
  const answer = await client.acquireTokenByDeviceCode({
    scopes: KINETIC,
    deviceCodeCallback: ({ userCode }) => emulator.entra.approveDevice(userCode),
  });
  assert.equal(claimsOf(answer?.accessToken)["upn"], "integration@example.com");
});
