import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { managedIdentity } from "../../src/entra/managed/managed-identity.ts";
import type { EntraManagedIdentityAuth } from "../../src/index.ts";
import { ErpgateError } from "../../src/index.ts";
import { systemRuntime } from "../../src/runtime.ts";
import type { Seen } from "../erp-server.ts";
import { firstSeen, startErpServer } from "../erp-server.ts";

const auth: EntraManagedIdentityAuth = { kind: "entra", flow: "managed-identity", resource: "api://kinetic" };
const TOKEN = seeded("managed");
const HEADER = seeded("identity-header");
const never = new AbortController().signal;
const keyFolder = mkdtempSync(join(tmpdir(), "arc-"));
after(() => rmSync(keyFolder, { recursive: true }));

function obtain(env: Record<string, string>, more: object = {}, slept: number[] = []) {
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  const open = (): never => {
    throw new Error("the connection's own way, proxies and all, was used");
  };
  const world = { open, runtime: systemRuntime({ sleep }), timeoutMs: 1000, env };
  return managedIdentity({ ...auth, ...more }, world, { platform: "linux", keyFolder })(never);
}

const answered = (
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
};

describe("a managed identity", () => {
  it("of a virtual machine: IMDS, with the header that no redirected request carries; numbers as texts", async () => {
    await using imds = await startErpServer((_seen, response) =>
      answered(response, 200, { access_token: TOKEN, expires_in: "3599", expires_on: "1", token_type: "Bearer" }),
    );
    const granted = await obtain({ AZURE_POD_IDENTITY_AUTHORITY_HOST: imds.url }, { clientId: "mine" });
    assert.equal(granted.token, TOKEN);
    assert.equal(granted.lifetimeSeconds, 3599);
    const seen = firstSeen(imds);
    const query = new URL(seen.url, imds.url).searchParams;
    assert.equal(seen.headers["metadata"], "true");
    assert.equal(query.get("api-version"), "2018-02-01");
    assert.equal(query.get("resource"), "api://kinetic");
    assert.equal(query.get("client_id"), "mine");
  });

  it("of an app service: its own header, version and name of a resource id; the end alone is stated", async () => {
    await using service = await startErpServer((_seen, response) =>
      answered(response, 200, { access_token: TOKEN, expires_on: "2000000000" }),
    );
    const env = { IDENTITY_ENDPOINT: `${service.url}/MSI/token`, IDENTITY_HEADER: HEADER };
    const granted = await obtain(env, { resourceId: "/subscriptions/x", resource: "api://kinetic/.default" });
    assert.equal(granted.expiresAtMs, 2_000_000_000_000);
    const seen = firstSeen(service);
    assert.match(seen.url, /^\/MSI\/token\?api-version=2019-08-01&resource=api%3A%2F%2Fkinetic&mi_res_id=/);
    assert.equal(seen.headers["x-identity-header"], HEADER);
    assert.equal(seen.headers["metadata"], undefined);
  });

  const arc = (keyFile: string) => (seen: Seen, response: ServerResponse) => {
    if (seen.headers.authorization === `Basic ${HEADER}`)
      answered(response, 200, { access_token: TOKEN, expires_in: "86400" });
    else answered(response, 401, {}, { "www-authenticate": `Basic realm=${keyFile}` });
  };

  it("of Azure Arc: proves that it may read the agent's key file", async () => {
    const file = join(keyFolder, "one.key");
    writeFileSync(file, `${HEADER}\n`);
    await using agent = await startErpServer(arc(file));
    const env = {
      IDENTITY_ENDPOINT: `${agent.url}/metadata/identity/oauth2/token`,
      IMDS_ENDPOINT: "http://127.0.0.1:1",
    };
    assert.equal((await obtain(env)).token, TOKEN);
    assert.equal(agent.seen.length, 2);
    assert.match(agent.seen[0]?.url ?? "", /api-version=2020-06-01/);
  });

  it("of Azure Arc reads no other file, and none that is too long", async () => {
    writeFileSync(join(keyFolder, "long.key"), "x".repeat(4097));
    const files = [
      "/etc/shadow.key",
      join(keyFolder, "..", "x.key"),
      join(keyFolder, "key.txt"),
      join(keyFolder, "long.key"),
    ];
    for (const file of [...files, join(keyFolder, "absent.key")]) {
      await using agent = await startErpServer(arc(file));
      const env = { IDENTITY_ENDPOINT: agent.url, IMDS_ENDPOINT: agent.url };
      await assert.rejects(obtain(env), { code: "TOKEN_IDENTITY_UNAVAILABLE" }, file);
      assert.equal(agent.seen.length, 1);
    }
  });

  it("is asked for again after 404, 429 and 5xx at growing intervals, and after 410 for 70 s", async () => {
    const statuses = [404, 429, 500, 503, 410, 410];
    await using imds = await startErpServer((_seen, response) => {
      const status = statuses.shift() ?? 200;
      answered(response, status, status === 200 ? { access_token: TOKEN, expires_in: "60" } : {});
    });
    const slept: number[] = [];
    await obtain({ AZURE_POD_IDENTITY_AUTHORITY_HOST: imds.url }, {}, slept);
    assert.deepEqual(slept, [0, 2000, 6000, 14_000, 10_000, 10_000]);
  });

  it("that is not there is no fault that passes, and says so", async () => {
    await using imds = await startErpServer((_seen, response) =>
      answered(response, 400, { error: "invalid_request", error_description: `Identity not found ${HEADER}` }),
    );
    const slept: number[] = [];
    const env = { IDENTITY_ENDPOINT: imds.url, IDENTITY_HEADER: HEADER };
    await assert.rejects(obtain(env, {}, slept), (error) => {
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "TOKEN_IDENTITY_UNAVAILABLE");
      assert.match(error.message, /Identity not found/);
      assert.ok(!error.message.includes("sEEd"));
      return true;
    });
    assert.equal(slept.length, 0);
    await assert.rejects(obtain({ AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:9" }), /nobody answers/);
    await assert.rejects(obtain({ IDENTITY_ENDPOINT: "x", IDENTITY_SERVER_THUMBPRINT: "y" }), /Service Fabric/);
    await assert.rejects(obtain({}, { host: "app-service" }), /are not set/);
  });
});
