import assert from "node:assert/strict";
import { METHODS as ENGINE_METHODS } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { after, afterEach, before, test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { sendRaw, statusOf } from "../raw-request.ts";
import { CUSTOMERS, requestBytes, SENT_CUSTOMERS, type Stand, startStand } from "./stand.ts";

/** What no request and no answer may bring about. */
const faults: unknown[] = [];
const note = (reason: unknown): void => void faults.push(reason);
const HEADERS_TIMEOUT_MS = 1000;
const ALLOWED = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:write" } };

let stand: Stand;
before(async () => {
  process.on("unhandledRejection", note);
  process.on("uncaughtExceptionMonitor", note);
  stand = await startStand({ limits: { headersTimeoutMs: HEADERS_TIMEOUT_MS } }, ALLOWED);
});
const plain: Stand["upstream"]["respond"] = (_request, response) =>
  response.writeHead(200, { "content-type": "application/json" }).end('{"value":[]}');
afterEach(async () => {
  stand.upstream.respond = plain;
  const { status, targets } = await stand.ask("GET", CUSTOMERS);
  assert.deepEqual([status, targets], [200, [SENT_CUSTOMERS]], "it serves on");
  assert.deepEqual(faults, []);
  assert.ok(!stand.running.events.some((event) => event["reason"] === "gateway.fault"));
});
after(async () => {
  await stand[Symbol.asyncDispose]();
  process.off("unhandledRejection", note);
  process.off("uncaughtExceptionMonitor", note);
});

for (const coding of ["gzip", "gzip, gzip, gzip", "br", "deflate, br", "x-made-up", "identity"]) {
  test(`class 24, CVE-2026-22036: a body in ${coding} passes as it is, and is never opened`, async () => {
    const bytes = gzipSync("{}");
    stand.upstream.respond = (_request, response) =>
      response.writeHead(200, { "content-encoding": coding, "content-length": bytes.length }).end(bytes);
    const answer = await stand.ask("GET", CUSTOMERS);
    assert.equal(answer.status, 200);
    assert.ok(answer.text.endsWith(bytes.toString("latin1")));
    const sent = await stand.ask("POST", CUSTOMERS, [`Content-Encoding: ${coding}`, "Content-Length: 5"], "bytes");
    assert.deepEqual(sent.bodies, ["bytes"]);
  });
}

for (const [coding, bomb] of [
  ["gzip", gzipSync(Buffer.alloc(32 * 1024 * 1024))],
  ["br", brotliCompressSync(Buffer.alloc(32 * 1024 * 1024))],
  ["gzip, gzip, gzip, gzip, gzip", gzipSync(gzipSync(Buffer.alloc(1024 * 1024)))],
  ["gzip", Buffer.from("not at all")],
] as const) {
  test(`class 24, CVE-2022-29225: an error of ${bomb.length} bytes in ${coding}, which has to be read, is not opened past its limit`, async () => {
    stand.upstream.respond = (_request, response) =>
      response.writeHead(401, { "content-encoding": coding, "content-length": bomb.length }).end(bomb);
    const held = process.memoryUsage().arrayBuffers;
    const { status, text } = await stand.ask("GET", CUSTOMERS);
    assert.equal(status, 502);
    assert.ok(text.length < 64 * 1024);
    assert.ok(process.memoryUsage().arrayBuffers - held < 16 * 1024 * 1024);
  });
}

test("class 25, CVE-2023-44487: three hundred connections that ask and are reset leave nothing behind", async () => {
  // A gateway of its own: what was on its way when the connections went may arrive at any time.
  await using own = await startStand();
  const request = requestBytes("GET", CUSTOMERS, [`X-Api-Key: ${own.key}`]);
  await Promise.all(
    Array.from({ length: 300 }, async () => {
      const socket = connect(own.running.port, "127.0.0.1");
      socket.on("error", () => undefined);
      await once(socket, "connect");
      socket.write(request);
      socket.resetAndDestroy();
    }),
  );
  const { status, targets } = await own.ask("GET", `${CUSTOMERS}?after`);
  assert.equal(status, 200);
  assert.ok(targets.includes(`${SENT_CUSTOMERS}?after`));
  assert.ok(own.upstream.connections() <= 128);
});

test("class 25, CVE-2026-49975: headers past their number or size are refused, and none is forgotten on the way", async () => {
  const many = (count: number): readonly string[] => Array.from({ length: count }, (_none, at) => `X-A${at}: 1`);
  for (const count of [201, 249, 250, 251, 400, 900]) {
    const { status, targets } = await stand.ask("GET", CUSTOMERS, many(count));
    assert.deepEqual([status, targets], [431, []], `${count}`);
  }
  // The second key would come after what Node reads: it must not be what is not seen.
  const late = await stand.raw(
    requestBytes("GET", CUSTOMERS, [`X-Api-Key: ${stand.key}`, ...many(1100), "X-Api-Key: other"]),
  );
  assert.deepEqual([late.status, late.targets], [431, []]);
  for (const line of [`X-A: ${"a".repeat(17_000)}`, `Cookie: ${"a=b; ".repeat(4000)}`, `X-${"a".repeat(17_000)}: 1`]) {
    const { status, targets } = await stand.ask("GET", CUSTOMERS, [line]);
    assert.deepEqual([status, targets], [431, []]);
  }
  const long = await stand.ask("GET", `${CUSTOMERS}?${"a".repeat(17_000)}`);
  assert.deepEqual([long.status, long.targets], [431, []]);
});

test("class 25, CVE-2026-49975: callers that send nothing, half a request line, a head without its end, and then wait are not waited for", async () => {
  const begun = ["", "GET /er", `GET ${CUSTOMERS} HTTP/1.1\r\nHost: a\r\nX-A: `];
  await Promise.all(
    begun.map(async (bytes) => {
      const socket = connect(stand.running.port, "127.0.0.1");
      await once(socket, "connect");
      socket.write(bytes);
      socket.resume();
      socket.on("error", () => undefined);
      // Closed by the gateway: the test's own limit of minutes is far behind its second.
      await once(socket, "close");
    }),
  );
});

for (const [what, lines] of [
  ["WebSocket", ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x"]],
  [
    "a WebSocket with parameters past all bounds",
    [
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99999",
    ],
  ],
  ["HTTP/2", ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"]],
] as const) {
  test(`class 25, CVE-2026-2229: an upgrade to ${what} is no more than the request that asks for it`, async () => {
    const { status, targets, headers } = await stand.ask("GET", CUSTOMERS, lines);
    assert.deepEqual([status, targets], [200, [SENT_CUSTOMERS]]);
    assert.ok(!headers.flat().some((text) => /^upgrade$|^http2-settings$/i.test(text)));
    stand.upstream.respond = (request) =>
      request.socket.end("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\0\0");
    assert.equal((await stand.ask("GET", CUSTOMERS, lines)).status, 502);
  });
}

test("class 25, CVE-2026-47774: HTTP/2 without asking, TLS to the plain port, and noise are no requests", async () => {
  for (const bytes of [
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
    "\0".repeat(300),
    "\r\n".repeat(200),
    `GET ${CUSTOMERS}\r\n\r\n`,
    `GET ${CUSTOMERS} HTTP/3.0\r\n\r\n`,
    `GET ${CUSTOMERS} HTTP/1.1 x\r\nHost: a\r\n\r\n`,
  ]) {
    const { status, targets } = await stand.raw(Buffer.from(bytes, "latin1"));
    // HTTP/0.9 has no headers, so nobody can say in it who is calling.
    assert.ok([0, 400, 401, 408].includes(status), `${status} to ${JSON.stringify(bytes.slice(0, 20))}`);
    assert.deepEqual(targets, []);
  }
});

for (const method of [...ENGINE_METHODS, "GETT", "Get", "MERGE", "PROPPATCH2"]) {
  test(`class 26, CVE-2023-27496: ${method} with all that is odd in one request is answered, and breaks nothing`, async () => {
    const odd = ["Expect: 100-continue", "TE: trailers", "Trailer: X-T", "Range: bytes=0-0", "If-Range: x", "X-: 1"];
    const { status, targets } = await stand.ask(method, CUSTOMERS, [...odd, "Content-Length: 2"], "{}");
    assert.ok(targets.length <= 1);
    const mayWrite = ["POST", "PUT", "PATCH", "MERGE", "DELETE"].includes(method);
    assert.equal(targets.length, mayWrite ? 1 : 0, `${status}`);
  });
}

test("class 26, http-proxy-middleware 822: a body is sent once and whole, in whatever pieces it comes", async () => {
  const body = "x".repeat(70_000);
  const chunked = `${(40_000).toString(16)}\r\n${body.slice(0, 40_000)}\r\n${(30_000).toString(16)}\r\n${body.slice(40_000)}\r\n0\r\n\r\n`;
  for (const [line, sent] of [
    [`Content-Length: ${body.length}`, body],
    ["Transfer-Encoding: chunked", chunked],
  ] as const) {
    const { bodies } = await stand.ask("POST", CUSTOMERS, [line], sent);
    assert.deepEqual(bodies, [body]);
  }
});

test("class 26, CVE-2024-21536: an ERP that answers before it has read, or that breaks off, ends one request and no other", async () => {
  stand.upstream.respond = (request) => request.socket.destroy();
  const broken = await stand.ask("POST", CUSTOMERS, ["Content-Length: 2"], "{}");
  assert.equal(broken.status, 502);
  assert.equal(broken.targets.length, 1, "a write is not sent a second time");
  stand.upstream.respond = (_request, response) => response.writeHead(413).end("early");
  assert.equal((await stand.ask("POST", CUSTOMERS, ["Content-Length: 2"], "{}")).status, 413);
});

test("class 26, CVE-2025-32996: a hundred requests on one connection, sent at once, are a hundred answers in their order", async () => {
  stand.upstream.seen.length = 0;
  const one = (at: number): string =>
    requestBytes("GET", `${CUSTOMERS}?n=${at}`, [`X-Api-Key: ${stand.key}`]).toString("latin1");
  const all = Array.from({ length: 100 }, (_none, at) => one(at)).join("");
  const text = await sendRaw(stand.running.port, all, (so) => so.split("HTTP/1.1 ").length === 101);
  assert.equal(statusOf(text), 200);
  assert.equal(text.split("HTTP/1.1 200 ").length, 101);
  assert.deepEqual(
    stand.upstream.seen.map(({ target }) => Number(target.split("n=")[1])).toSorted((a, b) => a - b),
    Array.from({ length: 100 }, (_none, at) => at),
  );
});
