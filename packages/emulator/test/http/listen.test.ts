import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { createEmulator, startEmulator } from "../../src/index.ts";
import { basic, last, listenEmulator, mainUser, prophet21Token } from "../fixture.ts";

/** Writes bytes as they are and gives back all that comes until the server closes. */
async function raw(url: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end([...lines, "Connection: close", "", ""].join("\r\n"));
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => void chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks).toString("utf8");
}

test("a POST without a length is a 411, unless switched off; with Content-Length: 0 it is fine", async () => {
  await using emulator = await listenEmulator();
  const head = [
    "POST /api/security/token HTTP/1.1",
    "Host: x",
    "username: api_user",
    `password: ${seeded("p21-password")}`,
  ];
  assert.match(await raw(emulator.prophet21.url, head), /^HTTP\/1\.1 411 .*must be chunked or have a content length/s);
  assert.match(await raw(emulator.prophet21.url, [...head, "Content-Length: 0"]), /^HTTP\/1\.1 200 /);
  await using lenient = await listenEmulator({ prophet21: { lengthRequired: false } });
  assert.match(await raw(lenient.prophet21.url, head), /^HTTP\/1\.1 200 /);
});

test("header names in any letter case, and a path with the raw bytes it was sent with", async () => {
  await using emulator = await listenEmulator();
  const auth = basic("integration", seeded("kinetic-password"));
  const target = "/ERP11PROD/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?%24top=1&$filter=Name+ne+%27x%27";
  const answer = await raw(emulator.kinetic.url, [
    `GET ${target} HTTP/1.1`,
    "Host: x",
    `AUTHORIZATION: ${auth}`,
    `X-Api-KEY: ${seeded("kinetic-api-key")}`,
  ]);
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.equal(last(emulator).path, target);
});

test("a standard fetch follows the router's 307 with its bearer, same origin", async () => {
  await using emulator = await listenEmulator();
  const token = await prophet21Token(emulator, mainUser(emulator));
  const response = await fetch(`${emulator.prophet21.url}/api/ui/router/v1?urlType=external`, {
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
  });
  assert.deepEqual(await response.json(), { Url: `${emulator.prophet21.url}/uiserver0` });
  assert.equal(emulator.tally.requests.prophet21, 3);
});

test("absolute addresses in answers carry the host that was asked", async () => {
  await using emulator = await listenEmulator();
  const answer = await raw(emulator.kinetic.url, [
    "POST /ERP11PROD/TokenResource.svc HTTP/1.1",
    "Host: erp.example.com:8443",
    "Content-Length: 0",
  ]);
  assert.match(answer, /\r\nlocation: http:\/\/erp\.example\.com:8443\/ERP11PROD\/TokenResource\.svc\/\r\n/);
});

test("a body beyond the limit is a 413 in both forms", async () => {
  const body = "x".repeat(4 * 1024 * 1024 + 1);
  await using running = await startEmulator();
  assert.equal((await fetch(`${running.kinetic.url}/TokenResource.svc/`, { method: "POST", body })).status, 413);
  const { kinetic } = createEmulator();
  assert.equal(
    (await kinetic.fetch(new Request(`${kinetic.url}/TokenResource.svc/`, { method: "POST", body }))).status,
    413,
  );
});

test("the Date header is the emulator's clock, in both forms", async () => {
  await using emulator = await listenEmulator();
  emulator.clock.advance({ hours: 1 });
  const expected = new Date(emulator.clock.now()).toUTCString();
  assert.equal((await fetch(emulator.prophet21.url)).headers.get("date"), expected);
  const inProcess = await emulator.kinetic.fetch(new Request(emulator.kinetic.url));
  assert.equal(inProcess.headers.get("date"), expected);
});

test("204 has no body and no length, HEAD has no body", async () => {
  await using emulator = await listenEmulator();
  const auth = `Authorization: ${basic("integration", seeded("kinetic-password"))}`;
  const gone = await raw(emulator.kinetic.url, [
    "DELETE /ERP11PROD/api/v1/Erp.BO.CustomerSvc/Customers('EPIC06',1) HTTP/1.1",
    "Host: x",
    auth,
  ]);
  assert.match(gone, /^HTTP\/1\.1 204 /);
  assert.doesNotMatch(gone, /content-length/i);
  const head = await raw(emulator.prophet21.url, ["HEAD /odataservice/odata/table/supplier HTTP/1.1", "Host: x"]);
  assert.match(head, /\r\n\r\n$/);
});

test("closing twice is closing once, and connections do not hold it up", async () => {
  const emulator = await startEmulator();
  const { hostname, port } = new URL(emulator.kinetic.url);
  const idle = connect(Number(port), hostname);
  await once(idle, "connect");
  await Promise.all([emulator.close(), emulator.close()]);
  await assert.rejects(fetch(emulator.kinetic.url), TypeError);
  idle.destroy();
});

test("in process, an aborted request is not answered", async () => {
  const { kinetic, journal } = createEmulator();
  await assert.rejects(kinetic.fetch(new Request(kinetic.url, { signal: AbortSignal.abort() })), {
    name: "AbortError",
  });
  assert.equal(journal.length, 0);
});
