import assert from "node:assert/strict";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

let server: Server;
let running: TestGateway;
let key: string;
let answer = "";
const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);
before(async () => {
  process.on("unhandledRejection", note);
  server = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => socket.end(answer, "latin1"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  running = await startTestGateway({ erp: kineticAt(`http://127.0.0.1:${port}/ERP`) });
  key = await running.register("orders", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  server.close();
  process.off("unhandledRejection", note);
});

const OK = "HTTP/1.1 200 OK\r\n";
const answers: [what: string, bytes: string, expected: "502" | "cut" | "200"][] = [
  ["nothing", "", "502"],
  ["no HTTP", "hello\r\n\r\n", "502"],
  ["half a head", `${OK}Content-Type: a`, "502"],
  ["a status that is none", "HTTP/1.1 99 X\r\n\r\n", "502"],
  ["a control character in a header", `${OK}X-A: \u0001\r\nContent-Length: 0\r\n\r\n`, "502"],
  ["two lengths", `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, "502"],
  ["length and coding", `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, "502"],
  [
    "an upgrade nobody asked for",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "502",
  ],
  ["a continue nobody asked for", `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 0\r\n\r\n`, "502"],
  ["a body cut short", `${OK}Content-Length: 100\r\n\r\nabc`, "cut"],
  ["chunks cut short", `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nab`, "cut"],
  ["chunks that are none", `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nab`, "cut"],
  ["20 KiB of headers", `${OK}X-A: ${"a".repeat(20_000)}\r\n\r\n`, "502"],
  ["a header named __proto__", `${OK}__proto__: x\r\nContent-Length: 2\r\n\r\nab`, "200"],
  ["a header in Latin-1", `${OK}X-A: caf\u00e9\r\nContent-Length: 2\r\n\r\nab`, "200"],
  ["a body without end mark", `${OK}\r\nab`, "200"],
];
for (const [what, bytes, expected] of answers) {
  test(`${what}: ${expected}`, async () => {
    answer = bytes;
    const asking = fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } }).then(
      async (response) => ({
        status: response.status,
        text: await response.text(),
      }),
    );
    if (expected === "cut") await assert.rejects(asking);
    else {
      const { status, text } = await asking;
      assert.equal(String(status), expected, text);
      if (expected === "200") assert.equal(text, "ab");
    }
    assert.deepEqual(rejections, []);
  });
}

test("the gateway is none the worse for any of it", async () => {
  answer = `${OK}Content-Length: 2\r\nConnection: close\r\n\r\nok`;
  const response = await fetch(running.url + PATH, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(await response.text(), "ok");
  assert.ok(!running.events.some((event) => event["reason"] === "gateway.fault"));
});
