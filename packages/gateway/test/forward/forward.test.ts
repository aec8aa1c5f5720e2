import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { ERP_API_KEY, ERP_PASSWORD, ERP_USER, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const SCOPE = "/EPIC06/Erp.BO.CustomerSvc:write";
const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const SENT = "/ERP/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
const BASIC = `Basic ${Buffer.from(`${ERP_USER}:${ERP_PASSWORD}`).toString("base64")}`;

let upstream: EchoUpstream;
let running: TestGateway;
let key: string;
before(async () => {
  upstream = await startEchoUpstream();
  running = await startTestGateway(
    { erp: kineticAt(`${upstream.url}/ERP`), gone: kineticAt("http://127.0.0.1:1/ERP") },
    { limits: { bodyBytes: 1_000_000, upstreamHeadersTimeoutMs: 1000 } },
  );
  key = await running.register("orders", { erp: { scope: SCOPE }, gone: { scope: SCOPE } });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});
const plain = (): void => undefined;
beforeEach(() => {
  upstream.seen.length = 0;
  upstream.respond = (_request, response) => response.end("{}");
  plain();
});

const call = (path: string, init: RequestInit & { duplex?: "half" } = {}): Promise<Response> =>
  fetch(running.url + path, {
    redirect: "manual",
    ...init,
    headers: { authorization: `Bearer ${key}`, ...(init.headers as object) },
  });

describe("the request on its way out", () => {
  test("carries the ERP's login in place of the caller's, once, and the ERP's host", async () => {
    const response = await call(`${PATH}?$top=1&$filter=Name%20eq%20%27x%27`);
    assert.equal(response.status, 200);
    const [seen] = upstream.seen;
    assert.ok(seen);
    assert.equal(seen.target, `${SENT}?$top=1&$filter=Name%20eq%20%27x%27`);
    assert.equal(seen.headers.authorization, BASIC);
    assert.equal(seen.headers["x-api-key"], ERP_API_KEY);
    assert.equal(seen.headers.host, `127.0.0.1:${upstream.port}`);
    assert.equal(seen.rawHeaders.filter((name) => name.toLowerCase() === "authorization").length, 1);
  });

  test("leaves out every header with which a caller could be somebody else", async () => {
    const claims = [
      "X_Api_Key: theirs",
      "x.api.key: theirs",
      "XAPIKEY: theirs",
      "api-key: theirs",
      "License: {}",
      "SessionInfo: {}",
      "username: u",
      "password: p",
      "consumer_key: k",
      "consumer-key: k",
      "appkey: k",
      "Cookie: a=b",
      "Forwarded: for=1.2.3.4",
      "X-Forwarded-For: 1.2.3.4",
      "x_forwarded_user: admin",
      "X-Real-IP: 1.2.3.4",
      "X-Original-URL: /admin",
      "X-Rewrite-URL: /admin",
      "Proxy-Authorization: Basic x",
      "Remote_User: admin",
      "X-ARR-ClientCert: x",
      "X-MS-Client-Principal: x",
      "Upgrade: h2c",
      "TE: trailers",
      "Keep-Alive: 5",
      "Proxy-Connection: keep-alive",
      "HTTP2-Settings: x",
      "Authorization_: x",
    ];
    const text = await sendRaw(
      running.port,
      `GET ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nX-Trace: kept\r\n${claims.join("\r\n")}\r\n\r\n`,
    );
    assert.equal(statusOf(text), 200);
    const names = upstream.seen[0]?.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
    assert.deepEqual(names?.toSorted(), ["authorization", "connection", "host", "x-api-key", "x-trace"]);
    assert.equal(upstream.seen[0]?.headers["x-api-key"], ERP_API_KEY);
  });

  test("Connection cannot name away what is injected, only what the caller sent", async () => {
    const text = await sendRaw(
      running.port,
      `GET ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\nX-Mine: 1\r\nConnection: keep-alive, x-api-key, authorization, X-Mine\r\n\r\n`,
    );
    assert.equal(statusOf(text), 200);
    assert.equal(upstream.seen[0]?.headers.authorization, BASIC);
    assert.equal(upstream.seen[0]?.headers["x-api-key"], ERP_API_KEY);
    assert.equal(upstream.seen[0]?.headers["x-mine"], undefined);
  });

  for (const [what, header] of [
    ["content-length", undefined],
    ["chunked", "stream"],
  ] as const) {
    test(`a body with ${what} arrives byte for byte`, async () => {
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256));
      const body = header === undefined ? bytes : new Blob([bytes]).stream();
      const response = await call(PATH, { method: "POST", body, ...(header === undefined ? {} : { duplex: "half" }) });
      assert.equal(response.status, 200);
      assert.ok(upstream.seen[0]?.body.equals(bytes));
      assert.equal(upstream.seen[0]?.headers["content-length"], header === undefined ? "300000" : undefined);
    });
  }

  test("a POST without a body says so, for IIS answers 411 otherwise", async () => {
    await sendRaw(running.port, `POST ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n\r\n`);
    assert.equal(upstream.seen[0]?.headers["content-length"], "0");
  });

  test("a caller that waits for 100 Continue is asked for its body once it is let in, and not before", async () => {
    const head = (token: string): string =>
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`;
    const refused = await sendRaw(running.port, head("nobody"));
    assert.equal(statusOf(refused), 401);
    const socket = connect(running.port, "127.0.0.1");
    socket.write(head(key));
    const [first] = (await once(socket, "data")) as [Buffer];
    assert.match(first.toString(), /^HTTP\/1\.1 100 /);
    socket.write("{}");
    const [second] = (await once(socket, "data")) as [Buffer];
    assert.equal(statusOf(second.toString()), 200);
    socket.destroy();
    assert.equal(upstream.seen[0]?.body.toString(), "{}");
  });
});

describe("the answer on its way back", () => {
  test("status, headers and body pass; hop-by-hop headers and cookies do not", async () => {
    upstream.respond = (_request, response) => {
      response.writeHead(201, {
        "content-type": "application/json",
        "x-erp": "1",
        "set-cookie": "session=1",
        "keep-alive": "timeout=1",
        connection: "keep-alive, x-hop",
        "x-hop": "1",
        "odata-version": "4.0",
      });
      response.end('{"a":1}');
    };
    const response = await call(PATH, { method: "POST", body: "{}" });
    assert.equal(response.status, 201);
    assert.equal(await response.text(), '{"a":1}');
    assert.equal(response.headers.get("x-erp"), "1");
    assert.equal(response.headers.get("odata-version"), "4.0");
    assert.equal(response.headers.get("set-cookie"), null);
    assert.equal(response.headers.get("x-hop"), null);
  });

  const locations: [sent: string, received: string | null][] = [
    ["/ERP/api/v1/x/", "/erp/api/v1/x/"],
    ["ORIGIN/ERP/api/v1/x?a=1", "/erp/api/v1/x?a=1"],
    ["/other/x", null],
    ["//evil.example/x", null],
    ["https://evil.example/ERP/x", null],
    ["/ERP/../x", null],
    ["/ERPX/x", null],
  ];
  for (const [sent, received] of locations) {
    test(`Location ${sent} becomes ${received}`, async () => {
      upstream.respond = (_request, response) => {
        response.writeHead(307, { location: sent.replace("ORIGIN", upstream.url) });
        response.end();
      };
      const response = await call(PATH);
      assert.equal(response.status, 307);
      assert.equal(response.headers.get("location"), received === null ? null : running.url + received);
      assert.equal(upstream.seen.length, 1, "no redirect is followed");
    });
  }

  for (const size of [0, 1, 1024, 16_384, 16_385, 100_000, 3_000_000]) {
    test(`${size} bytes arrive as they were, with a length and chunked`, async () => {
      const bytes = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) % 256));
      upstream.respond = (incoming, response) => {
        if (incoming.url?.endsWith("chunked") !== true) response.setHeader("content-length", size);
        response.end(bytes);
      };
      for (const query of ["", "?chunked"]) {
        const response = await call(PATH + query);
        assert.ok(Buffer.from(await response.arrayBuffer()).equals(bytes), query);
      }
    });
  }

  test("HEAD has the length and no body", async () => {
    upstream.respond = (_request, response) => {
      response.writeHead(200, { "content-length": "1234" });
      response.end();
    };
    const response = await call(PATH, { method: "HEAD" });
    assert.equal(response.headers.get("content-length"), "1234");
    assert.equal(await response.text(), "");
  });

  test("early hints are not mistaken for the answer", async () => {
    upstream.respond = (_request, response) =>
      response.writeEarlyHints({ link: "</x>; rel=preload" }, () => response.end("late"));
    assert.equal(await (await call(PATH)).text(), "late");
  });

  test("a compressed answer passes as it is", async () => {
    const { gzipSync } = await import("node:zlib");
    upstream.respond = (_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync("packed"));
    };
    assert.equal(await (await call(PATH)).text(), "packed");
  });

  test("an answer that ends early is cut for the caller, too", async () => {
    upstream.respond = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half");
      response.socket?.destroySoon();
    };
    await assert.rejects(async () => (await call(PATH)).text());
  });
});

describe("an ERP in trouble", () => {
  test("unreachable: 502, in Kinetic's own members and as a problem", async () => {
    const response = await call(PATH.replace("/erp/", "/gone/"));
    assert.equal(response.status, 502);
    assert.match(response.headers.get("content-type") ?? "", /problem\+json/);
    const body = (await response.json()) as Record<string, unknown>;
    assert.equal(body["reason"], "upstream.unreachable");
    assert.equal(body["finding"], "network/refused");
    assert.equal(body["HttpStatus"], 502);
    assert.ok(typeof body["ErrorMessage"] === "string");
  });

  test("silent: 504", async () => {
    upstream.respond = plain;
    const response = await call(PATH);
    assert.equal(response.status, 504);
    assert.equal(((await response.json()) as { reason: string }).reason, "upstream.timeout");
  });

  test("a read on a connection that the ERP has closed meanwhile is sent once more, a write is not", async () => {
    const dropped = (): void => {
      let first = true;
      upstream.respond = (incoming, response) => {
        if (first) incoming.socket.destroy();
        else response.end("second");
        first = false;
      };
    };
    dropped();
    assert.equal(await (await call(PATH)).text(), "second");
    dropped();
    assert.equal((await call(PATH, { method: "POST", body: "{}" })).status, 502);
    dropped();
    assert.equal((await call(PATH, { method: "POST" })).status, 502);
  });

  test("an ERP that answers before it has read the body: its answer arrives", async () => {
    const { createServer } = await import("node:http");
    const hasty = createServer((incoming, response) => {
      response.writeHead(413, { connection: "close", "content-length": "8" });
      response.end("too much");
      incoming.resume();
    });
    await new Promise<void>((resolve) => hasty.listen(0, "127.0.0.1", resolve));
    const address = hasty.address();
    assert.ok(typeof address === "object" && address !== null);
    await using other = await startTestGateway({ erp: kineticAt(`http://127.0.0.1:${address.port}/ERP`) });
    const otherKey = await other.register("orders", { erp: { scope: SCOPE } });
    const response = await fetch(other.url + PATH, {
      method: "POST",
      body: Buffer.alloc(400_000),
      headers: { authorization: `Bearer ${otherKey}` },
    });
    assert.ok([413, 502].includes(response.status), `${response.status}`);
    hasty.closeAllConnections();
    hasty.close();
  });
});

