import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sendRaw, statusOf } from "../raw-request.ts";
import { openRaw } from "./raw-connection.ts";
import { CUSTOMERS, requestBytes, SENT_CUSTOMERS, type Stand, startStand, VENDORS } from "./stand.ts";

let stand: Stand;
before(async () => {
  stand = await startStand();
});
after(() => stand[Symbol.asyncDispose]());

/** What a second reader could take for a request of its own. */
const HIDDEN = `GET ${VENDORS} HTTP/1.1\r\nHost: a\r\n\r\n`;
const manyLines = (count: number): readonly string[] => Array.from({ length: count }, (_none, at) => `X-A${at}: 1`);
const withLength = (body: string): string => `Content-Length: ${Buffer.byteLength(body, "latin1")}`;

/** Name, method, header lines, body, requests that the ERP sees. One that is refused is refused with a 400. */
const cases: readonly (readonly [string, string, readonly string[], string, 0 | 1])[] = [
  ["CVE-2026-1525: duplicate Content-Length, equal", "POST", ["Content-Length: 2", "Content-Length: 2"], "{}", 0],
  [
    "CVE-2026-1525: duplicate Content-Length, differing",
    "POST",
    ["Content-Length: 2", "content-length: 60"],
    `{}${HIDDEN}`,
    0,
  ],
  ["CVE-2026-1525: a list in Content-Length", "POST", ["Content-Length: 2, 2"], "{}", 0],
  ["CVE-2026-1525: Content-Length with a sign", "POST", ["Content-Length: +2"], "{}", 0],
  ["CVE-2026-1525: Content-Length in hexadecimal", "POST", ["Content-Length: 0x2"], "{}", 0],
  ["CVE-2026-1525: Content-Length below zero", "POST", ["Content-Length: -1"], "{}", 0],
  ["CVE-2026-1525: Content-Length past any number", "POST", ["Content-Length: 99999999999999999999"], "{}", 0],
  [
    "CVE-2026-1525: Transfer-Encoding and Content-Length",
    "POST",
    ["Transfer-Encoding: chunked", "Content-Length: 5"],
    `0\r\n\r\n${HIDDEN}`,
    0,
  ],
  [
    "CVE-2026-1525: Content-Length and Transfer-Encoding",
    "POST",
    ["Content-Length: 5", "Transfer-Encoding: chunked"],
    `0\r\n\r\n${HIDDEN}`,
    0,
  ],
  [
    "CVE-2026-1525: Transfer-Encoding twice",
    "POST",
    ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    "0\r\n\r\n",
    0,
  ],
  ["CVE-2026-1525: Transfer-Encoding identity", "POST", ["Transfer-Encoding: identity", "Content-Length: 2"], "{}", 0],
  [
    "CVE-2026-1525: Transfer-Encoding that only ends like chunked",
    "POST",
    ["Transfer-Encoding: xchunked"],
    "0\r\n\r\n",
    0,
  ],
  ["CVE-2026-1525: Transfer-Encoding of two codings", "POST", ["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n", 0],
  ["CVE-2026-1525: Transfer-Encoding behind a vertical tab", "POST", ["Transfer-Encoding: \vchunked"], "0\r\n\r\n", 0],
  [
    "CVE-2026-1525: a blank before the colon",
    "POST",
    ["Transfer-Encoding : chunked", "Content-Length: 5"],
    `0\r\n\r\n${HIDDEN}`,
    0,
  ],
  ["CVE-2026-1525: a folded line", "POST", ["X-A: 1", " Transfer-Encoding: chunked", withLength("{}")], "{}", 0],
  [
    "CVE-2026-1525: a bare line feed ends a line",
    "POST",
    ["X-A: 1\nTransfer-Encoding: chunked", withLength("{}")],
    "{}",
    0,
  ],
  [
    "CVE-2026-1525: a bare carriage return in a line",
    "POST",
    ["X-A: 1\rTransfer-Encoding: chunked", withLength("{}")],
    "{}",
    0,
  ],
  [
    "CVE-2025-55315: a chunk extension with a line feed",
    "POST",
    ["Transfer-Encoding: chunked"],
    `2;\n{}\r\n0\r\n\r\n${HIDDEN}`,
    0,
  ],
  [
    "CVE-2025-55315: a chunk that ends with a line feed alone",
    "POST",
    ["Transfer-Encoding: chunked"],
    `2\n{}\n0\n\n${HIDDEN}`,
    0,
  ],
  ["CVE-2025-55315: a chunk longer than it says", "POST", ["Transfer-Encoding: chunked"], `2\r\n{}}\r\n0\r\n\r\n`, 0],
  ["CVE-2025-55315: a chunk size with a sign", "POST", ["Transfer-Encoding: chunked"], `+2\r\n{}\r\n0\r\n\r\n`, 0],
  [
    "CVE-2025-55315: a proper chunk extension stays at the gateway",
    "POST",
    ["Transfer-Encoding: chunked"],
    `2;a=b\r\n{}\r\n0\r\n\r\n`,
    1,
  ],
  [
    "CVE-2025-55315: a trailer that names a length",
    "POST",
    ["Transfer-Encoding: chunked"],
    `2\r\n{}\r\n0\r\nContent-Length: 60\r\n\r\n`,
    0,
  ],
  [
    "CVE-2026-29057: OPTIONS with a chunked body",
    "OPTIONS",
    ["Transfer-Encoding: chunked"],
    `2c\r\n${HIDDEN.slice(0, 44)}\r\n0\r\n\r\n`,
    0,
  ],
  ["CVE-2026-29057: GET with a body", "GET", [withLength(HIDDEN)], HIDDEN, 0],
  [
    "GHSA-w5w5-487h-qv8q: Connection names the length",
    "POST",
    [withLength(HIDDEN), "Connection: content-length"],
    HIDDEN,
    1,
  ],
  ["GHSA-w5w5-487h-qv8q: a request as the body of another", "POST", [withLength(HIDDEN)], HIDDEN, 1],
];

for (const [name, method, lines, body, requests] of cases) {
  test(`class 20, ${name}`, async () => {
    const { status, targets, bodies } = await stand.ask(method, CUSTOMERS, lines, body);
    assert.deepEqual(targets, requests === 1 ? [SENT_CUSTOMERS] : []);
    if (requests === 1) assert.equal(bodies[0], body.includes("\r\n0\r\n") ? "{}" : body);
    if (requests === 1) assert.equal(status, 200);
    else assert.ok([0, 400, 403, 405].includes(status), `${status}`);
    // The next on a pooled connection finds nothing left over from this one.
    const next = await stand.ask("GET", `${CUSTOMERS}?next`);
    assert.deepEqual([next.status, next.targets], [200, [`${SENT_CUSTOMERS}?next`]]);
  });
}

test("class 20, CVE-2026-29057: DELETE with a chunked body is one request, its body read as a body", async () => {
  await using wide = await startStand({}, { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:GET,DELETE" } });
  const body = `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`;
  const { targets } = await wide.ask("DELETE", `${CUSTOMERS}('EPIC06',1)`, ["Transfer-Encoding: chunked"], body);
  assert.ok(targets.length <= 1 && !targets.some((target) => target.includes("Vendor")), targets.join());
  const next = await wide.ask("GET", CUSTOMERS);
  assert.deepEqual(next.targets, [SENT_CUSTOMERS]);
});

test("class 20, CVE-2026-1525: a request behind another is judged by itself", async () => {
  const one = requestBytes("GET", CUSTOMERS, [`X-Api-Key: ${stand.key}`]).toString("latin1");
  const two = requestBytes("GET", VENDORS, [`X-Api-Key: ${stand.key}`]).toString("latin1");
  const { targets } = await stand.raw(one + two);
  assert.deepEqual(targets, [SENT_CUSTOMERS]);
});

/** Refused, without a body: name, method, target, header lines beside the key. */
const bodiless: readonly (readonly [string, string, string, readonly string[]])[] = [
  ["a scope too narrow", "GET", VENDORS, []],
  ["a query that is not taken", "GET", `${CUSTOMERS}?api-key=x`, []],
  ["a path with two readings", "GET", "/erp/api//x", []],
  ["no such connection", "GET", "/none/x", []],
  ["no such method", "PROPFIND", CUSTOMERS, []],
  ["a length of none", "GET", VENDORS, ["Content-Length: 0"]],
  ["a write", "DELETE", VENDORS, []],
  ["an upgrade", "GET", VENDORS, ["Connection: Upgrade", "Upgrade: websocket"]],
];

for (const [name, method, target, lines] of bodiless) {
  test(`class 20, CVE-2026-1525: refused without a body (${name}): the connection carries the next request, read as itself`, async () => {
    stand.upstream.seen.length = 0;
    using connection = await openRaw(stand.running.port);
    const withKey = [`X-Api-Key: ${stand.key}`];
    for (let round = 0; round < 3; round++) {
      const { status, text } = await connection.ask(requestBytes(method, target, [...withKey, ...lines]));
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.doesNotMatch(text, /^connection: close\r$/im);
      const next = await connection.ask(requestBytes("GET", `${CUSTOMERS}?${round}`, withKey));
      assert.equal(next.status, 200);
    }
    assert.equal(connection.opened, 1);
    assert.deepEqual(
      stand.upstream.seen.map((seen) => seen.target),
      [0, 1, 2].map((round) => `${SENT_CUSTOMERS}?${round}`),
    );
  });
}

/** Refused, with more to come or with headers that cannot be trusted: what follows, in the same write, must never be a request. */
const open: readonly (readonly [string, string, string, readonly string[], string])[] = [
  ["a body by its length", "POST", VENDORS, [withLength(HIDDEN)], HIDDEN],
  [
    "a body in chunks",
    "POST",
    VENDORS,
    ["Transfer-Encoding: chunked"],
    `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n`,
  ],
  ["half of a body", "POST", VENDORS, ["Content-Length: 9999"], HIDDEN],
  ["a body of a GET", "GET", CUSTOMERS, [withLength(HIDDEN)], HIDDEN],
  ["a body that was asked about first", "POST", VENDORS, [withLength(HIDDEN), "Expect: 100-continue"], HIDDEN],
  ["a body behind too many headers", "POST", CUSTOMERS, [...manyLines(260), withLength(HIDDEN)], HIDDEN],
  ["a second key", "GET", CUSTOMERS, ["X-Api-Key: other"], ""],
];

for (const [name, method, target, lines, body] of open) {
  test(`class 20, CVE-2026-1525: refused with ${name}: the connection ends with the answer`, async () => {
    stand.upstream.seen.length = 0;
    const read = (query: string): Buffer => requestBytes("GET", `${CUSTOMERS}?${query}`, [`X-Api-Key: ${stand.key}`]);
    const refused = requestBytes(method, target, [`X-Api-Key: ${stand.key}`, ...lines], body);
    const text = await sendRaw(stand.running.port, Buffer.concat([refused, read("behind")]), () => false);
    const status = statusOf(text);
    assert.ok(status >= 400 && status < 500, `${status}`);
    assert.match(text, /^connection: close\r$/im);
    assert.equal(text.split("HTTP/1.1 ").length, 2, "one answer, and no second one");
    // One that was sent on all the same would have come before this one.
    await sendRaw(stand.running.port, read("after"));
    assert.deepEqual(
      stand.upstream.seen.map((seen) => seen.target),
      [`${SENT_CUSTOMERS}?after`],
    );
  });
}

test("class 20, CVE-2026-1525: a refusal after the whole body was read leaves the connection as it was", async () => {
  stand.upstream.seen.length = 0;
  using connection = await openRaw(stand.running.port);
  const lines = [`X-Api-Key: ${stand.key}`, "Idempotency-Key: k"];
  const write = (body: string): Buffer => requestBytes("POST", CUSTOMERS, [...lines, withLength(body)], body);
  assert.equal((await connection.ask(write("{}"))).status, 200);
  assert.equal((await connection.ask(write(HIDDEN))).status, 422);
  assert.equal((await connection.ask(write("{}"))).status, 200);
  assert.equal(connection.opened, 1);
  assert.equal(stand.upstream.seen.length, 1);
});

for (const [name, line] of [
  ["CVE-2022-31150: a carriage return in a value", "X-A: 1\rX-B: 2"],
  ["CVE-2022-31150: a line feed in a value", "X-A: 1\nX-B: 2"],
  ["CVE-2022-31150: NUL in a value", "X-A: 1\0"],
  ["CVE-2022-35948: a control character in a name", "X-\u0001A: 1"],
  ["CVE-2022-35948: a blank in a name", "X A: 1"],
  ["CVE-2022-35948: an empty name", ": 1"],
  ["CVE-2022-35948: a line without a colon", "X-A"],
] as const) {
  test(`class 21, ${name}`, async () => {
    const { status, targets } = await stand.ask("GET", CUSTOMERS, [line]);
    assert.deepEqual([status, targets], [400, []]);
  });
}

for (const method of ["GET\tX", "G\u0000T", "GET\r\nX:", "get", "G E T"]) {
  test(`class 21, CVE-2022-31150: ${JSON.stringify(method)} is no method`, async () => {
    const { status, targets } = await stand.ask(method, CUSTOMERS);
    assert.ok([400, 405].includes(status), `${status}`);
    assert.deepEqual(targets, []);
  });
}

test("class 21, litellm 38456: a line break in a consumer's name is refused when it is registered", async () => {
  for (const name of ["a\r\nX-B: 1", "a\nb", "a\u0000b", "a\u001b[31m"]) {
    await assert.rejects(stand.running.register(name, { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } }));
  }
});
