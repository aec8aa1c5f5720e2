import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { connect, type ErpgateError, type Prophet21Connection } from "@erpgate/client";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createSharedTokens } from "../../src/cluster/shared-tokens.ts";
import type { TokenLeases } from "../../src/store/token-leases.ts";
import { createKeyring } from "../../src/keys/keyring.ts";
import { loadSqlite } from "../../src/store/sqlite-module.ts";
import { openStore } from "../../src/store/open-store.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-shared-tokens-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const LIFETIME_SECONDS = 100;
const HALF_A_MINUTE_MS = 30_000;
const secret = crypto.getRandomValues(new Uint8Array(32));
let stores = 0;

/** An issuer that counts, and replicas whose clocks differ by as much as is said. */
async function replicas(...aheadMs: number[]) {
  const location = join(folder, `store-${(stores += 1)}.db`);
  let elapsedMs = 0;
  let minted = 0;
  let isRefusing = false;
  let isAway = false;
  const failures: string[] = [];
  const started = Date.now();
  const fetch = async (): Promise<Response> => {
    minted += 1;
    const token = seeded(`minted-${minted}`);
    await new Promise(setImmediate);
    if (isAway)
      throw Object.assign(new TypeError("fetch failed"), {
        cause: Object.assign(new Error(), { code: "ECONNREFUSED" }),
      });
    if (isRefusing) return Response.json({ ErrorMessage: "no" }, { status: 401 });
    return Response.json({ AccessToken: token, ExpiresIn: LIFETIME_SECONDS, TokenType: "Bearer" });
  };
  const opened: AsyncDisposable[] = [];
  const connections: Prophet21Connection[] = [];
  const open = async (ahead: number): Promise<Prophet21Connection> => {
    const store = await openStore(location);
    const now = (): number => started + ahead + elapsedMs;
    const keyring = createKeyring([{ id: "m1", secret }], (size) => crypto.getRandomValues(new Uint8Array(size)));
    const later = <T extends { readonly nowMs: number } | undefined>(told: T): T =>
      told && { ...told, nowMs: told.nowMs + elapsedMs };
    const tokens: TokenLeases = {
      ...store.tokens,
      read: async (name) => later(await store.tokens.read(name)),
      claim: async (...args) => later(await store.tokens.claim(...args)),
    };
    const tokenStore = createSharedTokens({ tokens, keyring, now, startedAtMs: now() });
    const auth = { kind: "consumer-key", key: seeded("shared-consumer-key"), username: "api" } as const;
    const connection = connect(
      {
        system: "prophet21",
        url: "http://127.0.0.1:9",
        auth,
        tokenStore,
        log: ({ event }) => event === "token-failed" && failures.push(event),
      },
      { fetch, now, random: () => 0 },
    );
    opened.push(connection, store);
    return connection;
  };
  for (const ahead of aheadMs) connections.push(await open(ahead));
  return {
    location,
    connections,
    /** One more, started now. */
    start: () => open(0),
    minted: () => minted,
    refuse: (refuses: boolean) => (isRefusing = refuses),
    leave: (away: boolean) => (isAway = away),
    /** Resolves once so many attempts have come to nothing. */
    async failed(count: number) {
      while (failures.length < count) await new Promise(setImmediate);
    },
    /** By the store's clock as well. */
    pass: (ms: number) => (elapsedMs += ms),
    [Symbol.asyncDispose]: async () => {
      for (const each of opened) await each[Symbol.asyncDispose]();
    },
  };
}

const tokensOf = (connections: readonly Prophet21Connection[]): Promise<(string | undefined)[]> =>
  Promise.all(connections.map(async (connection) => (await connection.token())?.token));

