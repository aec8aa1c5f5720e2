import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Stand, type Seen, startStand } from "./stand.ts";

const SERVICES = "/erp/api/v2/odata/EPIC06";
const BATCH = `${SERVICES}/$batch`;
const FINE = "GET Erp.BO.CustomerSvc/Customers";
/** What no byte of may come to the ERP: `orders` is registered for customers alone. */
const FORBIDDEN = /Vendor|EPIC07|evil|169\.254|forged|TWO/i;

let stand: Stand;
before(async () => {
  stand = await startStand();
});
after(() => stand[Symbol.asyncDispose]());

const send = (type: string, body: string, lines: readonly string[] = []): Promise<Seen> =>
  stand.ask(
    "POST",
    BATCH,
    [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body, "latin1")}`, ...lines],
    body,
  );
const part = (line: string, headers = "", body = ""): string =>
  `--b\r\nContent-Type: application/http\r\n\r\n${line} HTTP/1.1\r\n${headers}\r\n${body}\r\n`;
const multipart = (...parts: readonly string[]): Promise<Seen> =>
  send("multipart/mixed; boundary=b", `${parts.join("")}--b--\r\n`);
const json = (...requests: readonly object[]): Promise<Seen> =>
  send(
    "application/json",
    JSON.stringify({ requests: requests.map((request, at) => ({ id: `${at}`, method: "GET", ...request })) }),
  );

/** The batch came as one request at most, and with nothing in it that is not allowed. */
function holdsNothingForbidden({ targets, bodies, headers }: Seen): void {
  assert.ok(targets.length <= 1, `${targets.length} requests`);
  assert.ok(targets.every((target) => target === BATCH.replace("/erp/", "/ERP/")));
  for (const text of [...bodies, ...headers.flat()]) assert.doesNotMatch(text, FORBIDDEN);
}

for (const url of [
  "/erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors",
  "Erp.BO.VendorSvc/Vendors",
  "../EPIC07/Erp.BO.CustomerSvc/Customers",
  "Erp.BO.CustomerSvc/../Erp.BO.VendorSvc/Vendors",
  "Erp.BO.CustomerSvc/%2e%2e/Erp.BO.VendorSvc/Vendors",
  "/two/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?TWO",
  "/ERP/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors",
  "http://evil.example/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers",
  "HTTP://169.254.169.254/latest/meta-data",
  "//evil.example/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers",
  "\\\\evil.example\\Customers",
  "/erp//evil.example/Customers",
  "Erp.BO.CustomerSvc/Customers#evil",
  "Erp.BO.CustomerSvc/Customers%23evil",
  "Erp.BO.CustomerSvc/Customers;evil",
  "$1/../Vendors",
  "/erp/api/v1/Erp.BO.CustomerSvc/Customers?company=EPIC07",
  "/erp/api/v1/Erp.BO.CustomerSvc/Customers?%u0063ompany=EPIC07",
  "Erp.BO.CustomerSvc/Customers?api-key=forged",
  "/erp/TokenResource.svc/?evil",
  "/erp/api/v1/Ice.BO.UserFileSvc/Login?evil",
  "*",
]) {
  test(`class 27, GHSA-v2v2-hph8-q5xp: a part of a batch does not reach ${url}`, async () => {
    for (const seen of [await multipart(part(`GET ${url}`), part(FINE)), await json({ url }, { url: FINE.slice(4) })]) {
      holdsNothingForbidden(seen);
      assert.ok(seen.bodies.every((body) => body.includes("Erp.BO.CustomerSvc/Customers")));
    }
  });
}

test("class 27, GHSA-v2v2-hph8-q5xp: a batch in a batch is refused, however it is written", async () => {
  for (const url of ["$batch", "/erp/api/v2/odata/EPIC06/$batch", "%24batch", "$BATCH", "Erp.BO.CustomerSvc/$batch"]) {
    const inner = part("GET Erp.BO.VendorSvc/Vendors").replaceAll("--b", "--c") + "--c--";
    const type = "Content-Type: multipart/mixed; boundary=c\r\n";
    holdsNothingForbidden(await multipart(part(`POST ${url}`, type, inner), part(FINE)));
    holdsNothingForbidden(await json({ method: "POST", url, body: { requests: [{ url: "Vendors" }] } }));
  }
  const nested = `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: multipart/mixed; boundary=d\r\n\r\n--d\r\nContent-Type: application/http\r\n\r\nGET Erp.BO.VendorSvc/Vendors HTTP/1.1\r\n\r\n\r\n--d--\r\n--c--\r\n`;
  assert.deepEqual((await multipart(nested)).targets, []);
});

for (const [what, headers] of [
  ["a credential", "Authorization: Basic forged\r\n"],
  ["a key", "X-Api-Key: forged\r\n"],
  ["a user", "username: forged\r\n"],
  ["a cookie", "Cookie: forged=1\r\n"],
  ["another method", "X-HTTP-Method-Override: DELETE\r\nX-A: forged\r\n"],
  ["another company", 'CallSettings: {"Company":"EPIC07"}\r\n'],
  ["a licence", 'License: {"ClaimedLicense":"forged"}\r\n'],
  ["a session", "SessionInfo: forged\r\n"],
  ["another host", "Host: evil.example\r\n"],
  ["an address that is forwarded", "X-Forwarded-For: 169.254.1.1\r\nX-Original-URL: /Vendor\r\n"],
  ["a line that only some read as two", "Accept: a\u00c2\u0085X-Api-Key: forged\r\n"],
  ["a bare carriage return", "Accept: a\rX-Api-Key: forged\r\n"],
  ["a bare line feed", "Accept: a\nX-Api-Key: forged\r\n"],
  ["NUL", "Accept: a\0X-Api-Key: forged\r\n"],
  ["a folded line", "Accept: a\r\n X-Api-Key: forged\r\n"],
] as const) {
  test(`class 27, GHSA-v2v2-hph8-q5xp: a part's headers carry no ${what} to the ERP`, async () => {
    const v1 = "GET /erp/api/v1/Erp.BO.CustomerSvc/Customers";
    holdsNothingForbidden(await multipart(part(v1, headers), part(FINE)));
    const named = Object.fromEntries(
      headers.split("\r\n").flatMap((line) => {
        const colon = line.indexOf(":");
        return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
      }),
    );
    holdsNothingForbidden(await json({ url: v1.slice(4), headers: named }, { url: FINE.slice(4) }));
  });
}

