import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../src/index.ts";
import type { Prophet21Connection } from "../src/index.ts";
import { json, startErpServer } from "./erp-server.ts";
import type { ErpServer } from "./erp-server.ts";

const TOKEN_PATH = "/api/security/token/v2";

interface Issuer extends ErpServer {
  /** Tokens before this number are refused. */
  oldest: number;
  lifetimeSeconds: number;
  isDown: boolean;
}

/** A Prophet 21 that hands out numbered tokens and refuses those that were revoked. */
async function startIssuer(): Promise<Issuer> {
  let minted = 0;
  const state = { oldest: 1, lifetimeSeconds: 3600, isDown: false };
  const server = await startErpServer((seen, response) => {
    if (seen.url === TOKEN_PATH) {
      if (state.isDown) return json(response, { ErrorMessage: "busy" }, 503);
      minted += 1;
      return json(response, { AccessToken: `t${minted}`, ExpiresIn: state.lifetimeSeconds });
    }
    const held = Number(/^Bearer t(\d+)$/.exec(seen.headers.authorization ?? "")?.[1]);
    if (held >= state.oldest) return json(response, { held, method: seen.method, body: seen.body });
    response.writeHead(401, { "content-type": "application/xml" });
    return void response.end(
      "<TokenError><Description>invalid token</Description><Error>invalid_token</Error></TokenError>",
    );
  });
  return Object.assign(state, server);
}

function login(server: ErpServer, now?: () => number): Prophet21Connection {
  const auth = { kind: "password", username: "api_user", password: seeded("wire-password") } as const;
  return connect({ system: "prophet21", url: server.url, auth, timeoutMs: 120_000 }, now ? { now } : {});
}

const thousand = <T>(call: () => Promise<T>) => Promise.all(Array.from({ length: 1000 }, call));

describe("on the wire", () => {
  it("1,000 callers, cold: one token request", async () => {
    await using server = await startIssuer();
    await using p21 = login(server);
    const all = await thousand(() => p21.token());
    assert.deepEqual([...new Set(all.map((token) => token?.token))], ["t1"]);
    assert.equal(server.count(TOKEN_PATH), 1);
  });

  it("1,000 callers on an expired token: one token request", async () => {
    await using server = await startIssuer();
    let nowMs = 1_800_000_000_000;
    await using p21 = login(server, () => nowMs);
    await p21.token();
    nowMs += 3_600_000;
    assert.equal(p21.heldHeaders(), undefined);
    const all = await thousand(() => p21.headers());
    assert.deepEqual([...new Set(all.map((headers) => headers["authorization"]))], ["Bearer t2"]);
    assert.equal(server.count(TOKEN_PATH), 2);
  });

  it("1,000 calls after a revoked token: one token request each time, and every call is answered", async () => {
    await using server = await startIssuer();
    await using p21 = login(server);
    await p21.get("/api/x");
    for (const round of [2, 3]) {
      server.oldest = round;
      const all = await thousand(() => p21.get<{ held: number }>("/api/x"));
      assert.ok(all.every(({ held }) => held === round));
      assert.equal(server.count(TOKEN_PATH), round);
    }
  });

  it("a write whose token was refused is sent again with its body: the 401 proves that nothing was done", async () => {
    await using server = await startIssuer();
    await using p21 = login(server);
    await p21.token();
    server.oldest = 2;
    const answer = await p21.get<{ held: number; body: string }>("/api/x", { method: "POST", body: '{"a":1}' });
    assert.deepEqual(answer, { held: 2, method: "POST", body: '{"a":1}' });
  });

  it("a streamed body is not sent again: the 401 is returned", async () => {
    await using server = await startIssuer();
    await using p21 = login(server);
    await p21.token();
    server.oldest = 2;
    const body = new Blob(["streamed"]).stream();
    const answer = await p21.fetch("/api/x", { method: "POST", body });
    assert.equal(answer.status, 401);
    assert.match(await answer.text(), /TokenError/);
    assert.equal(server.count("/api/x"), 1);
  });

  it("a fresh token that is refused again is final: two calls, one more token, the ERP's own 401", async () => {
    await using server = await startIssuer();
    // On a clock that stands still: what was refused is tried again after a while.
    await using p21 = login(server, () => 1_800_000_000_000);
    await p21.token();
    server.oldest = Infinity;
    await assert.rejects(
      p21.get("/api/x"),
      (error: unknown) => ErpgateError.is(error) && error.code === "P21_TOKEN_REFUSED",
    );
    assert.equal(server.count("/api/x"), 2);
    assert.equal(server.count(TOKEN_PATH), 2);
    for (let call = 0; call < 20; call += 1) await assert.rejects(p21.get("/api/x"));
    assert.equal(server.count(TOKEN_PATH), 2);
  });

  it("while the token is valid and the issuer is down nobody waits and nobody fails", async () => {
    await using server = await startIssuer();
    let nowMs = 1_800_000_000_000;
    await using p21 = login(server, () => nowMs);
    await p21.token();
    nowMs += 3_540_000;
    server.isDown = true;
    const all = await thousand(() => p21.get<{ held: number }>("/api/x"));
    assert.ok(all.every(({ held }) => held === 1));
    assert.equal(server.count(TOKEN_PATH), 2);
  });

  it("with the token at its end and the issuer down, callers get the remembered error and the time of the next try", async () => {
    await using server = await startIssuer();
    server.isDown = true;
    await using p21 = login(server);
    await assert.rejects(p21.get("/api/x"), (error: unknown) => ErpgateError.is(error) && error.status === 503);
    await assert.rejects(p21.get("/api/x"), (error: unknown) => {
      return ErpgateError.is(error) && error.code === "TOKEN_ISSUER_UNAVAILABLE" && error.nextTryAtMs !== undefined;
    });
    assert.equal(server.count(TOKEN_PATH), 1);
    assert.equal(server.count("/api/x"), 0);
  });

  it("one caller's abort or time limit ends its own wait and nobody else's", async () => {
    const gate = Promise.withResolvers<void>();
    await using server = await startErpServer((_seen, response) => {
      void gate.promise.then(() => json(response, { AccessToken: "t1", ExpiresIn: 3600 }));
    });
    await using p21 = login(server);
    const abort = new AbortController();
    const aborted = p21.token({ signal: abort.signal });
    const late = p21.headers({ timeoutMs: 5 });
    const patient = p21.token();
    abort.abort();
    await assert.rejects(aborted, (error: unknown) => ErpgateError.is(error) && error.code === "CALL_ABORTED");
    await assert.rejects(late, (error: unknown) => ErpgateError.is(error) && error.code === "CALL_TIMEOUT");
    gate.resolve();
    assert.equal((await patient)?.token, "t1");
    assert.equal(server.count(TOKEN_PATH), 1);
  });

  it("held headers are one frozen object while the token is valid; token() gives one promise", async () => {
    await using server = await startIssuer();
    await using p21 = login(server);
    assert.equal(p21.heldHeaders(), undefined);
    const headers = await p21.headers();
    assert.deepEqual(headers, { authorization: "Bearer t1", accept: "application/json" });
    assert.ok(Object.isFrozen(headers));
    assert.equal(p21.heldHeaders(), headers);
    assert.equal(p21.token(), p21.token());
  });

  it("refused() with headers of an older token changes nothing", async () => {
    await using server = await startIssuer();
    await using p21 = login(server);
    const first = await p21.headers();
    p21.refused(first);
    assert.equal(p21.heldHeaders(), undefined);
    const second = await p21.headers();
    assert.equal(second["authorization"], "Bearer t2");
    p21.refused(first);
    assert.equal(p21.heldHeaders(), second);
  });
});
