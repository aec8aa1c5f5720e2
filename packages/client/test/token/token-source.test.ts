import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../src/errors.ts";
import type { LogEvent } from "../../src/log.ts";
import { createMemoryTokenStore } from "../../src/token/token-store.ts";
import type { StoredRefusal, StoreLock, TokenStore } from "../../src/token/token-store.ts";
import { createTokenSource } from "../../src/token/token-source.ts";
import type { TokenSource, TokenSourceParts } from "../../src/token/token-source.ts";
import type { TokenGrant } from "../../src/token/token.ts";

const START_MS = Date.UTC(2026, 10, 21, 8);

/** An issuer whose every answer the test decides, on a clock that the test moves. */
function bench(parts: Partial<TokenSourceParts> = {}, random = 0) {
  const clock = { nowMs: START_MS };
  const asked: PromiseWithResolvers<TokenGrant>[] = [];
  const events: LogEvent[] = [];
  const source = createTokenSource({
    obtain: () => {
      const one = Promise.withResolvers<TokenGrant>();
      asked.push(one);
      return one.promise;
    },
    runtime: { now: () => clock.nowMs, random: () => random },
    log: (event) => events.push(event),
    ...parts,
  });
  const grant = (lifetimeSeconds: number | undefined, more: Partial<TokenGrant> = {}): void => {
    asked.at(-1)?.resolve({ token: `token-${asked.length}`, lifetimeSeconds, isFresh: true, ...more });
  };
  const fail = (error: unknown): void => asked.at(-1)?.reject(error);
  return { source, clock, asked, events, grant, fail };
}

/** A source that has its first token. */
async function holding(lifetimeSeconds: number | undefined, more: Partial<TokenGrant> = {}, random = 0) {
  const made = bench({}, random);
  const first = made.source.token();
  made.grant(lifetimeSeconds, more);
  await first;
  return made;
}

const isCode = (code: string) => (error: unknown) => ErpgateError.is(error) && error.code === code;
const unavailable = (): ErpgateError => new ErpgateError("TOKEN_ISSUER_UNAVAILABLE", "the issuer is down");
const thousand = (source: TokenSource) => Promise.allSettled(Array.from({ length: 1000 }, () => source.token()));
/** A store whose lock passes from one to the next. */
function lockable(): TokenStore {
  let last = Promise.resolve();
  const lock = async (): Promise<StoreLock> => {
    const free = Promise.withResolvers<void>();
    const before = last;
    last = free.promise;
    await before;
    return { release: () => Promise.resolve(free.resolve()) };
  };
  return { ...createMemoryTokenStore(), lock };
}

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("law 1: one request in flight, however many callers", () => {
  it("1,000 cold callers share one request and one token", async () => {
    const { source, asked, grant } = bench();
    const all = thousand(source);
    assert.equal(asked.length, 1);
    grant(3600);
    const tokens = new Set((await all).map((one) => (one.status === "fulfilled" ? one.value.token : "failed")));
    assert.deepEqual([...tokens], ["token-1"]);
    assert.equal(asked.length, 1);
  });

  it("1,000 callers on an expired token share one request", async () => {
    const { source, clock, asked, grant } = await holding(3600);
    clock.nowMs += 3_600_000;
    const all = thousand(source);
    grant(3600);
    assert.ok((await all).every((one) => one.status === "fulfilled" && one.value.token === "token-2"));
    assert.equal(asked.length, 2);
  });

  it("1,000 callers after a revoked token share one request", async () => {
    const { source, asked, grant } = await holding(3600);
    for (let caller = 0; caller < 1000; caller += 1) source.refused("token-1");
    const all = thousand(source);
    grant(3600);
    assert.ok((await all).every((one) => one.status === "fulfilled" && one.value.token === "token-2"));
    assert.equal(asked.length, 2);
  });

  it("a failure is shared, too: 1,000 callers fail by one request", async () => {
    const { source, asked, fail } = bench();
    const all = thousand(source);
    fail(unavailable());
    assert.ok((await all).every((one) => one.status === "rejected"));
    assert.equal(asked.length, 1);
  });
});

