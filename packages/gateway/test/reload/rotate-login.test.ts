import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { type Configuration, checkGatewayConfig, ReloadError } from "../../src/index.ts";
import { loadSqlite } from "../../src/store/sqlite-module.ts";
import { startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SECRETS = {
  password: seeded("rotated-password"),
  apiKey: seeded("rotated-api-key"),
  nextApiKey: seeded("rotated-next-api-key"),
  key: seeded("rotated-key"),
  nextKey: seeded("rotated-next-key"),
  wrong: seeded("rotated-wrong"),
};
const CUSTOMERS = "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";
const SUPPLIERS = "/p21/odataservice/odata/table/supplier?$top=1";

let erp: RunningEmulator;
before(async () => {
  erp = await startEmulator({
    kinetic: {
      user: { username: "svc", password: SECRETS.password },
      apiKey: SECRETS.apiKey,
      apiKeys: [{ key: SECRETS.nextApiKey }],
      lockAfterFailures: 2,
    },
    prophet21: {
      consumerKey: { key: SECRETS.key, scope: "/odata:supplier" },
      consumers: [{ name: "next", key: SECRETS.nextKey, scope: "/odata:supplier" }],
    },
  });
});
after(() => erp.close());

interface Logins {
  readonly kind?: "basic" | "token-resource";
  readonly password?: string;
  readonly apiKey?: string;
  readonly key?: string;
}

function connectionsWith(logins: Logins): Configuration["connections"] {
  const { kind = "token-resource", password = SECRETS.password, apiKey = SECRETS.apiKey, key = SECRETS.key } = logins;
  return {
    kinetic: {
      system: "kinetic",
      url: erp.kinetic.url,
      company: "EPIC06",
      apiKey,
      auth: { kind, username: "svc", password },
    },
    p21: { system: "prophet21", url: erp.prophet21.url, auth: { kind: "consumer-key", key } },
  };
}

function configured(running: TestGateway, connections: Configuration["connections"]): Configuration {
  const given = { listen: { port: 0 }, admin: { port: 0 }, store: `${running.folder}/erpgate.db` };
  return { config: checkGatewayConfig(given, assert.fail), connections };
}

/** What the emulator answered while `work` ran, as `POST path status`. */
async function asked(work: () => Promise<unknown>): Promise<readonly string[]> {
  const from = erp.journal.at(-1)?.seq ?? 0;
  await work();
  return erp.journal
    .filter(({ seq }) => seq > from)
    .map(({ method, path, status }) => `${method} ${path.split("?")[0] ?? ""} ${status}`);
}

interface Rotating {
  readonly running: TestGateway;
  reload(logins: Logins): Promise<unknown>;
  statuses(): Promise<readonly number[]>;
  readiness(): Promise<{ readonly status: string; readonly newLogins?: Readonly<Record<string, string>> }>;
}

async function startRotating(logins: Logins = {}, nowMs: () => number = Date.now): Promise<Rotating & AsyncDisposable> {
  const running = await startTestGateway(connectionsWith(logins), {}, { runtime: { now: nowMs } });
  const consumer = await running.register("app", {
    kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc" },
    p21: { scope: "/odata:supplier" },
  });
  const statusOf = async (path: string): Promise<number> => {
    const answer = await fetch(running.url + path, { headers: { authorization: `Bearer ${consumer}` } });
    await answer.arrayBuffer();
    return answer.status;
  };
  return {
    running,
    reload: (next) => running.gateway.reload(configured(running, connectionsWith(next))),
    statuses: () => Promise.all([CUSTOMERS, SUPPLIERS].map(statusOf)),
    async readiness() {
      return (await (await fetch(`${running.gateway.adminUrl}/readyz`)).json()) as Awaited<
        ReturnType<Rotating["readiness"]>
      >;
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function forgetTokens(location: string): void {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(location, { timeout: 5000 });
  database.exec("DELETE FROM erpgate_tokens");
  database.close();
}

const refusedAs =
  (code: string, message: RegExp) =>
  (error: unknown): true => {
    assert.ok(error instanceof ReloadError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    for (const secret of Object.values(SECRETS)) assert.ok(!(error.message + error.fix).includes(secret));
    return true;
  };

describe("a login that changes while the gateway runs", () => {
  test("good ones are tried once and take over; what they replace is dropped", async () => {
    await using rotating = await startRotating();
    assert.deepEqual(await rotating.statuses(), [200, 200]);
    const seen = await asked(() => rotating.reload({ apiKey: SECRETS.nextApiKey, key: SECRETS.nextKey }));
    assert.deepEqual(seen.toSorted(), [
      // The token is good for another API key as well, and lies in the store that all logins of a gateway share.
      "GET /ERP11PROD/api/v2/odata/EPIC06/ 200",
      "POST /api/security/token/v2 200",
    ]);
    assert.deepEqual(await asked(() => rotating.statuses()), [
      "GET /ERP11PROD/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers 200",
      "GET /odataservice/odata/table/supplier 200",
    ]);
    assert.equal((await rotating.readiness()).status, "ready");
  });

  for (const kind of ["basic", "token-resource"] as const)
    test(`a wrong password (${kind}) is tried once, whoever reloads how often; the old one goes on, and no account is locked`, async () => {
      await using rotating = await startRotating({ kind });
      await rotating.statuses();
      const wrong = { kind, password: SECRETS.wrong };
      const message = /The old login goes on, .*the ERP refuses the new login of kinetic \(KINETIC_/;
      const seen = await asked(() => assert.rejects(rotating.reload(wrong), refusedAs("LOGIN_REFUSED", message)));
      assert.equal(seen.length, 1, seen.join());
      assert.deepEqual(
        await asked(() => assert.rejects(rotating.reload(wrong), refusedAs("LOGIN_REFUSED", message))),
        [],
        "a second wrong password would lock the account",
      );
      const { status, newLogins } = await rotating.readiness();
      assert.deepEqual([status, Object.keys(newLogins ?? {})], ["degraded", ["kinetic"]]);
      assert.deepEqual(await rotating.statuses(), [200, 200]);
      const said = rotating.running.events.filter(({ event }) => event === "gateway.reload-failed");
      assert.deepEqual(
        said.map(({ code }) => code),
        ["LOGIN_REFUSED", "LOGIN_REFUSED"],
      );
      await rotating.reload({ kind });
      assert.deepEqual(await rotating.readiness(), {
        status: "ready",
        store: "ready",
        audit: "ready",
        connections: { kinetic: "ready", p21: "ready" },
      });
    });

  test("a wrong API key and a wrong consumer key are told beside one another, and nothing of the reload is in force", async () => {
    await using rotating = await startRotating();
    await rotating.statuses();
    const wrong = { apiKey: SECRETS.wrong, key: SECRETS.wrong };
    const message = /kinetic \(KINETIC_API_KEY_INVALID\); the ERP refuses the new login of p21 \(P21_KEY_UNKNOWN\)/;
    await assert.rejects(rotating.reload(wrong), refusedAs("LOGIN_REFUSED", message));
    // The good one waits for the other: half a reload is in force for nobody.
    const half = { apiKey: SECRETS.nextApiKey, key: SECRETS.wrong };
    await assert.rejects(rotating.reload(half), refusedAs("LOGIN_REFUSED", /of p21/));
    const from = erp.journal.length;
    assert.deepEqual(await rotating.statuses(), [200, 200]);
    assert.ok(erp.journal.slice(from).every(({ status }) => status === 200));
  });

  test("what was refused may be tried again later, when it may have become right", async () => {
    let nowMs = Date.now();
    await using rotating = await startRotating({}, () => nowMs);
    const wrong = { key: SECRETS.wrong };
    await assert.rejects(rotating.reload(wrong), refusedAs("LOGIN_REFUSED", /P21_KEY_UNKNOWN/));
    nowMs += 10 * 60_000 + 1;
    // Other processes' rest goes by the store's clock, which the test cannot move.
    forgetTokens(rotating.running.gateway.store.location);
    const seen = await asked(() => assert.rejects(rotating.reload(wrong), refusedAs("LOGIN_REFUSED", /P21/)));
    assert.equal(seen.filter((line) => line.includes("token")).length, 1, seen.join());
  });

  test("an ERP that does not answer has said nothing: the old login goes on, and the new one is tried at the next reload", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const next = configured(running, { erp: kineticAt(`${upstream.url}/ERP`, { apiKey: SECRETS.nextApiKey }) });
    upstream.respond = (_request, response) => response.writeHead(503).end();
    await assert.rejects(running.gateway.reload(next), refusedAs("LOGIN_UNTRIED", /of erp could not be tried/));
    upstream.respond = (_request, response) => response.destroy();
    await assert.rejects(running.gateway.reload(next), refusedAs("LOGIN_UNTRIED", /of erp could not be tried/));
    upstream.respond = (_request, response) => response.writeHead(403).end('{"ErrorMessage":"Access denied"}');
    const result = await running.gateway.reload(next);
    assert.deepEqual(result.changed, ["erp"], "whoever may not read the list of services is let in all the same");
    assert.equal(upstream.seen.length, 3);
    assert.deepEqual(new Set(upstream.seen.map(({ target }) => target)), new Set(["/ERP/api/v2/odata/EPIC06/"]));
  });

  test("a connection that leads elsewhere is not tried: nothing there could go on", async () => {
    await using upstream = await startEchoUpstream();
    await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
    await running.gateway.reload(configured(running, { erp: kineticAt(`${upstream.url}/ERP`) }));
    assert.equal(upstream.seen.length, 0);
  });
});
