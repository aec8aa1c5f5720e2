import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { issueOperatorToken, revokeKey, rotateKey } from "../../src/index.ts";
import { sendRaw } from "../raw-request.ts";
import { SlowErp } from "../slow-erp.ts";
import { startIssuer } from "./issuer.ts";
import { openRaw } from "./raw-connection.ts";
import { CUSTOMERS, requestBytes, SENT_CUSTOMERS, type Stand, startStand, WRITE } from "./stand.ts";

const BATCH = "/erp/api/v2/odata/EPIC06/$batch";
const SEATED = { admission: { erp: { seats: { count: 1, waitMs: 120_000, mostWaiting: 8 } } } };

let stand: Stand;
afterEach(() => stand[Symbol.asyncDispose]());

const withKey = (key: string, ...lines: readonly string[]): readonly string[] => [`X-Api-Key: ${key}`, ...lines];
const sized = (body: string, ...lines: readonly string[]): readonly string[] => [
  ...lines,
  "Content-Type: application/json",
  `Content-Length: ${Buffer.byteLength(body, "latin1")}`,
];

/** A caller whose connection is its own, and who can hang up. */
async function call(bytes: Buffer): Promise<Socket> {
  const socket = connect(stand.running.port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(bytes);
  return socket;
}

/** Status of the answer that such a caller gets. */
const answered = async (bytes: Buffer): Promise<number> => (await openAndAsk(bytes)).status;

async function openAndAsk(bytes: Buffer): Promise<{ readonly status: number; readonly text: string }> {
  using connection = await openRaw(stand.running.port);
  return await connection.ask(bytes);
}

interface Seats {
  readonly held: readonly { readonly consumer: string }[];
  readonly waiting: readonly { readonly consumer: string; readonly calls: number }[];
}

async function seats(): Promise<Seats> {
  const { folder, gateway } = stand.running;
  const { token } = await issueOperatorToken(join(folder, "erpgate.keys"), 60_000, Date.now());
  const answer = await fetch(`${gateway.adminUrl}/seats`, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { readonly erp: Seats }).erp;
}

/** Resolves when so many calls hold a seat, and so many wait. */
async function untilSeats(held: number, waiting: number): Promise<void> {
  for (;;) {
    const now = await seats();
    if (now.held.length === held && now.waiting.reduce((sum, { calls }) => sum + calls, 0) === waiting) return;
  }
}

/** Gives the consumer of the stand a second key. */
async function secondKey(): Promise<string> {
  const { store, keyring, consumers } = stand.running.gateway;
  const { key } = await rotateKey(store, keyring, "orders", { overlapMs: 3_600_000 });
  await consumers.reload();
  return key.reveal();
}

const read = (key: string, query: string): Buffer => requestBytes("GET", `${CUSTOMERS}?${query}`, withKey(key));
const targets = (): readonly string[] => stand.upstream.seen.map(({ target }) => target.slice(SENT_CUSTOMERS.length));

describe("waiting in line", () => {
  let erp: SlowErp;
  let other: string;
  beforeEach(async () => {
    stand = await startStand(SEATED);
    erp = new SlowErp(stand.upstream);
    other = await stand.running.register("other", WRITE);
  });

  test("class 33, flood: who fills the line, by many connections and several keys, delays another by one call at most", async () => {
    const keys = [stand.key, await secondKey()];
    const first = answered(read(stand.key, "first"));
    await erp.until(1);
    const full = Promise.withResolvers<undefined>();
    let refused = 0;
    const flood = Array.from({ length: 20 }, async (_none, at) => {
      const status = await answered(read(keys[at % 2] ?? "", `flood${at}`));
      if (status === 503 && (refused += 1) === 12) full.resolve(undefined);
      return status;
    });
    await full.promise;
    const served = answered(read(other, "other"));
    // Only now is the line the other's as well: one of the flood's calls has given way.
    while (!(await seats()).waiting.some(({ consumer }) => consumer === "other"));
    erp.answer();
    await erp.until(1);
    erp.answer();
    await erp.until(1);
    assert.equal(targets().indexOf("?other"), 2, targets().join());
    for (let left = 7; left > 0; left--) {
      await erp.until(1);
      erp.answer();
    }
    assert.deepEqual([await first, await served], [200, 200]);
    const statuses = await Promise.all(flood);
    assert.equal(statuses.filter((status) => status === 200).length, 7);
    assert.equal(statuses.filter((status) => status === 503).length, 13);
    assert.equal(erp.most, 1);
  });

  test("class 33, flood: who leaves the line and comes again stands behind those who stayed", async () => {
    const first = answered(read(stand.key, "first"));
    await erp.until(1);
    const impatient = await call(read(stand.key, "impatient"));
    await untilSeats(1, 1);
    const served = answered(read(other, "other"));
    await untilSeats(1, 2);
    impatient.destroy();
    await untilSeats(1, 1);
    const again = answered(read(stand.key, "again"));
    await untilSeats(1, 2);
    for (let left = 3; left > 0; left--) {
      await erp.until(1);
      erp.answer();
    }
    assert.deepEqual([await first, await served, await again], [200, 200, 200]);
    assert.deepEqual(targets(), ["?first", "?other", "?again"]);
  });

  test("class 14, CVE-2021-41230: a call that waits is not sent once its key is revoked; one by the other key is", async () => {
    const later = await secondKey();
    const first = answered(read(other, "first"));
    await erp.until(1);
    const revoked = openAndAsk(read(stand.key, "revoked"));
    await untilSeats(1, 1);
    const good = answered(read(later, "good"));
    await untilSeats(1, 2);
    const body = JSON.stringify({ requests: [{ id: "1", method: "GET", url: "Erp.BO.CustomerSvc/Customers" }] });
    const batch = openAndAsk(requestBytes("POST", BATCH, withKey(stand.key, ...sized(body)), body));
    await untilSeats(1, 3);
    const { store, consumers } = stand.running.gateway;
    const record = (await store.consumers()).find(({ name }) => name === "orders");
    await revokeKey(store, "orders", record?.keys[0]?.id ?? "");
    await consumers.reload();
    erp.answer();
    await erp.until(1);
    erp.answer();
    assert.deepEqual([await first, (await revoked).status, await good, (await batch).status], [200, 401, 200, 401]);
    assert.deepEqual(targets(), ["?first", "?good"]);
    await untilSeats(0, 0);
  });
});

describe("the key of a write", () => {
  beforeEach(async () => {
    stand = await startStand({ admission: { erp: { rate: { calls: 10_000, perMs: 60_000 } } } });
  });

  const write = (key: string, idempotencyKey: string, body = "{}", target = CUSTOMERS, method = "POST"): Buffer =>
    requestBytes(method, target, withKey(key, `Idempotency-Key: ${idempotencyKey}`, ...sized(body)), body);

  test("class 34, key: another's write under the same key neither answers nor holds up mine", async () => {
    const erp = new SlowErp(stand.upstream);
    const scope = "/EPIC06/Erp.BO.CustomerSvc:write";
    const other = await stand.running.register("other", { erp: { scope }, two: { scope } });
    const asked = [
      openAndAsk(write(other, "k")),
      openAndAsk(write(stand.key, "k")),
      // Another connection is another ERP, and a key says nothing there.
      openAndAsk(write(other, "k", "{}", CUSTOMERS.replace("/erp/", "/two/"))),
    ];
    await erp.until(3);
    for (let left = 3; left > 0; left--) erp.answer();
    for (const one of asked) {
      const { status, text } = await one;
      assert.equal(status, 200);
      assert.doesNotMatch(text, /idempotency-replayed/i);
    }
    assert.equal(stand.upstream.seen.length, 3);
  });

  test("class 34, key: nor does that of another user of the same consumer; a new token of the same user is the same user", async () => {
    await stand[Symbol.asyncDispose]();
    await using issuer = await startIssuer();
    stand = await startStand({ issuers: [{ issuer: issuer.url, audience: "api://erp" }] });
    let made = 0;
    stand.upstream.respond = (_request, response) => response.writeHead(201).end(`${(made += 1)}`);
    const writeAs = async (sub: string): Promise<string> => {
      const headers = { authorization: `Bearer ${issuer.token({ sub, jti: randomUUID() })}`, "idempotency-key": "k" };
      return (await fetch(stand.running.url + CUSTOMERS, { method: "POST", body: "{}", headers })).text();
    };
    const texts: string[] = [];
    for (const sub of ["ann", "ben", "ann", "ben", "ann\nk"]) texts.push(await writeAs(sub));
    assert.deepEqual(texts, ["1", "2", "1", "2", "3"]);
  });

  test("class 34, key: another body, method, address or query under it is refused, whatever moves between them", async () => {
    assert.equal(await answered(write(stand.key, "k", "ab", `${CUSTOMERS}?x=1`)), 200);
    for (const [body, target, method] of [
      ["ab ", `${CUSTOMERS}?x=1`, "POST"],
      ["a", `${CUSTOMERS}?x=1b`, "POST"],
      ["ab", `${CUSTOMERS}?x=1&`, "POST"],
      ["1ab", `${CUSTOMERS}?x=`, "POST"],
      ["ab", CUSTOMERS, "POST"],
      ["ab", `${CUSTOMERS}('x')?x=1`, "POST"],
      ["ab", `${CUSTOMERS.toLowerCase()}?x=1`, "POST"],
      ["ab", `${CUSTOMERS}?x=1`, "PATCH"],
    ] as const) {
      const { status, text } = await openAndAsk(write(stand.key, "k", body, target, method));
      // An address that is no other spelling of this one to policy is refused before that.
      assert.ok([422, 403, 400].includes(status), `${status} to ${method} ${target} ${body}`);
      if (status === 422) assert.match(text, /idempotency\.differs/);
    }
    assert.equal(stand.upstream.seen.length, 1);
  });

  test("class 34, key: keys of any bytes are each their own; none, two and one too long are refused", async () => {
    const keys = [
      "a",
      "A",
      "a b",
      "a\tb",
      "\xe9",
      "\xc3\xa9",
      "e",
      "__proto__",
      "constructor",
      "toString",
      "0",
      "two\\nk",
    ];
    keys.push("k".repeat(255), `${"k".repeat(254)}l`, '"a"', "a,b", "a;b", "%61");
    for (const key of keys) assert.equal(await answered(write(stand.key, key)), 200, JSON.stringify(key));
    assert.equal(stand.upstream.seen.length, keys.length);
    for (const key of keys) {
      const { status, text } = await openAndAsk(write(stand.key, key));
      assert.deepEqual([status, /idempotency-replayed: true/i.test(text)], [200, true], JSON.stringify(key));
    }
    assert.equal(stand.upstream.seen.length, keys.length);
    for (const lines of [
      ["Idempotency-Key: "],
      ["Idempotency-Key: a", "Idempotency-Key: a"],
      ["Idempotency-Key: a", "idempotency-key: b"],
      [`Idempotency-Key: ${"k".repeat(256)}`],
      ["Idempotency-Key: a\0b"],
    ]) {
      const { status } = await stand.ask("POST", CUSTOMERS, [...lines, ...sized("{}")], "{}");
      assert.equal(status, 400, JSON.stringify(lines));
    }
    assert.equal(stand.upstream.seen.length, 0);
  });

  test("class 34, key: a write whose caller left before it was whole was not made, and its key is free", async () => {
    const bytes = write(stand.key, "k", '{"a":1}');
    const half = await call(bytes.subarray(0, bytes.length - 2));
    const gone = stand.running.logged(({ reason }) => reason === "caller.gone");
    half.destroy();
    await gone;
    const { status, text } = await openAndAsk(bytes);
    assert.equal(status, 200, text);
    assert.doesNotMatch(text, /idempotency-replayed/i);
    assert.deepEqual(
      stand.upstream.seen.map(({ body }) => body.toString()),
      ['{"a":1}'],
    );
  });
});

describe("rates", () => {
  const LIMIT = 3;
  beforeEach(async () => {
    stand = await startStand({ admission: { erp: { rate: { calls: LIMIT, perMs: 3_600_000 } } } });
  });

  test("class 35, Kong 8227: no other spelling of an address has a count of its own", async () => {
    for (const target of [
      CUSTOMERS,
      CUSTOMERS.replace("Customers", "customers"),
      CUSTOMERS.replace("Customers", "%43ustomers"),
      CUSTOMERS.replace("/api/v2/", "/API/V2/"),
      CUSTOMERS.replace("EPIC06", "epic06"),
      CUSTOMERS.replace("CustomerSvc", "CUSTOMERSVC"),
      `${CUSTOMERS}?$top=1`,
      `${CUSTOMERS}('EPIC06',1)`,
      CUSTOMERS.replace("/erp/", "/ERP/"),
      CUSTOMERS.replace("/erp/", "//erp/"),
      CUSTOMERS.replace("/erp/", "/./erp/"),
      `http://gateway${CUSTOMERS}`,
    ])
      await answered(requestBytes("GET", target, withKey(stand.key)));
    for (let count = 0; count < LIMIT; count++) await answered(read(stand.key, `more${count}`));
    assert.equal(stand.upstream.seen.length, LIMIT);
    assert.equal(await answered(read(stand.key, "late")), 429);
  });

  test("class 35, apisix 13443: requests that come in one write on one connection each count", async () => {
    const all = Array.from({ length: 20 }, (_none, at) => read(stand.key, `${at}`));
    const text = await sendRaw(stand.running.port, Buffer.concat(all), (so) => so.split("HTTP/1.1 ").length === 21);
    assert.equal(text.split("HTTP/1.1 200 ").length - 1, LIMIT);
    assert.equal(text.split("HTTP/1.1 429 ").length - 1, 20 - LIMIT);
    assert.equal(stand.upstream.seen.length, LIMIT);
  });

  test("class 35, Conduit 1219: the parts of a batch each count, all of them or none", async () => {
    const batchOf = (count: number): Buffer => {
      const requests = Array.from({ length: count }, (_none, at) => ({
        id: `${at}`,
        method: "GET",
        url: `Erp.BO.CustomerSvc/Customers?n=${at}`,
      }));
      const body = JSON.stringify({ requests });
      return requestBytes("POST", BATCH, withKey(stand.key, ...sized(body)), body);
    };
    stand.upstream.respond = (_request, response, body) => {
      const { requests } = JSON.parse(body.toString()) as { readonly requests: readonly { readonly id: string }[] };
      const responses = requests.map(({ id }) => ({ id, status: 200, body: {} }));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ responses }));
    };
    const { status, text } = await openAndAsk(batchOf(LIMIT + 1));
    assert.equal(status, 429);
    assert.match(text, /this one has 4/);
    assert.equal(stand.upstream.seen.length, 0);
    // The batch itself was one call; of its parts none was counted.
    assert.equal(await answered(batchOf(LIMIT - 1)), 200);
    assert.equal(await answered(batchOf(1)), 429);
    assert.equal(stand.upstream.seen.length, 1);
  });

  test("class 35, Kong 8227: several keys, a token and a login of one consumer are one caller", async () => {
    const key = await secondKey();
    const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "orders", client_secret: key });
    const issued = await fetch(`${stand.running.url}/oauth/token`, { method: "POST", body: form });
    const { access_token: token } = (await issued.json()) as { readonly access_token: string };
    const statuses: number[] = [];
    for (const line of [
      `X-Api-Key: ${stand.key}`,
      `X-Api-Key: ${key}`,
      `Authorization: Bearer ${token}`,
      `Authorization: Bearer ${key}`,
      `Authorization: Basic ${Buffer.from(`orders:${stand.key}`).toString("base64")}`,
    ])
      statuses.push(await answered(requestBytes("GET", CUSTOMERS, [line])));
    assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  });
});

