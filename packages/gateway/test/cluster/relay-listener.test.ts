import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createRelayListener } from "../../src/cluster/relay-listener.ts";
import { createSessionRoutes } from "../../src/cluster/session-routes.ts";
import { DEFAULT_LIMITS } from "../../src/config/gateway-config.ts";
import type { Exchange } from "../../src/exchange.ts";
import { RequestHeaderReader } from "../../src/forward/request-headers.ts";
import { credentialText } from "../../src/identity/credential-text.ts";
import { createListener, type Listener } from "../../src/listen.ts";
import { sendRaw, statusOf } from "../raw-request.ts";

const SECRET = seeded("relay-secret");
const CREDENTIAL = { authorization: "Bearer t" };
const LOOPBACK = { host: "127.0.0.1", port: 0 };
const reader = new RequestHeaderReader([], []);

describe("calls that one worker hands over to another", () => {
  const servers: Listener[] = [];
  const seen: { rawHeaders: readonly string[]; body: string; port: string | undefined }[] = [];
  let url: string;
  let door: string;
  let lost = 0;
  before(async () => {
    const owner = createRelayListener(
      DEFAULT_LIMITS,
      SECRET,
      (port) => (request, response) => void take(port, request, response),
    );
    async function take(port: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
      let body = "";
      for await (const chunk of request.headers["content-length"] === undefined ? [] : request) body += String(chunk);
      seen.push({ rawHeaders: request.rawHeaders, body, port });
      response.writeHead(409, ["content-type", "text/plain", "x-of-owner", "yes"]).end("taken");
    }
    servers.push(owner);
    url = await owner.bind("relay", LOOPBACK);
    const routes = createSessionRoutes({ own: "here", secret: SECRET, ownerOf: () => Promise.resolve(url) });
    // As much of an exchange as is handed over.
    const front = createListener(DEFAULT_LIMITS, (request, response) => void handOver(request, response));
    async function handOver(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const exchange = { request, response, method: request.method, mount: { name: "p21" } } as unknown as Exchange;
      const owned = (await routes.elsewhere(exchange)) ?? "";
      const port = request.url === "/at-a-port" ? "p21" : undefined;
      const headers = reader.read(request.rawHeaders);
      if (await routes.handOver(exchange, headers, { owner: owned, port })) return;
      lost += 1;
      response.writeHead(400).end();
    }
    servers.push(front);
    door = await front.bind("front", LOOPBACK);
  });
  after(() => Promise.all(servers.map((server) => server.close(0))));

  test("arrive as their caller sent them, body and all, and the answer goes back as it is", async () => {
    const answer = await fetch(`${door}/at-a-port`, {
      method: "POST",
      body: "text",
      headers: { "x-mine": "1", ...CREDENTIAL },
    });
    assert.deepEqual([answer.status, answer.headers.get("x-of-owner"), await answer.text()], [409, "yes", "taken"]);
    const [call] = seen.splice(0);
    assert.deepEqual([call?.body, call?.port], ["text", "p21"]);
    const names = call?.rawHeaders.filter((_text, at) => at % 2 === 0).map((name) => name.toLowerCase()) ?? [];
    assert.ok(names.includes("x-mine") && names.includes("host"));
    assert.ok(!JSON.stringify(call?.rawHeaders).includes(SECRET));
  });

  test("a mark of the caller's own goes no further, and at the owner's door it opens nothing", async () => {
    const forged = { ...CREDENTIAL, "x-erpgate-relayed": "forged p21" };
    assert.equal((await fetch(door, { headers: forged })).status, 409);
    const [call] = seen.splice(0);
    assert.deepEqual([call?.port, JSON.stringify(call?.rawHeaders).includes("forged")], [undefined, false]);
    const { port } = new URL(url);
    for (const mark of ["", "x-erpgate-relayed: forged\r\n", `x-first: 1\r\nx-erpgate-relayed: ${SECRET}\r\n`])
      assert.equal(
        statusOf(await sendRaw(Number(port), `GET / HTTP/1.1\r\n${mark}host: x\r\nconnection: close\r\n\r\n`)),
        403,
      );
    assert.deepEqual(seen, []);
  });

  test("an owner that is gone gives no answer, and whoever hands over can still say so", async () => {
    await servers[0]?.close(0);
    assert.equal((await fetch(door, { headers: CREDENTIAL })).status, 400);
    assert.equal(lost, 1);
  });
});

test("a caller is known again by the token alone, and without one by its certificate", () => {
  const textOf = (headers: IncomingMessage["headers"], socket: object = new Socket()): string =>
    credentialText({ headers, socket: socket as Socket });
  assert.equal(textOf({ authorization: "Bearer t" }), textOf({ "x-api-key": "t" }));
  const certificate = (fingerprint256: string): object => ({ getPeerCertificate: () => ({ fingerprint256 }) });
  assert.notEqual(textOf({}, certificate("a")), textOf({}, certificate("b")));
  assert.equal(textOf({}), "certificate ");
});