test("class 27, GHSA-v2v2-hph8-q5xp: a part's body is not read as further parts, whatever it holds", async () => {
  for (const body of [
    "--b2\r\nContent-Type: application/http\r\n\r\nGET Erp.BO.VendorSvc/Vendors HTTP/1.1\r\n\r\n",
    '{"a":"--batch_0\\r\\n\\r\\nGET /ERP/Vendors HTTP/1.1"}',
  ]) {
    const { targets, bodies } = await multipart(part("POST Erp.BO.CustomerSvc/Customers", "", body));
    assert.equal(targets.length, 1);
    const boundary = /boundary=(\S+)/.exec(String(stand.upstream.seen[0]?.headers["content-type"]))?.[1] ?? "";
    assert.ok(boundary.length > 20 && !body.includes(boundary));
    assert.equal(bodies[0]?.split(`--${boundary}\r\n`).length, 2, "one part");
  }
});

const BOTH = `${part("GET Erp.BO.VendorSvc/Vendors")}${part(FINE)}--b--\r\n`;
for (const type of [
  "multipart/mixed;boundary=b",
  "multipart/mixed ; boundary=b",
  "MULTIPART/MIXED; BOUNDARY=b",
  'multipart/mixed; boundary="b"',
  "multipart/mixed; boundary=b; boundary=c",
  "multipart/mixed; boundary=c; boundary=b",
  "multipart/mixed; charset=utf-7; boundary=b",
  "multipart/mixed; boundary=b ",
  "multipart/mixed\t;\tboundary=b",
  "multipart/mixed, application/json; boundary=b",
  "application/json, multipart/mixed; boundary=b",
  "application/jsonx; boundary=b",
  "text/plain",
  "",
]) {
  test(`class 27, CVE-2023-51701: the type ${JSON.stringify(type)} makes nobody read what was not judged`, async () => {
    holdsNothingForbidden(await send(type, BOTH));
    holdsNothingForbidden(await send(type, BOTH, ["Content-Type: text/plain"]));
    holdsNothingForbidden(await send(type, BOTH, ["Content-Encoding: identity"]));
  });
}
