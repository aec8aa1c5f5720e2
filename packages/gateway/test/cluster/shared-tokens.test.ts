import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { connect, type Prophet21Connection } from "@erpgate/client";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createSharedTokens } from "../../src/cluster/shared-tokens.ts";
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
  const started = Date.now();
  const fetch = async (): Promise<Response> => {
    minted += 1;
    const token = seeded(`minted-${minted}`);
    await new Promise(setImmediate);
    return Response.json({ AccessToken: token, ExpiresIn: LIFETIME_SECONDS, TokenType: "Bearer" });
  };
  const opened: AsyncDisposable[] = [];
  const connections: Prophet21Connection[] = [];
  for (const ahead of aheadMs) {
    const store = await openStore(location);
    const now = (): number => started + ahead + elapsedMs;
    const keyring = createKeyring([{ id: "m1", secret }], (size) => crypto.getRandomValues(new Uint8Array(size)));
    const tokenStore = createSharedTokens({ tokens: store.tokens, keyring, now });
    const auth = { kind: "consumer-key", key: seeded("shared-consumer-key"), username: "api" } as const;
    const connection = connect(
      { system: "prophet21", url: "http://127.0.0.1:9", auth, tokenStore },
      { fetch, now, random: () => 0 },
    );
    connections.push(connection);
    opened.push(connection, store);
  }
  return {
    location,
    connections,
    minted: () => minted,
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
