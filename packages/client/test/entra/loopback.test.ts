import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { openLoopback } from "../../src/entra/loopback.ts";

const STATE = "the-state";
const CODE = seeded("code");
const never = new AbortController().signal;
const FORM = { "content-type": "application/x-www-form-urlencoded" };

interface Got {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** As a browser would, but free to lie about host and path. */
function send(
  base: string,
  init: { method?: string; path?: string; host?: string; headers?: object; body?: string },
): Promise<Got> {
  const { port } = new URL(base);
  const { method = "POST", path = "/", host = `localhost:${port}`, headers = FORM, body = "" } = init;
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers: { ...headers, host } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    sent.on("error", reject).end(body);
  });
}

const good = `state=${STATE}&code=${CODE}`;

describe("the loopback", () => {
  it("takes the one answer, of the exact state, as a form, and shows nothing of it", async () => {
    await using loopback = await openLoopback("http://localhost", "form_post");
    assert.match(loopback.redirectUri, /^http:\/\/localhost:\d+$/);
    const answer = loopback.answer(STATE, never);
    const got = await send(loopback.redirectUri, { body: good });
    assert.equal(got.status, 200);
    assert.match(got.body, /You are signed in/);
    assert.ok(!got.body.includes(CODE));
    assert.match(String(got.headers["content-security-policy"]), /default-src 'none'/);
    assert.equal(got.headers["cache-control"], "no-store");
    assert.equal((await answer).get("code"), CODE);
    assert.equal((await send(loopback.redirectUri, { body: good })).status, 410, "one use");
  });

  it("ignores everything else and goes on waiting", async () => {
    await using loopback = await openLoopback("http://localhost/Callback", "form_post");
    assert.match(loopback.redirectUri, /:\d+\/Callback$/);
    const answer = loopback.answer(STATE, never);
    const at = (init: object) => send(loopback.redirectUri, { path: "/Callback", body: good, ...init });
    assert.equal((await at({ path: "/favicon.ico", method: "GET", body: "" })).status, 404);
    assert.equal((await at({ path: "/callback" })).status, 404, "letter case");
    assert.equal((await at({ path: "/Callback/" })).status, 404);
    assert.equal((await at({ host: "evil.example.com" })).status, 403, "DNS rebinding");
    assert.equal(
      (await at({ method: "GET", path: `/Callback?${good}`, body: "" })).status,
      405,
      "a code in an address",
    );
    assert.equal((await at({ headers: { "content-type": "text/plain" } })).status, 405);
    assert.equal((await at({ body: `state=other&code=x` })).status, 400);
    assert.equal((await at({ body: `code=x` })).status, 400);
    assert.equal((await at({ body: `${good}&state=${STATE}` })).status, 400, "two states");
    assert.equal((await at({ body: `${good}&pad=${"x".repeat(70_000)}` })).status, 405, "too large");
    assert.equal((await at({})).status, 200);
    assert.equal((await answer).get("code"), CODE);
  });

  it("takes an answer as a query where that was asked for", async () => {
    await using loopback = await openLoopback("http://localhost", "query");
    const answer = loopback.answer(STATE, never);
    const path = `/?error=access_denied&state=${STATE}`;
    const got = await send(loopback.redirectUri, { method: "GET", path });
    assert.match(got.body, /not completed/);
    assert.equal((await answer).get("error"), "access_denied");
  });

  it("falls back from a busy port to a free one, and listens on this computer alone", async () => {
    const busy = createServer();
    busy.listen(0, "127.0.0.1");
    await once(busy, "listening");
    const { port } = busy.address() as AddressInfo;
    await using loopback = await openLoopback(`http://localhost:${port}/`, "form_post");
    assert.notEqual(new URL(loopback.redirectUri).port, String(port));
    busy.close();
    await using second = await openLoopback(`http://localhost:${port}`, "form_post");
    assert.equal(new URL(second.redirectUri).port, String(port));
  });

  it("stops waiting when it is told to", async () => {
    await using loopback = await openLoopback("http://localhost", "form_post");
    const stop = new AbortController();
    const answer = loopback.answer(STATE, stop.signal);
    stop.abort(new Error("enough"));
    await assert.rejects(answer, /enough/);
  });
});
