import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { describe, it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { connect, ErpgateError } from "../../src/index.ts";
import type { ErpgateErrorCode, LogEvent, Runtime } from "../../src/index.ts";
import { json, startErpServer } from "../erp-server.ts";

const open = (
  url: string,
  more: { timeoutMs?: number; log?: (event: LogEvent) => void } = {},
  runtime: Partial<Runtime> = {},
) => connect({ system: "prophet21", url, auth: { kind: "bearer", token: seeded("bearer") }, ...more }, runtime);

const failsWith =
  (code: ErpgateErrorCode, more: (error: ErpgateError) => void = () => undefined) =>
  (error: unknown) => {
    assert.ok(ErpgateError.is(error), String(error));
    assert.equal(error.code, code);
    assert.ok(!`${error.message}${JSON.stringify(error)}${error.stack}`.includes(seeded("bearer")));
    more(error);
    return true;
  };

/** Waits of no length, which remember how long they would have been. */
function impatience() {
  const waits: number[] = [];
  return { waits, runtime: { sleep: (ms: number) => Promise.resolve(void waits.push(ms)), random: () => 1 } };
}

/** A server below HTTP, for answers that no HTTP server would give. */
async function startSocketServer(talk: (socket: Socket, connection: number) => void) {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    talk(socket, (connections += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("a server that does not do its part", () => {
  it("never answers: CALL_TIMEOUT after timeoutMs, retryable", async () => {
    await using server = await startErpServer(() => undefined);
    await using p21 = open(server.url, { timeoutMs: 40 });
    await assert.rejects(
      p21.get("/api/x"),
      failsWith("CALL_TIMEOUT", (error) => assert.ok(error.retryable)),
    );
  });

  it("stalls in the middle of the body: CALL_TIMEOUT, for get and for a Response", async () => {
    await using server = await startErpServer((_seen, response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"value":');
    });
    await using p21 = open(server.url, { timeoutMs: 200 });
    await assert.rejects(p21.get("/api/x"), failsWith("CALL_TIMEOUT"));
    // On a machine that is slow enough the limit passes before the answer has begun; it is the same error.
    const read = async (): Promise<string> => (await p21.fetch("/api/x")).text();
    await assert.rejects(read(), failsWith("CALL_TIMEOUT"));
  });

  it("resets at once: a read is tried three times, a write once", async () => {
    await using server = await startSocketServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const { waits, runtime } = impatience();
    await using p21 = open(server.url, {}, runtime);
    await assert.rejects(p21.get("/api/x"), failsWith("NETWORK_RESET"));
    assert.equal(server.connections, 3);
    assert.deepEqual(waits, [200, 400]);
    await assert.rejects(p21.get("/api/x", { method: "POST", body: "{}" }), failsWith("NETWORK_RESET"));
    assert.equal(server.connections, 4);
  });

  it("cuts the body short: NETWORK_RESET, never half an answer", async () => {
    await using server = await startSocketServer((socket) => {
      socket.once("data", () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"value":[]}'));
    });
    await using p21 = open(server.url);
    await assert.rejects(p21.get("/api/x"), failsWith("NETWORK_RESET"));
  });

  it("speaks something else: an ErpgateError", async () => {
    await using server = await startSocketServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const { runtime } = impatience();
    await using p21 = open(server.url, {}, runtime);
    await assert.rejects(p21.get("/api/x"), failsWith("NETWORK_FAILED"));
  });

  it("is not there: NETWORK_REFUSED", async () => {
    const server = await startSocketServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const { waits, runtime } = impatience();
    await using p21 = open(server.url, {}, runtime);
    await assert.rejects(p21.get("/api/x"), failsWith("NETWORK_REFUSED"));
    assert.equal(waits.length, 2);
  });

  it("recovers: a read is answered on the third try", async () => {
    await using server = await startSocketServer((socket, connection) => {
      socket.once("data", () => {
        if (connection < 3) return void socket.resetAndDestroy();
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{"a": 1}');
      });
    });
    const events: LogEvent[] = [];
    await using p21 = open(server.url, { log: (event) => events.push(event) }, impatience().runtime);
    assert.deepEqual(await p21.get("/api/x"), { a: 1 });
    assert.deepEqual(
      events.map(({ event }) => event),
      ["token-obtained", "call-retried", "call-retried", "call"],
    );
  });
});

describe("429 and 502 to 504", () => {
  for (const status of [429, 502, 503, 504]) {
    it(`${status}: a read waits as Retry-After says and is tried again; a write is not`, async () => {
      await using server = await startErpServer((seen, response) => {
        if (server.seen.length % 2 === 1) return json(response, {}, status, { "retry-after": "2" });
        return json(response, { method: seen.method });
      });
      const { waits, runtime } = impatience();
      await using p21 = open(server.url, {}, runtime);
      assert.deepEqual(await p21.get("/api/x"), { method: "GET" });
      assert.deepEqual(waits, [2000]);
      const written = await p21.fetch("/api/x", { method: "POST", body: "{}" });
      assert.equal(written.status, status);
      assert.equal(server.seen.length, 3);
    });
  }

  it("a server that wants us away for longer than the call may take is told to the caller", async () => {
    await using server = await startErpServer((_seen, response) => json(response, {}, 503, { "retry-after": "3600" }));
    await using p21 = open(server.url, {}, impatience().runtime);
    await assert.rejects(
      p21.get("/api/x"),
      failsWith("ANSWER_GATEWAY_ERROR", (error) => assert.equal(error.retryAfterMs, 3_600_000)),
    );
    assert.equal(server.seen.length, 1);
  });

  it("retries have a budget: an outage is not tripled", async () => {
    await using server = await startErpServer((_seen, response) => json(response, {}, 503));
    await using p21 = open(server.url, {}, impatience().runtime);
    for (let call = 0; call < 100; call += 1) await p21.fetch("/api/x");
    assert.ok(server.seen.length <= 125, `${server.seen.length} requests for 100 calls`);
  });
});

describe("redirects", () => {
  const traps = [
    { location: (path: string) => `${path}/`, says: /trailing slash is missing/ },
    { location: () => "https://elsewhere.example.com/api/x", says: /https/ },
    { location: () => "http://elsewhere.example.com/api/x", says: /another host, "elsewhere\.example\.com"/ },
    { location: () => "/account/login?return=x", says: /login page/ },
  ];
  for (const status of [301, 302, 303, 307, 308]) {
    it(`${status} is never followed, and says which trap it is`, async () => {
      for (const { location, says } of traps) {
        await using server = await startErpServer((seen, response) => {
          response.writeHead(status, { location: location(seen.url) }).end("<html>");
        });
        await using p21 = open(server.url);
        for (const call of [() => p21.get("/api/x"), () => p21.fetch("/api/x", { method: "POST", body: "{}" })]) {
          await assert.rejects(
            call(),
            failsWith("REDIRECT_REFUSED", (error) => assert.match(error.message, says)),
          );
        }
        assert.equal(server.seen.length, 2);
      }
    });
  }

  it("a token request is not redirected either", async () => {
    await using server = await startErpServer((_seen, response) => response.writeHead(307, { location: "/x/" }).end());
    const auth = { kind: "consumer-key", key: seeded("key") } as const;
    await using p21 = connect({ system: "prophet21", url: server.url, auth });
    await assert.rejects(p21.token(), failsWith("REDIRECT_REFUSED"));
    assert.equal(server.seen.length, 1);
  });
});

describe("a call of the caller's", () => {
  it("goes out as it was meant: method, query, body, length, headers", async () => {
    await using server = await startErpServer((_seen, response) => json(response, {}));
    await using p21 = open(server.url);
    await p21.get("/api/x?$filter=name eq 'é'", {
      method: "PATCH",
      body: "{}",
      headers: { "X-Own": "1", Accept: "application/xml" },
    });
    await p21.get("/api/x", { method: "POST" });
    await p21.get("/api/x", { method: "POST", body: new URLSearchParams({ a: "b c" }) });
    await p21.get("/api/x", { method: "PUT", body: new Blob(["part"]).stream() });
    const [patch, empty, form, stream] = server.seen;
    assert.equal(patch?.url, "/api/x?$filter=name%20eq%20'%C3%A9'");
    assert.equal(patch?.method, "PATCH");
    assert.equal(patch?.headers["content-type"], "application/json");
    assert.equal(patch?.headers["content-length"], "2");
    assert.equal(patch?.headers["x-own"], "1");
    assert.equal(patch?.headers.accept, "application/xml");
    assert.equal(empty?.headers["content-length"], "0");
    assert.equal(empty?.headers.accept, "application/json");
    assert.equal(form?.body, "a=b+c");
    assert.equal(form?.headers["content-type"], "application/x-www-form-urlencoded");
    assert.equal(stream?.body, "part");
  });

  const refused: readonly [what: string, path: string, init?: object][] = [
    ["a path without a slash", "api/x"],
    ["a path on another host", "//elsewhere.example.com/x"],
    ["a path that climbs", "/api/../admin"],
    ["a path that climbs in code", "/api/%2e%2E/admin"],
    ["a backslash", "/api\\x"],
    ["a fragment", "/api/x#y"],
    ["a line break", "/api/x\r\nHost: y"],
    ["the API key in the query", `/api/x?api-key=${seeded("bearer")}`],
    ["the API key in the query, in code", `/api/x?a=1&API%2Dkey=${seeded("bearer")}`],
    ["another login", "/api/x", { headers: { Authorization: "Basic x" } }],
    ["another host", "/api/x", { headers: { host: "x" } }],
    ["its own length", "/api/x", { headers: [["Content-Length", "1"]] }],
    ["a header value with a line break", "/api/x", { headers: { "x-a": `${seeded("bearer")}\r\nx-b: 1` } }],
    ["a header value beyond U+00FF", "/api/x", { headers: { "x-a": "€" } }],
    ["a header name with a blank", "/api/x", { headers: { "x a": "1" } }],
    ["a method that is none", "/api/x", { method: "GET /x HTTP/1.1" }],
    ["a time limit of no time", "/api/x", { timeoutMs: 0 }],
  ];
  for (const [what, path, init] of refused) {
    it(`with ${what} is refused before it is sent, without repeating it`, async () => {
      await using server = await startErpServer((_seen, response) => json(response, {}));
      await using p21 = open(server.url);
      await assert.rejects(p21.get(path, init), failsWith("REQUEST_INVALID"));
      assert.equal(server.seen.length, 0);
    });
  }

  it("ends by its signal, before the answer and in the body", async () => {
    await using server = await startErpServer((seen, response) => {
      if (seen.url === "/api/body") response.writeHead(200, { "content-length": "9" }).write("{");
    });
    await using p21 = open(server.url);
    for (const path of ["/api/silent", "/api/body"]) {
      const signal = AbortSignal.timeout(30);
      await assert.rejects(p21.get(path, { signal }), failsWith("CALL_ABORTED"));
    }
    await assert.rejects(p21.get("/api/x", { signal: AbortSignal.abort() }), failsWith("CALL_ABORTED"));
  });

  it("after close() is refused", async () => {
    const p21 = open("http://127.0.0.1:9");
    await p21.close();
    await assert.rejects(p21.get("/api/x"), failsWith("CONNECTION_CLOSED"));
    const fixed = connect({
      system: "kinetic",
      url: "http://127.0.0.1:9/ERP",
      apiVersion: "v1",
      auth: { kind: "basic", username: "u", password: seeded("pw") },
    });
    await fixed.close();
    assert.equal(fixed.heldHeaders(), undefined);
    await assert.rejects(fixed.get("x"), failsWith("CONNECTION_CLOSED"));
  });
});

describe("an answer", () => {
  it("that is a web page, no JSON, too large or empty is told apart", async () => {
    await using server = await startErpServer((seen, response) => {
      if (seen.url === "/html")
        response.setHeader("content-type", "text/html").end(`<!DOCTYPE html>${seeded("bearer")}`);
      else if (seen.url === "/text") response.end(`token ${seeded("bearer")}`);
      else if (seen.url === "/mark") response.end('\u{feff}{"a":1}');
      else response.writeHead(204).end();
    });
    await using p21 = open(server.url);
    await assert.rejects(p21.get("/html"), failsWith("ANSWER_HTML"));
    await assert.rejects(
      p21.get("/text"),
      failsWith("ANSWER_NOT_JSON", (error) => assert.equal(error.cause, undefined)),
    );
    assert.deepEqual(await p21.get("/mark"), { a: 1 });
    assert.equal(await p21.get("/empty"), undefined);
  });

  it("of 70 MB is refused without being held", async () => {
    const block = Buffer.alloc(1_048_576, 32);
    await using server = await startErpServer((_seen, response) => {
      let blocks = 0;
      const more = (): void => {
        while (blocks < 70 && !response.destroyed) {
          blocks += 1;
          if (!response.write(block)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    await using p21 = open(server.url);
    await assert.rejects(p21.get("/api/x"), failsWith("ANSWER_TOO_LARGE"));
  });
});
