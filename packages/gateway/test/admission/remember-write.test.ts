import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { WriteMemory } from "../../src/admission/write-memory.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { ERP_API_KEY, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SERVICE = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";

let upstream: EchoUpstream;
let running: TestGateway;
let keys: Record<"shop" | "planner", string>;
beforeEach(async () => {
  upstream = await startEchoUpstream();
  running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  const access = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:write" } };
  keys = { shop: await running.register("shop", access), planner: await running.register("planner", access) };
  let count = 0;
  upstream.respond = (_request, response) =>
    response.writeHead(201, { "content-type": "application/json", etag: "a" }).end(`{"n":${(count += 1)}}`);
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

interface Sent {
  readonly key?: string;
  readonly body?: string;
  readonly method?: string;
  readonly path?: string;
  readonly as?: "shop" | "planner";
  readonly signal?: AbortSignal;
}

function write({ key = "k1", body = '{"a":1}', method = "POST", path = "/Customers", as = "shop", signal }: Sent = {}) {
  return fetch(`${running.url}${SERVICE}${path}`, {
    method,
    body: method === "GET" ? null : body,
    headers: { authorization: `Bearer ${keys[as]}`, "content-type": "application/json", "idempotency-key": key },
    ...(signal && { signal }),
  });
}

const reasonIn = async (answer: Response): Promise<unknown[]> => [
  answer.status,
  ((await answer.json()) as { readonly reason: unknown }).reason,
];

test("the same write again gets the first one's answer, and the ERP sees it once", async () => {
  const first = await write();
  assert.deepEqual(
    [first.status, await first.text(), first.headers.get("idempotency-replayed")],
    [201, '{"n":1}', null],
  );
  const again = await write();
  assert.deepEqual([again.status, await again.text()], [201, '{"n":1}']);
  assert.deepEqual([again.headers.get("idempotency-replayed"), again.headers.get("etag")], ["true", "a"]);
  assert.equal(upstream.seen.length, 1);
  assert.equal(upstream.seen[0]?.body.toString("utf8"), '{"a":1}');
});

test("another body, address or method under the same key is a 422, and not made", async () => {
  await write();
  for (const other of [{ body: '{"a":2}' }, { path: "/Customers('x')", method: "PATCH" }, { path: "/Customers?a=1" }])
    assert.deepEqual(await reasonIn(await write(other)), [422, "idempotency.differs"]);
  assert.equal(upstream.seen.length, 1);
});

test("keys are each consumer's own, and reads have none", async () => {
  await write();
  await write({ as: "planner" });
  await write({ method: "GET" });
  await write({ method: "GET" });
  assert.equal(upstream.seen.length, 4);
});

test("while the first one runs: 409 with Retry-After", async () => {
  const arrived = Promise.withResolvers<() => void>();
  upstream.respond = (_request, response) => arrived.resolve(() => response.writeHead(200).end("{}"));
  const first = write();
  const answer = await arrived.promise;
  const second = await write();
  assert.equal(second.headers.get("retry-after"), "1");
  assert.deepEqual(await reasonIn(second), [409, "idempotency.running"]);
  answer();
  assert.equal((await first).status, 200);
});

test("a caller that has left finds its answer when it comes again", async () => {
  const arrived = Promise.withResolvers<() => void>();
  upstream.respond = (_request, response) => arrived.resolve(() => response.writeHead(201).end("made"));
  const leaving = new AbortController();
  const first = write({ signal: leaving.signal }).catch(() => "left");
  const answer = await arrived.promise;
  leaving.abort();
  assert.equal(await first, "left");
  answer();
  let again = await write();
  while (again.status === 409) again = await write();
  assert.deepEqual([again.status, await again.text()], [201, "made"]);
  assert.equal(upstream.seen.length, 1);
});

test("an answer that got lost on the way to the gateway: 409 that says to look, and the write is not made again", async () => {
  upstream.respond = (request) => request.socket.destroy();
  assert.equal((await write()).status, 502);
  assert.deepEqual(await reasonIn(await write()), [409, "idempotency.unknown"]);
  assert.equal(upstream.seen.length, 1);
});

test("an answer too long to be kept: 409 that says how it ended", async () => {
  upstream.respond = (_request, response) => response.writeHead(200).end("x".repeat(20_000));
  assert.equal((await (await write()).text()).length, 20_000);
  const again = await write();
  const { reason, detail } = (await again.json()) as { readonly reason: string; readonly detail: string };
  assert.deepEqual([again.status, reason], [409, "idempotency.spent"]);
  assert.match(detail, /answered with 200/);
});

test("a login that the ERP refused made nothing: the write may come again, and its answer holds no key", async () => {
  upstream.respond = (_request, response) =>
    response.writeHead(401).end(JSON.stringify({ HttpStatus: 401, ErrorMessage: `Invalid API Key ${ERP_API_KEY}.` }));
  assert.equal((await write()).status, 502);
  upstream.respond = (_request, response) => response.writeHead(201).end("made");
  assert.deepEqual(await (await write()).text(), "made");
});

test("an unusable key, and one on a batch: 400", async () => {
  assert.deepEqual(await reasonIn(await write({ key: "k".repeat(256) })), [400, "idempotency.malformed"]);
  const batch = await fetch(`${running.url}/erp/api/v1/$batch`, {
    method: "POST",
    body: "x",
    headers: { authorization: `Bearer ${keys.shop}`, "idempotency-key": "a" },
  });
  assert.deepEqual(await reasonIn(batch), [400, "idempotency.malformed"]);
  assert.equal(upstream.seen.length, 0);
});

test("a day later a key is new again, and the thousand and first forgets the first", async () => {
  let nowMs = 0;
  const memory = new WriteMemory(() => nowMs);
  const claim = async (key: string): Promise<unknown> => {
    const name = { consumerId: "c", connection: "erp", key };
    const known = await memory.claim(name, "d");
    await memory.settle(name, { kind: "unknown" });
    return known;
  };
  assert.equal(await claim("k"), undefined);
  assert.notEqual(await claim("k"), undefined);
  nowMs = 24 * 3_600_000;
  for (const key of ["k", ...Array.from({ length: 1000 }, (_, count) => `k${count}`)])
    assert.equal(await claim(key), undefined, key);
  assert.notEqual(await claim("k1"), undefined);
  assert.equal(await claim("k"), undefined);
});

test("a write that is under way is not forgotten, however many its consumer begins after it", async () => {
  const memory = new WriteMemory(() => 0);
  const name = (key: string) => ({ consumerId: "c", connection: "erp", key });
  assert.equal(await memory.claim(name("first"), "d"), undefined);
  for (let count = 0; count < 1500; count++) {
    await memory.claim(name(`k${count}`), "d");
    await memory.settle(name(`k${count}`), { kind: "unknown" });
  }
  assert.equal((await memory.claim(name("first"), "d"))?.state, "running");
});

test("answers that take too much room are those of whoever has most; the others keep theirs", async () => {
  const memory = new WriteMemory(() => 0, 1000);
  const make = async (consumerId: string, key: string): Promise<void> => {
    const name = { consumerId, connection: "erp", key };
    await memory.claim(name, "d");
    const answer = { status: 201, headers: [], body: Buffer.alloc(100) };
    await memory.settle(name, { kind: "done", answer });
  };
  const kept = async (consumerId: string, key: string): Promise<unknown> => {
    const known = await memory.claim({ consumerId, connection: "erp", key }, "d");
    return [known?.state, known?.answer?.status, known?.answer?.body?.length];
  };
  await make("quiet", "k");
  for (let count = 0; count < 50; count++) await make("loud", `k${count}`);
  assert.deepEqual(await kept("quiet", "k"), ["done", 201, 100]);
  assert.deepEqual(await kept("loud", "k0"), ["done", 201, undefined], "made, but its answer is gone");
  assert.deepEqual(await kept("loud", "k49"), ["done", 201, 100]);
});