describe("law 2: renewal ahead of expiry, by five minutes but never more than a fifth of the lifetime", () => {
  const cases = [
    { lifetimeSeconds: 86_400, marginMs: 300_000 },
    { lifetimeSeconds: 3600, marginMs: 300_000 },
    { lifetimeSeconds: 1500, marginMs: 300_000 },
    { lifetimeSeconds: 240, marginMs: 48_000 },
    { lifetimeSeconds: 2, marginMs: 400 },
  ];
  for (const { lifetimeSeconds, marginMs } of cases) {
    it(`a token of ${lifetimeSeconds} s is renewed from ${marginMs} ms before its end, and not before`, async () => {
      const { source, clock, asked } = await holding(lifetimeSeconds);
      clock.nowMs = START_MS + lifetimeSeconds * 1000 - marginMs - 1;
      await source.token();
      assert.equal(asked.length, 1, "too early");
      clock.nowMs += 1;
      await source.token();
      assert.equal(asked.length, 2, "not renewed");
    });
  }

  it("jitter takes up to a fifth from the margin and adds nothing to it", async () => {
    const { source, clock, asked } = await holding(3600, {}, 0.999_999);
    clock.nowMs = START_MS + 3_600_000 - 240_001;
    await source.token();
    assert.equal(asked.length, 1);
    clock.nowMs += 2;
    await source.token();
    assert.equal(asked.length, 2);
  });
});

describe("law 3: the token in hand is served while renewal runs", () => {
  it("nobody waits: the old token is there at once, the new one as soon as it has come", async () => {
    const { source, clock, asked, grant } = await holding(3600);
    clock.nowMs += 3_540_000;
    assert.equal((await source.token()).token, "token-1");
    assert.equal(asked.length, 2);
    grant(3600);
    await settle();
    assert.equal((await source.token()).token, "token-2");
    assert.equal(asked.length, 2);
  });

  it("nobody fails while the issuer is down and the token is valid", async () => {
    const { source, clock, fail } = await holding(3600);
    clock.nowMs += 3_540_000;
    const all = thousand(source);
    fail(unavailable());
    assert.ok((await all).every((one) => one.status === "fulfilled" && one.value.token === "token-1"));
    await settle();
    assert.equal((await source.token()).token, "token-1");
  });

  for (const [lifetimeSeconds, lastMs] of [
    [3600, 1000],
    [2, 200],
  ] as const) {
    it(`a token of ${lifetimeSeconds} s is not served in its last ${lastMs} ms: the call would arrive too late`, async () => {
      const { source, clock } = await holding(lifetimeSeconds);
      clock.nowMs = START_MS + lifetimeSeconds * 1000 - lastMs - 1;
      assert.equal(source.held(clock.nowMs)?.access.token, "token-1");
      clock.nowMs += 1;
      assert.equal(source.held(clock.nowMs), undefined);
    });
  }
});

describe("law 4: a refused token is dropped only if it is still the current one", () => {
  it("a refusal of an older token leaves the newer one alone", async () => {
    const { source, asked, grant } = await holding(3600);
    source.refused("token-1");
    const second = source.token();
    grant(3600);
    await second;
    source.refused("token-1");
    assert.equal((await source.token()).token, "token-2");
    assert.equal(asked.length, 2);
  });
});

describe("law 5: a remembered refusal does not loop", () => {
  it("a fresh token that is refused as well is kept until the back-off has passed", async () => {
    const { source, clock, asked, grant } = await holding(3600);
    source.refused("token-1");
    const second = source.token();
    grant(3600);
    await second;
    for (let call = 0; call < 100; call += 1) {
      source.refused("token-2");
      assert.equal((await source.token()).token, "token-2");
    }
    assert.equal(asked.length, 2);
    clock.nowMs += 1000;
    source.refused("token-2");
    const third = source.token();
    grant(3600);
    assert.equal((await third).token, "token-3");
  });

  it("an issuer that hands out the refused text again is asked once a back-off, not once a call", async () => {
    const { source, clock, asked, grant } = await holding(3600, { token: "same" });
    for (let call = 0; call < 50; call += 1) {
      source.refused("same");
      const next = source.token();
      grant(3600, { token: "same" });
      assert.equal((await next).token, "same");
    }
    assert.equal(asked.length, 2);
    clock.nowMs += 1000;
    source.refused("same");
    void source.token();
    assert.equal(asked.length, 3);
    grant(3600, { token: "same" });
    await settle();
  });

  it("a token that one address refuses and others let in is not fetched anew for each refused call", async () => {
    const { source, asked, grant } = await holding(3600);
    for (let call = 0; call < 50; call += 1) {
      source.refused(`token-${asked.length}`);
      const next = source.token();
      grant(3600);
      await next;
      source.refused(`token-${asked.length}`);
      source.accepted();
    }
    assert.equal(asked.length, 2);
  });

  it("a token that was let in ends the memory: the next revocation is repaired at once", async () => {
    const { source, asked, grant } = await holding(3600);
    for (let round = 1; round <= 5; round += 1) {
      source.refused(`token-${round}`);
      const next = source.token();
      grant(3600);
      assert.equal((await next).token, `token-${round + 1}`);
      source.accepted();
    }
    assert.equal(asked.length, 6);
  });
});

