import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { checkGatewayConfig, type GatewayConfig, issueOperatorToken } from "../../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { SlowErp } from "../slow-erp.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SERVICE = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";
const CUSTOMERS = `${SERVICE}/Customers`;
const SCOPE = "/EPIC06/Erp.BO.CustomerSvc:write";

let upstream: EchoUpstream;
let running: TestGateway | undefined;
beforeEach(async () => (upstream = await startEchoUpstream()));
afterEach(async () => {
  await running?.[Symbol.asyncDispose]();
  running = undefined;
  await upstream[Symbol.asyncDispose]();
});

type Ask = (path?: string, init?: RequestInit) => Promise<Response>;

async function start(admission: object, names: readonly string[] = ["shop"], now = Date.now): Promise<Ask[]> {
  const section = { admission: { erp: admission } };
  running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) }, section, { runtime: { now } });
  const { url } = running;
  const keys: string[] = [];
  for (const name of names) keys.push(await running.register(name, { erp: { scope: SCOPE } }));
  return keys.map(
    (key) =>
      (path = CUSTOMERS, init = {}) =>
        fetch(url + path, { ...init, headers: { authorization: `Bearer ${key}` } }),
  );
}

async function problemOf(response: Response): Promise<[number, unknown, string | null]> {
  const { reason } = (await response.json()) as { readonly reason?: unknown };
  return [response.status, reason, response.headers.get("retry-after")];
}

