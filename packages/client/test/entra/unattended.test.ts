import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createEmulator, startEmulator, type RunningEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { managedIdentity } from "../../src/entra/managed/managed-identity.ts";
import type { EntraAuth } from "../../src/entra/index.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import type { KineticConnection, KineticOptions } from "../../src/index.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { startErpServer } from "../erp-server.ts";
import { startConnectProxy } from "../http/way/connect-proxy.ts";

const ISSUER = "https://token.actions.example.com";
const SUBJECT = "repo:example/erp:ref:refs/heads/main";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: "jwk" }), kid: "issuer-1", use: "sig", alg: "RS256" };

/** What Kubernetes or GitHub would say of the program. */
function assertion(subject = SUBJECT): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, sub: subject, aud: "api://AzureADTokenExchange", iat: now, nbf: now, exp: now + 600 };
  const text = [{ alg: "RS256", typ: "JWT", kid: "issuer-1" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

const user = { username: "integration", password: seeded("unattended-user") };
/** A site that maps two applications to a user: one that another issuer vouches for, and the seeded one. */
const site = {
  kinetic: {
    user,
    azureAd: { apps: { pod: user.username, integration: user.username } },
    switches: { entraAppOnly: "accept" },
  },
  entra: {
    apps: [
      {
        name: "pod",
        federated: [{ issuer: ISSUER, subject: SUBJECT }],
        permissions: [{ app: "kinetic", roles: ["Kinetic.Access"] }],
      },
    ],
    federatedIssuers: [{ issuer: ISSUER, keys: { keys: [jwk] } }],
  },
} as const;

const folder = mkdtempSync(join(tmpdir(), "erpgate-unattended-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function read(kinetic: KineticConnection): Promise<number> {
  const { value } = await kinetic.get<{ value: unknown[] }>("Erp.BO.CustomerSvc/Customers?$top=2");
  return value.length;
}

describe("a program that nobody sits at reads Kinetic", () => {
  let erp: RunningEmulator;
  before(async () => (erp = await startEmulator(site)));
  after(() => erp.close());

  const open = (auth: KineticOptions["auth"], env: Record<string, string> = {}): KineticConnection => {
    const { url, company, apiKey } = erp.kinetic;
    return connect({ system: "kinetic", url, company, apiKey, auth }, { env });
  };
  const federatedBy = (federated: object): EntraAuth =>
    ({
      kind: "entra",
      flow: "client-credentials",
      authority: erp.entra.url,
      tenant: erp.entra.tenant.id,
      clientId: erp.entra.app("pod").clientId,
      scopes: [erp.entra.app("kinetic").scope ?? ""],
      federated,
    }) as EntraAuth;

  it("by a federated token in a file, which is read again for each exchange", async () => {
    const file = join(folder, "token");
    writeFileSync(file, `${assertion()}\n`);
    await using kinetic = open(federatedBy({ from: "file", file }));
    assert.equal(await read(kinetic), 2);
    writeFileSync(file, assertion("repo:example/other"));
    kinetic.refused(await kinetic.headers());
    await assert.rejects(kinetic.token(), (error) => {
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "TOKEN_CLIENT_REFUSED");
      assert.match(error.message, /700213/);
      return true;
    });
  });

  it("in a pod of Kubernetes", async () => {
    const file = join(folder, "pod-token");
    writeFileSync(file, assertion());
    await using kinetic = open(federatedBy({ from: "kubernetes" }), { AZURE_FEDERATED_TOKEN_FILE: file });
    assert.equal(await read(kinetic), 2);
  });

  it("in a job of GitHub Actions, which is asked for each exchange", async () => {
    await using github = await startErpServer((seen, response) => {
      const isAsked = seen.headers.authorization === `Bearer ${seeded("actions")}`;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(isAsked ? { value: assertion() } : {}));
    });
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: seeded("actions"),
    };
    await using kinetic = open(federatedBy({ from: "github" }), env);
    assert.equal(await read(kinetic), 2);
    kinetic.refused(await kinetic.headers());
    assert.equal(await read(kinetic), 2);
    const asked = github.seen.map(({ url }) => url);
    const once = "/idtoken?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange";
    assert.deepEqual(asked, [once, once]);
  });

  /** A token of the machine's identity: that of the seeded application, as Azure would have it. */
  const machineToken = async (): Promise<object> => {
    const { clientId, secret = "" } = erp.entra.app("integration");
    const scope = erp.entra.app("kinetic").scope ?? "";
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: secret, scope };
    const answer = await fetch(`${erp.entra.authority}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    const { access_token: token, expires_in: life } = (await answer.json()) as Record<string, unknown>;
    return { access_token: token, expires_in: String(life), token_type: "Bearer" };
  };
  const startAzure = (isLetIn: (headers: Record<string, unknown>) => boolean, elsewise: Record<string, string> = {}) =>
    startErpServer((seen, response) => {
      const isFine = isLetIn(seen.headers);
      response.writeHead(isFine ? 200 : 401, { "content-type": "application/json", ...(isFine ? {} : elsewise) });
      void (isFine ? machineToken() : Promise.resolve({})).then((body) => response.end(JSON.stringify(body)));
    });
  const identity = { kind: "entra", flow: "managed-identity", resource: "api://epicor-kinetic" } as const;

  it("on a virtual machine, by its identity", async () => {
    await using imds = await startAzure(({ metadata }) => metadata === "true");
    await using kinetic = open({ ...identity, host: "vm" }, { AZURE_POD_IDENTITY_AUTHORITY_HOST: imds.url });
    assert.equal(await read(kinetic), 2);
  });

  it("in an app service, by its identity", async () => {
    const header = seeded("identity-header");
    await using service = await startAzure((headers) => headers["x-identity-header"] === header);
    const env = { IDENTITY_ENDPOINT: `${service.url}/MSI/token`, IDENTITY_HEADER: header };
    await using kinetic = open(identity, env);
    assert.equal(await read(kinetic), 2);
  });

  it("on a machine with Azure Arc, by its identity", async () => {
    const [key, file] = [seeded("arc-key"), join(folder, "agent.key")];
    writeFileSync(file, key);
    const challenge = { "www-authenticate": `Basic realm=${file}` };
    await using agent = await startAzure(({ authorization }) => authorization === `Basic ${key}`, challenge);
    const env = { IDENTITY_ENDPOINT: `${agent.url}/metadata/identity/oauth2/token`, IMDS_ENDPOINT: agent.url };
    // The agent's key lies in a folder of the system's, which a test does not write to: so the strategy is handed another.
    const world = {
      open: (): never => assert.fail("a proxy could see it"),
      runtime: systemRuntime(),
      timeoutMs: 5000,
      env,
    };
    const obtain = managedIdentity(identity, world, { platform: "linux", keyFolder: folder });
    const token = async (): Promise<string> => (await obtain(new AbortController().signal)).token;
    await using kinetic = open({ kind: "bearer", token });
    assert.equal(await read(kinetic), 2);
  });
});

describe("another cloud than the public one", () => {
  const hosts = { "us-government": "login.microsoftonline.us", china: "login.partner.microsoftonline.cn" } as const;
  for (const cloud of ["us-government", "china"] as const)
    it(`${cloud}: the token comes from ${hosts[cloud]} and from nowhere else, and Kinetic is read`, async () => {
      const erp = createEmulator(site);
      const asked: string[] = [];
      const fetch = (request: Request): Promise<Response> => {
        const url = new URL(request.url);
        if (url.origin === new URL(erp.kinetic.url).origin) return erp.kinetic.fetch(request);
        asked.push(url.origin + url.pathname);
        return erp.entra.fetch(new Request(new URL(url.pathname + url.search, erp.entra.url), request));
      };
      const { clientId, secret = "" } = erp.entra.app("integration");
      const { url, company, apiKey } = erp.kinetic;
      const auth = {
        kind: "entra",
        flow: "client-credentials",
        cloud,
        tenant: erp.entra.tenant.id,
        clientId,
        clientSecret: secret,
        scopes: [erp.entra.app("kinetic").scope ?? ""],
      } as const;
      await using kinetic = connect(
        { system: "kinetic", url, company, apiKey, auth, allowInsecureHttp: true },
        { fetch },
      );
      assert.equal(await read(kinetic), 2);
      assert.deepEqual(asked, [`https://${hosts[cloud]}/${erp.entra.tenant.id}/oauth2/v2.0/token`]);
    });
});