describe("one token for all replicas", () => {
  test("asked for once, however many need it at once", async () => {
    await using all = await replicas(0, 0, 0, 0);
    const tokens = await tokensOf(all.connections);
    assert.deepEqual([new Set(tokens).size, all.minted()], [1, 1]);
  });

  test("repaired once for all when it is refused", async () => {
    await using all = await replicas(0, 0, 0, 0);
    const headers = await Promise.all(all.connections.map((connection) => connection.headers()));
    all.connections.forEach((connection, index) => connection.refused(headers[index] ?? {}));
    const tokens = await tokensOf(all.connections);
    assert.deepEqual([new Set(tokens).size, all.minted()], [1, 2]);
    // Whoever comes late with the old one does not end the new one.
    all.connections[0]?.refused(headers[0] ?? {});
    assert.deepEqual(await tokensOf(all.connections), tokens);
  });

  test("replicas whose clocks differ by half a minute agree on its end", async () => {
    await using all = await replicas(0, HALF_A_MINUTE_MS, -HALF_A_MINUTE_MS);
    const [, ahead, behind] = all.connections;
    assert.equal(new Set(await tokensOf(all.connections)).size, 1);
    const ends = await Promise.all([ahead, behind].map(async (each) => (await each?.token())?.expiresAtMs ?? 0));
    assert.ok(Math.abs((ends[0] ?? 0) - (ends[1] ?? 0) - 2 * HALF_A_MINUTE_MS) < 1000);
    assert.equal(all.minted(), 1);
  });

  test("stands in the store under a seal", async () => {
    await using all = await replicas(0);
    const [token = ""] = await tokensOf(all.connections);
    const { DatabaseSync } = loadSqlite();
    const database = new DatabaseSync(all.location, { readOnly: true });
    const rows = database.prepare("SELECT * FROM erpgate_tokens").all();
    database.close();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(token));
  });

  test("a store that is gone: each asks for itself, and the call goes through", async () => {
    const all = await replicas(0);
    const [connection] = all.connections;
    await using _kept = connection;
    const { DatabaseSync } = loadSqlite();
    const database = new DatabaseSync(all.location);
    database.exec("DROP TABLE erpgate_tokens");
    database.close();
    assert.match((await connection?.token())?.token ?? "", /./);
    assert.equal(all.minted(), 1);
    await all[Symbol.asyncDispose]();
  });
});

/** What each was told: a token, or a code and when the next attempt is. */
const outcomesOf = (connections: readonly Prophet21Connection[]): Promise<string[]> =>
  Promise.all(
    connections.map((connection) =>
      connection.token().then(
        () => "token",
        (error: ErpgateError) => error.code,
      ),
    ),
  );

describe("one refusal for all replicas", () => {
  test("asked once, however many need it at once, and once more when its rest is over", async () => {
    await using all = await replicas(0, HALF_A_MINUTE_MS, -HALF_A_MINUTE_MS, 0);
    all.refuse(true);
    assert.deepEqual(new Set(await outcomesOf(all.connections)), new Set(["P21_KEY_UNKNOWN"]));
    assert.equal(all.minted(), 1);
    all.pass(30_000);
    await outcomesOf(all.connections);
    assert.equal(all.minted(), 2, "30 s after the first");
    all.pass(30_000);
    await outcomesOf(all.connections);
    assert.equal(all.minted(), 2, "the rest is twice as long after the second, whoever made it");
    all.pass(30_000);
    all.refuse(false);
    assert.deepEqual([new Set(await outcomesOf(all.connections)), all.minted()], [new Set(["token"]), 3]);
  });

  test("who joins or starts anew keeps away as well, until half a minute has passed; whoever rests finds what it was given", async () => {
    await using all = await replicas(0, 0);
    all.refuse(true);
    await outcomesOf(all.connections);
    all.pass(30_000);
    await outcomesOf(all.connections);
    assert.deepEqual([await outcomesOf([await all.start()]), all.minted()], [["P21_KEY_UNKNOWN"], 2]);
    all.pass(31_000);
    all.refuse(false);
    assert.equal((await outcomesOf(all.connections))[0], "P21_KEY_UNKNOWN", "they rest for a minute");
    all.pass(1000);
    assert.deepEqual(await outcomesOf([await all.start()]), ["token"]);
    assert.deepEqual([new Set(await outcomesOf(all.connections)), all.minted()], [new Set(["token"]), 3]);
  });

  test("is kept beside the token in hand, and stays when that is refused", async () => {
    await using all = await replicas(0, 0);
    const [headers = {}] = await Promise.all(all.connections.map((connection) => connection.headers()));
    all.refuse(true);
    all.pass(0.9 * LIFETIME_SECONDS * 1000);
    assert.deepEqual(await outcomesOf(all.connections), ["token", "token"], "served while it is valid");
    await all.failed(2);
    for (const connection of all.connections) connection.refused(headers);
    assert.deepEqual(new Set(await outcomesOf(all.connections)), new Set(["P21_KEY_UNKNOWN"]));
    assert.deepEqual(new Set(await outcomesOf([await all.start()])), new Set(["P21_KEY_UNKNOWN"]));
    assert.equal(all.minted(), 2);
  });

  test("who cannot reach the ERP speaks for itself alone", async () => {
    await using all = await replicas(0, 0);
    all.leave(true);
    assert.deepEqual(await outcomesOf(all.connections), ["NETWORK_REFUSED", "NETWORK_REFUSED"]);
    assert.equal(all.minted(), 2);
  });
});