async function adminGet(path: string): Promise<string> {
  if (running === undefined) throw new Error("No gateway runs.");
  const { token } = await issueOperatorToken(join(running.folder, "erpgate.keys"), 60_000, Date.now());
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${running.gateway.adminUrl}${path}`, { headers })).text();
}

describe("seats", () => {
  test("no more calls at the ERP than seats; the others wait, and are served in turn", async () => {
    const erp = new SlowErp(upstream);
    const [ask, other] = await start({ seats: { count: 2 } }, ["shop", "planner"]);
    assert.ok(ask && other);
    const asked = [ask(), ask(), ask(), ask(), other()];
    await erp.until(2);
    const { erp: seats } = JSON.parse(await adminGet("/seats")) as { readonly erp: Record<string, unknown> };
    assert.equal(seats["seats"], 2);
    assert.deepEqual(
      (seats["held"] as { readonly consumer: string }[]).map(({ consumer }) => consumer),
      ["shop", "shop"],
    );
    for (let left = 5; left > 0; left--) {
      await erp.until(Math.min(2, left));
      erp.answer();
    }
    assert.deepEqual(
      (await Promise.all(asked)).map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    assert.equal(erp.most, 2);
  });

  test("a call that is not served by its deadline is told so, with Retry-After and the finding", async () => {
    const erp = new SlowErp(upstream);
    const [ask] = await start({ seats: { count: 1, waitMs: 30 } });
    const first = ask?.();
    await erp.until(1);
    const late = await ask?.();
    assert.ok(late !== undefined);
    const body = (await late.clone().json()) as Record<string, unknown>;
    assert.deepEqual(await problemOf(late), [503, "seat.none", "1"]);
    assert.match(JSON.stringify(body), /kinetic\/license-exhausted/);
    erp.answer();
    assert.equal((await first)?.status, 200);
  });

  test("a call whose caller has left keeps its seat until the ERP is done with it", async () => {
    const erp = new SlowErp(upstream);
    const [ask] = await start({ seats: { count: 1 } });
    const leaving = new AbortController();
    const left = ask?.(CUSTOMERS, { signal: leaving.signal }).catch(() => "left");
    await erp.until(1);
    leaving.abort();
    assert.equal(await left, "left");
    const next = ask?.();
    // It is in line, and not at the ERP.
    while (!(await adminGet("/metrics")).includes('erpgate_seats_waiting{connection="erp"} 1'));
    assert.equal(erp.open, 1);
    erp.answer();
    await erp.until(1);
    erp.answer();
    assert.equal((await next)?.status, 200);
  });

  test("a caller that leaves the line is not sent, and takes nothing", async () => {
    const erp = new SlowErp(upstream);
    const [ask] = await start({ seats: { count: 1 } });
    const first = ask?.();
    await erp.until(1);
    const leaving = new AbortController();
    const left = ask?.(CUSTOMERS, { signal: leaving.signal }).catch(() => "left");
    while (!(await adminGet("/metrics")).includes('erpgate_seats_waiting{connection="erp"} 1'));
    leaving.abort();
    await left;
    while (!(await adminGet("/metrics")).includes('erpgate_seats_waiting{connection="erp"} 0'));
    erp.answer();
    assert.equal((await first)?.status, 200);
    assert.equal(upstream.seen.length, 1);
    assert.match(await adminGet("/metrics"), /erpgate_seats_held\{connection="erp"\} 0/);
  });

  test("another number of seats is put in force by a reload, for those in line, too", async () => {
    const erp = new SlowErp(upstream);
    const [ask] = await start({ seats: { count: 1 } });
    const asked = [ask?.(), ask?.()];
    await erp.until(1);
    await running?.gateway.reload({
      config: configWith({ erp: { seats: { count: 2 } } }),
      connections: { erp: kineticAt(`${upstream.url}/ERP`) },
    });
    await erp.until(2);
    erp.answer();
    erp.answer();
    for (const one of asked) assert.equal((await one)?.status, 200);
  });
});

function configWith(admission: object): GatewayConfig {
  const at = running?.folder ?? "";
  return checkGatewayConfig(
    { listen: { port: 0 }, admin: { port: 0 }, store: `${at}/erpgate.db`, admission },
    (path, message) => assert.fail(`${path.join(".")} ${message}`),
  );
}

describe("rates", () => {
  test("each consumer has its own, and 429 says when to come again", async () => {
    const [ask, other] = await start({ rate: { calls: 2, perMs: 3_600_000, consumers: { planner: 3 } } }, [
      "shop",
      "planner",
    ]);
    assert.ok(ask && other);
    assert.deepEqual([(await ask()).status, (await ask()).status], [200, 200]);
    const [status, reason, retryAfter] = await problemOf(await ask());
    assert.deepEqual([status, reason], [429, "rate.exceeded"]);
    assert.ok(Number(retryAfter) > 3590 && Number(retryAfter) <= 3600, String(retryAfter));
    assert.deepEqual([(await other()).status, (await other()).status, (await other()).status], [200, 200, 200]);
    assert.equal((await other()).status, 429);
    assert.equal(upstream.seen.length, 5);
  });
});

describe("breaker", () => {
  test("an ERP that fails is left alone for a while, and asked once before all are let through", async () => {
    let nowMs = Date.now();
    const [ask] = await start({ breaker: { failures: 2, pauseMs: 300 } }, ["shop"], () => nowMs);
    upstream.respond = (_request, response) => response.writeHead(503).end();
    assert.deepEqual([(await ask?.())?.status, (await ask?.())?.status], [503, 503]);
    const refused = await ask?.();
    assert.ok(refused !== undefined);
    assert.deepEqual(await problemOf(refused), [503, "upstream.resting", "1"]);
    assert.equal(upstream.seen.length, 2);
    assert.match(await adminGet("/metrics"), /erpgate_breaker_open\{connection="erp"\} 1/);
    upstream.respond = (_request, response) => response.writeHead(200).end("{}");
    nowMs += 299;
    assert.equal((await ask?.())?.status, 503);
    nowMs += 1;
    assert.equal((await ask?.())?.status, 200);
    assert.equal(upstream.seen.length, 3);
    assert.equal((await ask?.())?.status, 200);
  });

  test("can be left out", async () => {
    const [ask] = await start({ breaker: false });
    upstream.respond = (_request, response) => response.writeHead(503).end();
    for (let count = 0; count < 15; count++) await ask?.();
    assert.equal(upstream.seen.length, 15);
  });
});

describe("switches of a connection", () => {
  test("read only: reads pass, also those that are POSTs; writes do not", async () => {
    const [ask] = await start({ readOnly: true });
    assert.ok(ask);
    assert.equal((await ask()).status, 200);
    assert.equal((await ask(`${SERVICE}/GetByID`, { method: "POST" })).status, 200);
    for (const [method, path] of [
      ["POST", CUSTOMERS],
      ["PATCH", `${CUSTOMERS}('EPIC06',1)`],
      ["DELETE", `${CUSTOMERS}('EPIC06',1)`],
      ["POST", `${SERVICE}/Update`],
    ] as const) {
      const [status, reason] = await problemOf(await ask(path, { method }));
      assert.deepEqual([status, reason], [403, "connection.read-only"], path);
    }
    assert.equal(upstream.seen.length, 2);
  });

  test("maintenance: nobody is let through, and 503 says why; a reload ends it", async () => {
    const [ask] = await start({ maintenance: true });
    assert.ok(ask);
    assert.deepEqual((await problemOf(await ask())).slice(0, 2), [503, "connection.maintenance"]);
    await running?.gateway.reload({
      config: configWith({}),
      connections: { erp: kineticAt(`${upstream.url}/ERP`) },
    });
    assert.equal((await ask()).status, 200);
    assert.equal(upstream.seen.length, 1);
  });
});