describe("law 6: a failed attempt cools down", () => {
  it("at most one attempt a back-off; in between the remembered error, with the time of the next try", async () => {
    const { source, clock, asked, fail } = bench();
    const first = source.token();
    fail(unavailable());
    await assert.rejects(first, (error: unknown) => ErpgateError.is(error) && error.nextTryAtMs === undefined);
    for (let call = 0; call < 100; call += 1) {
      await assert.rejects(source.token(), (error: unknown) => {
        assert.ok(ErpgateError.is(error));
        assert.equal(error.code, "TOKEN_ISSUER_UNAVAILABLE");
        assert.equal(error.nextTryAtMs, START_MS + 750);
        assert.ok(ErpgateError.is(error.cause));
        return true;
      });
    }
    assert.equal(asked.length, 1);
    clock.nowMs = START_MS + 750;
    source.token().catch(() => undefined);
    assert.equal(asked.length, 2);
    fail(unavailable());
    await settle();
  });

  it("the rests double, up to a minute for what passes, three seconds where nobody is there, a quarter of an hour for what does not", async () => {
    const rests = async (error: ErpgateError): Promise<number[]> => {
      const { source, clock, events, fail } = bench({}, 1);
      for (let round = 0; round < 8; round += 1) {
        const attempt = source.token();
        fail(error);
        await assert.rejects(attempt);
        const failed = events.filter((event) => event.event === "token-failed").at(-1);
        clock.nowMs = failed?.nextTryAtMs ?? 0;
      }
      const ends = events.flatMap((event) => (event.event === "token-failed" ? [event.nextTryAtMs] : []));
      return ends.map((end, index) => end - (ends[index - 1] ?? START_MS));
    };
    assert.deepEqual(await rests(unavailable()), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    const absent = new ErpgateError("NETWORK_REFUSED", "down");
    assert.deepEqual(await rests(absent), [1000, 2000, 3000, 3000, 3000, 3000, 3000, 3000], "one that is not there");
    const refused = new ErpgateError("KINETIC_CREDENTIALS_INVALID", "refused");
    assert.deepEqual(await rests(refused), [30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
  });

  it("Retry-After is honoured", async () => {
    const { source, clock, asked, fail } = bench();
    const first = source.token();
    fail(new ErpgateError("TOKEN_ISSUER_UNAVAILABLE", "busy", { retryAfterMs: 120_000 }));
    await assert.rejects(first);
    clock.nowMs += 119_999;
    await assert.rejects(source.token());
    assert.equal(asked.length, 1);
    clock.nowMs += 1;
    source.token().catch(() => undefined);
    assert.equal(asked.length, 2);
    fail(unavailable());
    await settle();
  });

  it("a failed renewal in the background is tried once a back-off while the token is served", async () => {
    const { source, clock, asked, fail } = await holding(3600);
    clock.nowMs += 3_540_000;
    await source.token();
    fail(unavailable());
    await settle();
    for (let call = 0; call < 100; call += 1) await source.token();
    assert.equal(asked.length, 2);
    clock.nowMs += 750;
    await source.token();
    assert.equal(asked.length, 3);
    fail(unavailable());
    await settle();
  });

  it("success ends the count", async () => {
    const { source, clock, asked, fail, grant } = bench();
    const first = source.token();
    fail(unavailable());
    await assert.rejects(first);
    clock.nowMs += 750;
    const second = source.token();
    grant(3600);
    assert.equal((await second).token, "token-2");
    assert.equal(asked.length, 2);
  });
});

describe("law 7: no timer at all, so none that overflows", () => {
  it("a token of 20 years never expires and is asked for once", async (context) => {
    const timers = context.mock.method(globalThis, "setTimeout");
    const { source, clock, asked } = await holding(630_720_000);
    assert.equal(timers.mock.callCount(), 0);
    assert.equal((await source.token()).expiresAtMs, undefined);
    clock.nowMs += 630_720_000_000;
    await source.token();
    assert.equal(asked.length, 1);
  });
});

describe("law 8: expiry is judged on the lifetime, by our own clock", () => {
  const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
  const skewMs = 7_200_000;

  it("a stated lifetime counts from our own asking, whatever the token's exp and the server's clock say", async () => {
    const token = jwt({ exp: (START_MS - skewMs) / 1000 });
    const { source } = await holding(3600, { token, issuerNowMs: START_MS - skewMs });
    assert.equal(
      (await source.token()).expiresAtMs,
      START_MS + 3_599_000,
      "less the second that its times were cut by",
    );
  });

  for (const direction of [1, -1]) {
    it(`exp without a lifetime is corrected by the skew of ${direction * 2} h, and the skew is told`, async () => {
      const issuerNowMs = START_MS + direction * skewMs;
      const token = jwt({ exp: String(issuerNowMs / 1000 + 1800) });
      const { source, events } = await holding(undefined, { token, issuerNowMs });
      const { expiresAtMs = 0 } = await source.token();
      assert.ok(Math.abs(expiresAtMs - (START_MS + 1_800_000)) <= 1000);
      assert.equal(events.filter((event) => event.event === "clock-skew").length, 1);
    });
  }

  it("without a Date, the length from iat to exp counts", async () => {
    const token = jwt({ iat: 1000, exp: 2800 });
    const { source } = await holding(undefined, { token });
    assert.equal((await source.token()).expiresAtMs, START_MS + 1_799_000);
  });

  it("times cut to whole seconds never make a token of two seconds look longer than it is", async () => {
    const issuedAtMs = START_MS + 900;
    const iat = Math.floor(issuedAtMs / 1000);
    for (const stated of [2, undefined]) {
      const { source, clock, grant } = bench();
      clock.nowMs = issuedAtMs;
      const asked = source.token();
      grant(stated, { token: jwt({ iat, exp: iat + 2 }) });
      assert.ok(((await asked).expiresAtMs ?? Infinity) <= (iat + 2) * 1000);
    }
  });

  it("with neither lifetime nor exp it is an hour: neither forever nor never", async () => {
    const { source } = await holding(undefined);
    assert.equal((await source.token()).expiresAtMs, START_MS + 3_600_000);
  });

  it("a token that was given expired is refused, not sent", async () => {
    const { source, grant } = bench();
    const first = source.token();
    grant(undefined, { token: jwt({ exp: START_MS / 1000 - 1 }), isFresh: false });
    await assert.rejects(first, isCode("TOKEN_EXPIRED"));
  });
});

describe("a store", () => {
  const key = "k";

  it("spares a second source its request", async () => {
    const tokens = createMemoryTokenStore();
    const one = bench({ store: { tokens, key } });
    const first = one.source.token();
    await settle();
    one.grant(3600);
    await first;
    const other = bench({ store: { tokens, key } });
    assert.equal((await other.source.token()).token, "token-1");
    assert.equal(other.asked.length, 0);
  });

  it("is not believed about a token that was refused, or that is due for renewal", async () => {
    const tokens = createMemoryTokenStore();
    await tokens.write(key, { token: "old", obtainedAtMs: START_MS - 3_500_000, expiresAtMs: START_MS + 100_000 });
    const { source, asked, grant } = bench({ store: { tokens, key } });
    const first = source.token();
    await settle();
    assert.equal(asked.length, 1);
    grant(3600);
    assert.equal((await first).token, "token-1");
    source.refused("token-1");
    await settle();
    assert.equal(await tokens.read(key), undefined);
  });

  it("may hold a newer token of the same text, which spares a request: Kinetic gives one text for all of a second", async () => {
    const tokens = createMemoryTokenStore();
    const { source, clock, asked, grant } = bench({ store: { tokens, key } });
    const first = source.token();
    await settle();
    grant(2);
    await first;
    await tokens.write(key, { token: "token-1", obtainedAtMs: START_MS + 800, expiresAtMs: START_MS + 2800 });
    clock.nowMs = START_MS + 1700;
    source.held(clock.nowMs);
    await settle();
    clock.nowMs = START_MS + 2500;
    assert.equal((await source.token()).expiresAtMs, START_MS + 2800);
    assert.equal(asked.length, 1);
  });

  it("that fails is told and done without", async () => {
    const broken = () => Promise.reject(new Error("disk"));
    const tokens = { read: broken, write: broken, remove: broken };
    const { source, events, grant } = bench({ store: { tokens, key } });
    const first = source.token();
    await settle();
    grant(3600);
    assert.equal((await first).token, "token-1");
    const actions = events.flatMap((event) => (event.event === "token-store-failed" ? [event.action] : []));
    assert.deepEqual(actions, ["read", "write"]);
  });

  it("with a lock lets one source ask while the others wait and find what it stored", async () => {
    const tokens = lockable();
    const all = [1, 2, 3].map(() => bench({ store: { tokens, key } }));
    const waiting = all.map(({ source }) => source.token());
    await settle();
    const [asking] = all.filter(({ asked }) => asked.length > 0);
    assert.ok(asking);
    asking.grant(3600);
    const got = await Promise.all(waiting);
    assert.deepEqual(new Set(got.map(({ token }) => token)), new Set(["token-1"]));
    assert.equal(all.flatMap(({ asked }) => asked).length, 1);
  });

  it("whose lock is not to be had is told, read again, and done without", async () => {
    const tokens = { ...createMemoryTokenStore(), lock: () => Promise.reject(new Error("busy")) };
    const { source, asked, events, grant } = bench({ store: { tokens, key } });
    const first = source.token();
    await settle();
    assert.equal(asked.length, 1);
    grant(3600);
    await first;
    assert.deepEqual(
      events.flatMap((event) => (event.event === "token-store-failed" ? [event.action] : [])),
      ["lock"],
    );
  });

  it("gives the lock back when the request fails, so that the next may try", async () => {
    const tokens = lockable();
    const one = bench({ store: { tokens, key } });
    const failing = one.source.token();
    await settle();
    one.fail(unavailable());
    await assert.rejects(failing);
    const other = bench({ store: { tokens, key } });
    const second = other.source.token();
    await settle();
    other.grant(3600);
    assert.equal((await second).token, "token-1");
  });

  it("hands the newest refresh token to the request, also one that another process rotated, and keeps it past a refusal", async () => {
    const tokens = createMemoryTokenStore();
    const used: (string | undefined)[] = [];
    const obtain = (_signal: AbortSignal, refreshToken?: string): Promise<TokenGrant> => {
      used.push(refreshToken);
      const turn = String(used.length);
      return Promise.resolve({ token: `t${turn}`, lifetimeSeconds: 3600, isFresh: true, refreshToken: `r${turn}` });
    };
    const one = bench({ store: { tokens, key }, obtain });
    await one.source.token();
    one.source.refused("t1");
    await settle();
    assert.deepEqual(await tokens.read(key), {
      token: "",
      expiresAtMs: 0,
      obtainedAtMs: START_MS,
      refreshToken: "r1",
    });
    await bench({ store: { tokens, key }, obtain }).source.token();
    await tokens.remove(key, "t2");
    await one.source.token();
    assert.deepEqual(used, [undefined, "r1", "r2"]);
  });

  it("forgets a token only if it is still the one that is kept", async () => {
    const tokens = createMemoryTokenStore();
    await tokens.write(key, { token: "newer", obtainedAtMs: 0, expiresAtMs: undefined });
    await tokens.remove(key, "older");
    assert.equal((await tokens.read(key))?.token, "newer");
  });
});

describe("a store that keeps refusals", () => {
  const refusing = (): ErpgateError =>
    new ErpgateError("P21_KEY_UNKNOWN", "the ERP does not know the key", { status: 401 });
  /** Any number of sources over it, as processes share a store. */
  function sharing() {
    let kept: StoredRefusal | undefined;
    const tokens: TokenStore = {
      ...lockable(),
      readRefusal: () => Promise.resolve(kept),
      writeRefusal: (_key, refusal) => {
        kept = refusal;
        return Promise.resolve();
      },
    };
    const keep = (refusal: Partial<StoredRefusal>): void => {
      const given = { code: "P21_KEY_UNKNOWN", message: "told", status: 401, finding: undefined, count: 1 } as const;
      kept = { ...given, refusedAtMs: START_MS, nextTryAtMs: START_MS + 30_000, ...refusal };
    };
    return { store: { tokens, key: "k" }, keep, kept: () => kept };
  }

  it("one is refused, and nobody else asks; the error is the same for all", async () => {
    const { store, kept } = sharing();
    const [one, other] = [bench({ store }), bench({ store })];
    const waiting = [one.source.token(), other.source.token()];
    while (one.asked.length === 0) await settle();
    one.fail(refusing());
    for (const each of await Promise.allSettled(waiting)) {
      assert.ok(each.status === "rejected" && ErpgateError.is(each.reason));
      assert.deepEqual([each.reason.code, each.reason.status], ["P21_KEY_UNKNOWN", 401]);
    }
    assert.equal(other.asked.length, 0);
    const nextTryAtMs = START_MS + 22_500;
    assert.deepEqual(other.events, [
      { event: "token-failed", from: "store", code: "P21_KEY_UNKNOWN", durationMs: 0, nextTryAtMs },
    ]);
    assert.deepEqual([kept()?.count, kept()?.nextTryAtMs], [1, nextTryAtMs]);
  });

  it("its count goes on, whoever asks next", async () => {
    const { store, keep, kept } = sharing();
    keep({ count: 3, nextTryAtMs: START_MS });
    const { source, asked, fail } = bench({ store });
    const waiting = source.token();
    while (asked.length === 0) await settle();
    fail(refusing());
    await assert.rejects(waiting, isCode("P21_KEY_UNKNOWN"));
    assert.deepEqual([kept()?.count, kept()?.nextTryAtMs], [4, START_MS + 180_000]);
  });

  it("what cannot be meant keeps nobody away: a code of a later version, a refusal of tomorrow", async () => {
    for (const odd of [{ code: "P21_OF_TOMORROW" as "P21_KEY_UNKNOWN" }, { refusedAtMs: START_MS + 86_400_000 }]) {
      const { store, keep } = sharing();
      keep(odd);
      const { source, asked, grant } = bench({ store });
      const waiting = source.token();
      while (asked.length === 0) await settle();
      grant(3600);
      assert.equal((await waiting).token, "token-1");
    }
  });

  it("who rests looks once a second whether others have a token, and a look is no attempt", async () => {
    const { store, kept } = sharing();
    const { source, clock, asked, fail, events } = bench({ store });
    const first = source.token();
    while (asked.length === 0) await settle();
    fail(refusing());
    await assert.rejects(first, isCode("P21_KEY_UNKNOWN"));
    for (let second = 1; second <= 3; second += 1) {
      clock.nowMs += 1000;
      await assert.rejects(source.token(), isCode("P21_KEY_UNKNOWN"));
    }
    assert.deepEqual([asked.length, events.length, kept()?.count], [1, 1, 1]);
    await store.tokens.write("k", { token: "theirs", expiresAtMs: undefined, obtainedAtMs: clock.nowMs });
    await assert.rejects(source.token(), isCode("P21_KEY_UNKNOWN"), "it has looked just now");
    clock.nowMs += 1000;
    assert.equal((await source.token()).token, "theirs");
    assert.equal(asked.length, 1);
  });

  it("a store that cannot read or keep them is said, and the connection works without", async () => {
    const { store } = sharing();
    const broken = (): Promise<never> => Promise.reject(new Error("gone"));
    const tokens = { ...store.tokens, readRefusal: broken, writeRefusal: broken };
    const { source, asked, fail, events } = bench({ store: { tokens, key: "k" } });
    const waiting = source.token();
    while (asked.length === 0) await settle();
    fail(refusing());
    await assert.rejects(waiting, isCode("P21_KEY_UNKNOWN"));
    const failed = events.flatMap((event) => (event.event === "token-store-failed" ? [event.action] : []));
    assert.deepEqual(failed, ["read", "write"]);
  });
});

describe("closing", () => {
  it("ends what waits, aborts the request and refuses what comes after", async () => {
    const signals: AbortSignal[] = [];
    const source = createTokenSource({
      obtain: (signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
      },
      runtime: { now: () => START_MS, random: () => 0 },
    });
    const waiting = source.token();
    source.close();
    await assert.rejects(waiting, isCode("CONNECTION_CLOSED"));
    assert.equal(signals[0]?.aborted, true);
    await assert.rejects(source.token(), isCode("CONNECTION_CLOSED"));
  });

  it("an error of a provider is kept as the cause and not quoted", async () => {
    const { source, fail } = bench();
    const first = source.token();
    const cause = new Error(`could not log in with ${seeded("provider")}`);
    fail(cause);
    await assert.rejects(first, (error: unknown) => {
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "TOKEN_PROVIDER_FAILED");
      assert.equal(error.cause, cause);
      assert.ok(!error.message.includes(seeded("provider")));
      return true;
    });
  });
});
