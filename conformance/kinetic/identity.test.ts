import assert from "node:assert/strict";
import { connect, readConnectionString } from "@erpgate/client";
import type { KineticConnection } from "@erpgate/client";
import { createEmulator } from "@erpgate/emulator";
import type { Emulator } from "@erpgate/emulator";
import { seeded } from "../../tools/seeded-secrets.ts";
import { recorder } from "../profiles/recorder.ts";
import { verifier } from "../verifies.ts";
import type { Profile } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const NOW_MS = Date.UTC(2026, 10, 21);

interface SignedIn {
  readonly connection: KineticConnection;
  readonly sent: readonly Request[];
}

/** The client in front of an Epicor Identity Provider that answers these members, and of a Kinetic that lets everything in. */
function identityProvider(members: Readonly<Record<string, unknown>>): Profile<SignedIn> {
  const answer = (request: Request): Promise<Response> =>
    Promise.resolve(Response.json(new URL(request.url).host === "login.epicor.com" ? members : { value: [] }));
  const open = (): Promise<SignedIn & AsyncDisposable> => {
    const { sent, fetch } = recorder(answer);
    const connection = connect(
      {
        system: "kinetic",
        url: "https://tenant.epicorsaas.com/SaaS123",
        company: "EPIC06",
        apiKey: seeded("kinetic-api-key"),
        auth: { kind: "epicor-idp", clientId: "erpgate-tests", clientSecret: seeded("idp-client-secret") },
      },
      { fetch, now: () => NOW_MS, sleep: () => Promise.resolve() },
    );
    return Promise.resolve({ connection, sent, [Symbol.asyncDispose]: () => connection.close() });
  };
  return { name: "client", open };
}

const usual = identityProvider({ access_token: "a.b.c", token_type: "Bearer", expires_in: 1800 });

verifies("kinetic.idp.request", [usual], async ({ connection, sent }) => {
  await connection.token();
  const [request] = sent;
  assert.equal(request?.method, "POST");
  assert.equal(request.url, "https://login.epicor.com/connect/token");
  assert.match(request.headers.get("content-type") ?? "", /^application\/x-www-form-urlencoded/);
  const form = new URLSearchParams(await request.text());
  assert.equal(form.get("grant_type"), "client_credentials");
  assert.equal(form.get("scope"), "epicor_erp");
});

verifies("kinetic.idp.answer", [usual], async ({ connection }) => {
  assert.equal((await connection.token())?.expiresAtMs, NOW_MS + 1_800_000);
});

verifies(
  "kinetic.idp.answer",
  [identityProvider({ access_token: "a.b.c", token_type: "Bearer" })],
  async ({ connection }) => {
    assert.equal((await connection.token())?.expiresAtMs, NOW_MS + 3_600_000);
  },
);

verifies("kinetic.idp.with-key", [usual], async ({ connection, sent }) => {
  await connection.fetch("Erp.BO.CustomerSvc/Customers");
  const last = sent.at(-1);
  assert.equal(last?.headers.get("authorization"), "Bearer a.b.c");
  assert.equal(last.headers.get("x-api-key"), seeded("kinetic-api-key"));
});

/** The client in front of the emulated identity provider, as one of its users; what it posted there is kept. */
const idpUser: Profile<{
  readonly erp: Emulator;
  readonly kinetic: KineticConnection;
  readonly asked: URLSearchParams[];
}> = {
  name: "client",
  open: () => {
    const erp = createEmulator({ kinetic: { switches: { idp: "on" } } });
    const { epicorIdp, kinetic: emulated } = erp;
    const asked: URLSearchParams[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      if (!request.url.startsWith(epicorIdp.url)) return emulated.fetch(request);
      asked.push(new URLSearchParams(await request.clone().text()));
      return epicorIdp.fetch(request);
    };
    const { clientId, secret } = epicorIdp.client;
    const [user] = epicorIdp.users;
    assert.ok(user);
    const { username, password } = user;
    const tokenUrl = `${epicorIdp.url}/connect/token`;
    const auth = { kind: "epicor-idp", tokenUrl, clientId, clientSecret: secret, username, password } as const;
    const { url, company, apiKey } = emulated;
    const options = { system: "kinetic", url, company, apiKey, auth } as const;
    const kinetic = connect(options, { fetch, now: () => erp.clock.now(), random: () => 0 });
    return Promise.resolve({ erp, kinetic, asked, [Symbol.asyncDispose]: () => kinetic.close() });
  },
};

verifies("kinetic.idp.user", [idpUser], async ({ kinetic, asked }) => {
  assert.equal((await kinetic.fetch("Erp.BO.CustomerSvc/Customers?$top=1")).status, 200);
  const [form] = asked;
  assert.deepEqual([form?.get("grant_type"), form?.get("scope")], ["password", "openid email epicor_erp"]);
});

verifies("kinetic.idp.refresh", [idpUser], async ({ erp, kinetic, asked }) => {
  for (let hour = 0; hour < 3; hour += 1) {
    assert.equal((await kinetic.fetch("Erp.BO.CustomerSvc/Customers?$top=1")).status, 200);
    erp.clock.advance({ hours: 1 });
  }
  const [, first, second] = asked.map((form) => form.get("refresh_token"));
  assert.notEqual(first, second);
  const again = Object.fromEntries(asked[1] ?? []);
  const body = new URLSearchParams(again);
  const url = `${erp.epicorIdp.url}/connect/token`;
  assert.equal((await erp.epicorIdp.fetch(new Request(url, { method: "POST", body }))).status, 400);
});

verifies("kinetic.entra.code-flow", async () => {
  const erp = createEmulator();
  const { entra, kinetic } = erp;
  const { clientId, secret = "" } = entra.app("integration");
  const properties =
    `Url=${kinetic.url};AuthScheme=AzureADOpenID;InitiateOAuth=GETANDREFRESH;AzureTenant=${entra.tenant.id};` +
    `OAuthAuthority=${entra.url};OAuthClientId=${clientId};OAuthClientSecret=${secret};Scope=api://epicor-kinetic/.default`;
  const { options } = readConnectionString(properties);
  assert.ok(options.auth.kind === "entra" && options.auth.flow === "authorization-code");
  assert.equal(options.auth.redirectUri, "http://localhost:33333");
  const seen: string[] = [];
  const openBrowser = async (address: string): Promise<void> => {
    const { redirectUri, parameters } = entra.signIn(address);
    seen.push(redirectUri);
    await fetch(redirectUri, { method: "POST", body: new URLSearchParams(parameters) });
  };
  const route = (request: Request): Promise<Response> =>
    request.url.startsWith(entra.url) ? entra.fetch(request) : kinetic.fetch(request);
  await using connection = connect({ ...options, auth: { ...options.auth, openBrowser } }, { fetch: route });
  assert.equal((await connection.fetch("Erp.BO.CustomerSvc/Customers?$top=1")).status, 200);
  // Where that port is taken the login goes on at another: Entra does not compare the ports of localhost.
  assert.match(seen[0] ?? "", /^http:\/\/localhost:\d+\/?$/);
});
