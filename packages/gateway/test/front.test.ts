import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fc } from "../../../tools/seeded-fast-check.ts";
import { isCanonicalPath } from "../src/policy/canonical-path.ts";
import { type EchoUpstream, startEchoUpstream } from "./echo-upstream.ts";
import { sendRaw, statusOf } from "./raw-request.ts";
import { kineticAt, startTestGateway, type TestGateway } from "./test-gateway.ts";

const PATH = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

let upstream: EchoUpstream;
let running: TestGateway;
let key: string;
before(async () => {
  upstream = await startEchoUpstream();
  running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  key = await running.register("orders", {
    erp: { scope: "/*/Erp.BO.CustomerSvc:write;/*/BaqSvc/A:write;/*/efx/L/*" },
  });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const head = (): string => `Host: a\r\nAuthorization: Bearer ${key}\r\n`;

describe("raw bytes that two readers could take for two things: refused, and the ERP sees nothing", () => {
  const post = `POST ${PATH} HTTP/1.1\r\n`;
  const get = `GET ${PATH} HTTP/1.1\r\n`;
  const corpus: [what: string, bytes: () => string][] = [
    [
      "Transfer-Encoding beside Content-Length",
      () => `${post}${head()}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      "Content-Length beside Transfer-Encoding",
      () => `${post}${head()}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`,
    ],
    ["two equal lengths", () => `${post}${head()}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
    ["two different lengths", () => `${post}${head()}Content-Length: 2\r\nContent-Length: 0\r\n\r\n{}`],
    ["a list of lengths", () => `${post}${head()}Content-Length: 2, 2\r\n\r\n{}`],
    ["a signed length", () => `${post}${head()}Content-Length: +2\r\n\r\n{}`],
    ["a hexadecimal length", () => `${post}${head()}Content-Length: 0x2\r\n\r\n{}`],
    ["another coding", () => `${post}${head()}Transfer-Encoding: identity\r\n\r\n`],
    ["two codings", () => `${post}${head()}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    [
      "the coding twice",
      () => `${post}${head()}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["chunked in odd spelling", () => `${post}${head()}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`],
    ["a blank before the colon", () => `${post}${head()}Content-Length : 2\r\n\r\n{}`],
    ["a folded line", () => `${get}${head()}X-A: 1\r\n Authorization: x\r\n\r\n`],
    ["a bare line feed", () => `${get}${head()}X-A: 1\nX-B: 2\r\n\r\n`],
    ["a bare carriage return", () => `${get}${head()}X-A: 1\rX-B: 2\r\n\r\n`],
    ["a NUL in a header", () => `${get}${head()}X-A: 1\u0000\r\n\r\n`],
    ["a header without a name", () => `${get}${head()}: x\r\n\r\n`],
    ["a body on GET", () => `${get}${head()}Content-Length: 2\r\n\r\n{}`],
    ["a chunked body on GET", () => `${get}${head()}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["a body on HEAD", () => `HEAD ${PATH} HTTP/1.1\r\n${head()}Content-Length: 2\r\n\r\n{}`],
    ["a method override", () => `${post}${head()}X-HTTP-Method: DELETE\r\nContent-Length: 0\r\n\r\n`],
    [
      "a method override in another spelling",
      () => `${post}${head()}x_http_method_override: DELETE\r\nContent-Length: 0\r\n\r\n`,
    ],
    ["an absolute target", () => `GET http://169.254.169.254/x HTTP/1.1\r\n${head()}\r\n`],
    ["an absolute target of ourselves", () => `GET ${running.url}${PATH} HTTP/1.1\r\n${head()}\r\n`],
    ["an authority", () => `GET //evil.example${PATH} HTTP/1.1\r\n${head()}\r\n`],
    ["CONNECT", () => `CONNECT evil.example:443 HTTP/1.1\r\n${head()}\r\n`],
    ["OPTIONS *", () => `OPTIONS * HTTP/1.1\r\n${head()}\r\n`],
    ["TRACE", () => `TRACE ${PATH} HTTP/1.1\r\n${head()}\r\n`],
    ["a method nobody knows", () => `SEARCH ${PATH} HTTP/1.1\r\n${head()}\r\n`],
    ["a fragment", () => `GET ${PATH}#x HTTP/1.1\r\n${head()}\r\n`],
    ["a fragment after the query", () => `GET ${PATH}?a=1#x HTTP/1.1\r\n${head()}\r\n`],
    ["no host", () => `GET ${PATH} HTTP/1.1\r\nAuthorization: Bearer ${key}\r\n\r\n`],
    [
      "251 header lines",
      () => `${get}${head()}${Array.from({ length: 249 }, (_, index) => `X-${index}: 1\r\n`).join("")}\r\n`,
    ],
    ["20 KiB of headers", () => `${get}${head()}X-A: ${"a".repeat(20_000)}\r\n\r\n`],
    ["HTTP/2's preface", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["no HTTP at all", () => "\u0016\u0003\u0001\u0000\u0000\r\n\r\n"],
    ["a climbing path", () => `GET /erp/../erp/api/v1/x HTTP/1.1\r\n${head()}\r\n`],
    ["an encoded climbing path", () => `GET /erp/%2e%2e/api/v1/x HTTP/1.1\r\n${head()}\r\n`],
  ];
  for (const [what, bytes] of corpus) {
    test(what, async () => {
      upstream.seen.length = 0;
      const text = await sendRaw(running.port, bytes());
      const status = statusOf(text);
      assert.ok(status === 0 || (status >= 400 && status < 500), `answered ${text.slice(0, 200)}`);
      assert.equal(upstream.seen.length, 0);
    });
  }
});

test("chunk extensions and trailers are taken apart here and do not reach the ERP", async () => {
  upstream.seen.length = 0;
  const text = await sendRaw(
    running.port,
    `POST ${PATH} HTTP/1.1\r\n${head()}Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n`,
  );
  assert.equal(statusOf(text), 200);
  assert.equal(upstream.seen.length, 1);
  assert.equal(upstream.seen[0]?.body.toString(), "{}");
  assert.equal(upstream.seen[0]?.headers["x-trailer"], undefined);
});

test("what follows a request is a request of its own, judged by itself", async () => {
  upstream.seen.length = 0;
  const second = "GET /erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors HTTP/1.1\r\n";
  const text = await sendRaw(
    running.port,
    `GET ${PATH} HTTP/1.1\r\n${head()}\r\n${second}${head()}Connection: close\r\n\r\n`,
    (sofar) => sofar.split("HTTP/1.1 ").length > 2 && sofar.includes("scope.denied"),
  );
  assert.equal(statusOf(text), 200);
  assert.match(text, /HTTP\/1\.1 403/);
  assert.equal(upstream.seen.length, 1);
});

test("the path that was judged is the path that was sent: 1,500 generated targets over sockets", async () => {
  const part = fc.constantFrom(
    "/erp",
    "/ERP",
    "/api",
    "/v2",
    "/v1",
    "/odata",
    "/efx",
    "/EPIC06",
    "/Erp.BO.CustomerSvc",
    "/Customers",
    "/Customers('A%20B')",
    "/GetByID",
    "/BaqSvc",
    "/A",
    "/Data",
    "/L",
    "/F",
    "/..",
    "/.",
    "/%2e%2e",
    "%2f",
    "/%5c",
    "\\",
    "//",
    ";x",
    "/admin%20",
    "%00",
    "/$metadata",
    "/",
    "?a=%2e%2e",
    "?$top=1",
    "%252e",
  );
  const free = fc.array(part, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(""));
  const close = fc.array(part, { maxLength: 2 }).map((parts) => PATH + parts.join(""));
  upstream.seen.length = 0;
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(free, close), async (target) => {
      const count = upstream.seen.length;
      const status = statusOf(
        await sendRaw(running.port, `GET ${target} HTTP/1.1\r\n${head()}Connection: close\r\n\r\n`),
      );
      const seen = upstream.seen.slice(count);
      if (seen.length === 0) return assert.ok(status >= 400 && status < 500, `${status}`);
      passed += 1;
      assert.equal(seen.length, 1);
      assert.equal(seen[0]?.target.replace(/^\/ERP/, "/erp"), target);
      assert.ok(isCanonicalPath(target.split("?", 1)[0] ?? ""));
    }),
    { numRuns: 1500 },
  );
  assert.ok(passed > 50, `only ${passed} passed, so the property said little`);
});

test("refusals tell callers little and operators all", async () => {
  const response = await fetch(`${running.url}/erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors?secret=1`, {
    headers: { authorization: `Bearer ${key}` },
  });
  assert.equal(response.status, 403);
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(body["type"], "urn:erpgate:reason:scope.denied");
  assert.equal(body["finding"], undefined, "the ERP's access scope has refused nothing");
  assert.match(String(body["fix"]), /operator add \/EPIC06\/Erp\.BO\.VendorSvc to its scope: erpgate consumer/);
  assert.ok(!JSON.stringify(body).includes("orders"));
  const event = running.events.findLast((each) => each["reason"] === "scope.denied");
  assert.equal(event?.["consumer"], "orders");
  assert.ok(!JSON.stringify(event).includes("secret=1"), "no query in the log");
  assert.equal(body["instance"], `urn:erpgate:request:${String(event?.["requestId"])}`);
});

test("XML where it is asked for, in Kinetic's members", async () => {
  const response = await fetch(`${running.url}${PATH}`, { headers: { accept: "application/xml" } });
  assert.equal(response.status, 401);
  assert.match(response.headers.get("www-authenticate") ?? "", /^Basic /);
  assert.match(await response.text(), /<HttpStatus>401<\/HttpStatus>/);
});

test("an address of no connection is a 404 that names none", async () => {
  for (const path of ["/", "/other/api", "/erp", "/toString/x", "/__proto__/x", "/metrics", "/healthz", "/readyz"]) {
    const response = await fetch(running.url + path, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(response.status, 404, path);
    assert.ok(!(await response.text()).includes('"erp"'));
  }
});