describe("an ERP that refuses", () => {
  const refusal = (message: string): void => {
    upstream.respond = (_request, response) => {
      response.writeHead(401, { "content-type": "application/json", "www-authenticate": "Basic" });
      response.end(
        JSON.stringify({
          HttpStatus: 401,
          ReasonPhrase: "REST API Exception",
          ErrorMessage: message,
          ErrorType: "System.UnauthorizedAccessException",
        }),
      );
    };
  };

  test("the gateway's login: 502 that says so, with the finding, and nothing of the ERP's answer", async () => {
    refusal(`Invalid API Key ${ERP_API_KEY}.\r\nCompany EPIC06.`);
    const response = await call(PATH);
    const text = await response.text();
    assert.equal(response.status, 502);
    assert.ok(!text.includes(ERP_API_KEY) && !text.includes("EPIC06"), "the ERP's words do not pass");
    const body = JSON.parse(text) as Record<string, unknown>;
    assert.equal(body["reason"], "upstream.login-refused");
    assert.equal(body["finding"], "kinetic/api-key-invalid");
    assert.ok(
      running.events.some(
        (event) => event["reason"] === "upstream.login-refused" && event["note"] === "KINETIC_API_KEY_INVALID",
      ),
    );
  });

  test("a name and password are not sent again with each call, which would lock the account", async () => {
    await using gateway = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
    const headers = { authorization: `Bearer ${await gateway.register("orders", { erp: { scope: SCOPE } })}` };
    refusal("Invalid username or password.");
    for (let count = 0; count < 5; count++) {
      const response = await fetch(gateway.url + PATH, { headers });
      assert.equal(response.status, 502);
      const body = (await response.json()) as Record<string, unknown>;
      assert.deepEqual([body["reason"], body["finding"]], ["upstream.login-refused", "kinetic/credentials-invalid"]);
    }
    assert.equal(upstream.seen.length, 1);
  });

  test("the right to a method: the ERP's own answer", async () => {
    refusal("Access denied (Erp.BO.Customer.GetRows).");
    const response = await call(PATH);
    assert.equal(response.status, 401);
    assert.match(await response.text(), /Access denied \(Erp\.BO\.Customer\.GetRows\)/);
  });

  test("also when its answer is compressed", async () => {
    const { gzipSync } = await import("node:zlib");
    upstream.respond = (_request, response) => {
      response.writeHead(401, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(gzipSync(JSON.stringify({ ErrorMessage: `Invalid API Key ${ERP_API_KEY}.\r\nCompany EPIC06.` })));
    };
    const response = await call(PATH, { headers: { "accept-encoding": "gzip" } });
    assert.equal(response.status, 502);
    assert.ok(!(await response.text()).includes(ERP_API_KEY));
  });

  test("a refusal longer than any of the ERP's does not pass unread", async () => {
    upstream.respond = (_request, response) => {
      response.writeHead(401);
      response.end(ERP_API_KEY.repeat(5000));
    };
    const response = await call(PATH);
    assert.equal(response.status, 502);
    assert.equal(((await response.json()) as { reason: string }).reason, "upstream.error-too-long");
  });
});

describe("callers that leave", () => {
  test("400 hang up, at once, while the ERP works, amid the answer; the 200 that stay are served", async () => {
    const big = Buffer.alloc(200_000, "x");
    let gone = Promise.withResolvers<undefined>();
    // Answered once those are gone that do not wait for an answer.
    upstream.respond = (_request, response) => void gone.promise.then(() => response.end(big));
    const head = `GET ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n\r\n`;
    const leave = (how: number): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(running.port, "127.0.0.1", () =>
          socket.write(head, () => {
            if (how === 0) socket.destroy();
            else if (how === 1) setImmediate(() => socket.destroy());
            else socket.once("data", () => socket.destroy());
          }),
        );
        socket.on("error", plain);
        socket.once("close", () => resolve());
      });
    for (let round = 0; round < 8; round++) {
      gone = Promise.withResolvers();
      const leaving = Array.from({ length: 50 }, (_, index) => leave(index % 3));
      await Promise.all(leaving.filter((_, index) => index % 3 < 2));
      gone.resolve(undefined);
      await Promise.all(leaving);
    }
    upstream.respond = (_request, response) => response.end("{}");
    const served = await Promise.all(Array.from({ length: 200 }, () => call(PATH).then((response) => response.text())));
    assert.equal(served.length, 200);
    assert.ok(running.events.some((event) => event["reason"] === "caller.gone"));
  });

  test("a caller that leaves amid its body ends the call to the ERP", async () => {
    const outgoing = request(running.url + PATH, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-length": "1000" },
    });
    outgoing.on("error", plain);
    const begunBefore = upstream.begun();
    outgoing.write("half");
    while (upstream.begun() === begunBefore) await new Promise((resolve) => setImmediate(resolve));
    outgoing.destroy();
    upstream.respond = (_request, response) => response.end("{}");
    assert.equal((await call(PATH)).status, 200);
    assert.equal(upstream.seen.filter(({ method }) => method === "POST").length, 0);
  });

  test("a slow reader holds the ERP back instead of filling the gateway's memory", async () => {
    const total = 64 * 1024 * 1024;
    let written = 0;
    upstream.respond = ({ url }, response) => {
      if (url?.endsWith("?beside") === true) return void response.end("{}");
      response.writeHead(200, { "content-length": String(total) });
      const chunk = Buffer.alloc(1024 * 1024);
      const pump = (): void => {
        while (written < total) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once("drain", pump);
        }
        response.end();
      };
      pump();
    };
    const socket = connect(running.port, "127.0.0.1");
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n\r\n`);
    await once(socket, "data");
    socket.pause();
    let lately = -1;
    while (lately !== written) {
      lately = written;
      // All of it is this process: while these calls come and go, whatever would be taken from the ERP is.
      for (let count = 0; count < 20; count++) assert.equal(await (await call(`${PATH}?beside`)).text(), "{}");
    }
    assert.ok(written < 40 * 1024 * 1024, `${written} bytes were taken from the ERP for a caller that reads none`);
    socket.destroy();
  });
});

describe("bounds", () => {
  test("a body over the limit is refused, stated or not", async () => {
    const stated = await call(PATH, { method: "POST", body: Buffer.alloc(1_000_001) });
    assert.equal(stated.status, 413);
    assert.equal(upstream.seen.length, 0);
    const chunked = await call(PATH, {
      method: "POST",
      body: new Blob([Buffer.alloc(1_200_000)]).stream(),
      duplex: "half",
    }).catch(() => undefined);
    assert.ok(chunked === undefined || chunked.status === 413);
    assert.equal(upstream.seen.length, 0);
  });
});