describe("a private authority and a proxy", () => {
  it("stand before Entra as before Kinetic: each is asked through the tunnel, and nothing can be read on the way", async () => {
    await using erp = await startEmulator({ ...site, tls: true });
    await using proxy = await startConnectProxy({ login: `gate:${seeded("proxy")}` });
    const { url, company, apiKey } = erp.kinetic;
    const { clientId, secret = "" } = erp.entra.app("integration");
    const auth = {
      kind: "entra",
      flow: "client-credentials",
      authority: erp.entra.url,
      tenant: erp.entra.tenant.id,
      clientId,
      clientSecret: secret,
      scopes: [erp.entra.app("kinetic").scope ?? ""],
    } as const;
    const options = {
      system: "kinetic",
      url,
      company,
      apiKey,
      auth,
      proxy: { url: proxy.url, username: "gate", password: seeded("proxy") },
    } as const;
    await using kinetic = connect({ ...options, tls: { ca: erp.tls?.ca ?? "" } });
    assert.equal(await read(kinetic), 2);
    assert.deepEqual(proxy.asked, [new URL(erp.entra.url).host, new URL(url).host]);
    assert.ok(!proxy.seen().includes("grant_type"));

    await using distrustful = connect(options);
    await assert.rejects(read(distrustful), { code: "TLS_CA_UNTRUSTED" });
  });
});