describe("a seat and its caller", () => {
  const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
  let arrived: PromiseWithResolvers<() => void>;
  beforeEach(async () => {
    stand = await startStand(SEATED);
    arrived = Promise.withResolvers();
  });

  /** The seat is free again: the next call is served, and nobody else holds or waits. */
  async function isFree(): Promise<void> {
    await untilSeats(0, 0);
    stand.upstream.respond = (_request, response) => response.writeHead(200).end("{}");
    assert.equal(await answered(read(stand.key, "next")), 200);
    await untilSeats(0, 0);
  }

  /** The seat stays taken while the ERP works for a caller who has left: another call waits, and is not sent. */
  async function isKept(): Promise<void> {
    const before = stand.upstream.seen.length;
    const next = await call(read(stand.key, "waits"));
    await untilSeats(1, 1);
    assert.equal(stand.upstream.seen.length, before);
    next.destroy();
    await untilSeats(1, 0);
  }

  const hold: Stand["upstream"]["respond"] = (_request, response) => arrived.resolve(() => void response.end("{}"));
  const leaveAnd = async (socket: Socket): Promise<void> => {
    const gone = stand.running.logged(({ reason }) => reason === "caller.gone");
    socket.destroy();
    await gone;
  };

  test("class 36, EpicorBridge: one who leaves while the ERP is at work leaves it taken until that is done", async () => {
    stand.upstream.respond = hold;
    const caller = await call(read(stand.key, "sent"));
    const finish = await arrived.promise;
    await leaveAnd(caller);
    await isKept();
    finish();
    await isFree();
  });

  test("class 36, EpicorBridge: one who leaves while a batch is at work, as well", async () => {
    stand.upstream.respond = hold;
    const body = JSON.stringify({ requests: [{ id: "1", method: "GET", url: "Erp.BO.CustomerSvc/Customers" }] });
    const caller = await call(requestBytes("POST", BATCH, withKey(stand.key, ...sized(body)), body));
    const finish = await arrived.promise;
    await leaveAnd(caller);
    await isKept();
    finish();
    await isFree();
  });

  test("class 36, EpicorBridge: one who leaves in the midst of the answer", async () => {
    stand.upstream.respond = (request) => {
      request.socket.write(HEAD);
      arrived.resolve(() => void request.socket.end("-".repeat(96)));
    };
    const caller = await call(read(stand.key, "receiving"));
    await once(caller, "data");
    const finish = await arrived.promise;
    await leaveAnd(caller);
    await isKept();
    finish();
    await isFree();
  });

  test("class 36, EpicorBridge: one who leaves in the midst of its body", async () => {
    const bytes = requestBytes("POST", CUSTOMERS, withKey(stand.key, ...sized("x".repeat(100))), "half");
    const caller = await call(bytes);
    while (stand.upstream.begun() === 0) await new Promise(setImmediate);
    await leaveAnd(caller);
    await isFree();
  });

  test("class 36, EpicorBridge: one who leaves the line, or sends a second request behind and leaves", async () => {
    stand.upstream.respond = hold;
    const caller = await call(Buffer.concat([read(stand.key, "one"), read(stand.key, "two")]));
    const finish = await arrived.promise;
    const waits = await call(read(stand.key, "three"));
    await untilSeats(1, 2);
    waits.destroy();
    await untilSeats(1, 1);
    caller.destroy();
    await untilSeats(1, 0);
    finish();
    await isFree();
    assert.deepEqual(targets(), ["?one", "?next"]);
  });

  test("class 36, EpicorBridge: one who leaves while a session is opened for it leaves that to the next caller", async () => {
    await stand[Symbol.asyncDispose]();
    stand = await startStand({ admission: { erp: { seats: { count: 1, waitMs: 120_000, sessions: true } } } });
    const isLogin = (url = ""): boolean => url.endsWith("/Ice.Lib.SessionModSvc/Login");
    stand.upstream.respond = (request, response) => {
      const session = `{"returnObj":"${randomUUID()}","parameters":{}}`;
      if (isLogin(request.url)) arrived.resolve(() => void response.end(session));
      else response.end("{}");
    };
    const caller = await call(read(stand.key, "left"));
    const finish = await arrived.promise;
    await leaveAnd(caller);
    await untilSeats(1, 0);
    const next = answered(read(stand.key, "next"));
    await untilSeats(1, 1);
    finish();
    assert.equal(await next, 200);
    await untilSeats(0, 0);
    const seen = stand.upstream.seen.map(({ target }) => target);
    assert.deepEqual([seen.length, isLogin(seen[0]), seen[1]], [2, true, `${SENT_CUSTOMERS}?next`]);
  });

  test("class 36, EpicorBridge: an ERP that breaks off, or whose answer is refused", async () => {
    stand.upstream.respond = (request) => request.socket.destroy();
    assert.equal(await answered(requestBytes("POST", CUSTOMERS, withKey(stand.key, ...sized("{}")), "{}")), 502);
    stand.upstream.respond = (_request, response) => response.writeHead(401).end("x".repeat(200_000));
    assert.equal(await answered(read(stand.key, "long")), 502);
    await isFree();
  });
});
