import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CUSTOMERS, SENT_CUSTOMERS, type Stand, startStand, VENDORS } from "./stand.ts";

let stand: Stand;
before(async () => {
  stand = await startStand();
});
after(() => stand[Symbol.asyncDispose]());

const under = (text: string): string => `${CUSTOMERS.slice(0, -"Customers".length)}${text}`;

/** Targets that somebody could read as another path than the one that was judged. The ERP sees none of them. */
const refused: readonly (readonly [string, string])[] = [
  ["class 6, CVE-2025-54576: a fragment", `${VENDORS}#${CUSTOMERS}`],
  ["class 6, CVE-2025-54576: an allowed path in the query", `${VENDORS}?${CUSTOMERS}`],
  ["class 6, GHSA-pxq7-h93f-9jrg: an encoded fragment", `${CUSTOMERS}%23/../Vendors`],
  ["class 6, GHSA-pxq7-h93f-9jrg: an encoded query", `${CUSTOMERS}%3f$top=1`],
  ["class 6, GHSA-pxq7-h93f-9jrg: a path parameter", `${CUSTOMERS};a=b`],
  ["class 6, GHSA-pxq7-h93f-9jrg: an encoded path parameter", `${CUSTOMERS}%3ba=b`],
  ["class 7, CVE-2026-33494: a dot segment", under("../Erp.BO.VendorSvc/Vendors")],
  ["class 7, CVE-2026-33494: an encoded dot segment", under("%2e%2e/Erp.BO.VendorSvc/Vendors")],
  ["class 7, CVE-2026-33494: half of a dot segment encoded", under(".%2E/Erp.BO.VendorSvc/Vendors")],
  ["class 7, CVE-2021-21321: an encoded slash", under("..%2fErp.BO.VendorSvc%2fVendors")],
  ["class 7, CVE-2021-21322: a doubly encoded dot segment", under("%252e%252e/Erp.BO.VendorSvc/Vendors")],
  ["class 7, GHSA-2q7r-29rg-6m5h: a backslash", under("..\\Erp.BO.VendorSvc\\Vendors")],
  ["class 7, GHSA-2q7r-29rg-6m5h: an encoded backslash", under("..%5cErp.BO.VendorSvc%5cVendors")],
  ["class 7, CVE-2026-16117: an overlong slash", under("..%c0%afErp.BO.VendorSvc")],
  ["class 7, CVE-2026-16117: an escape of 16 bits", under("%u002e%u002e/Erp.BO.VendorSvc")],
  ["class 7, CVE-2026-120213: NUL", `${CUSTOMERS}%00`],
  ["class 7, CVE-2026-6414: an encoded letter of the prefix", CUSTOMERS.replace("/api/", "/%61pi/")],
  ["class 7, CVE-2026-6414: a full-width full stop", under("%EF%BC%8E%EF%BC%8E/Erp.BO.VendorSvc")],
  ["class 8, CVE-2021-29492: an empty segment first", `/${CUSTOMERS}`],
  ["class 8, CVE-2026-26205: an empty segment amid", CUSTOMERS.replace("/odata/", "//odata/")],
  ["class 8, GHSA-6jwx-7vp4-9847: an empty segment after the mount", CUSTOMERS.replace("/erp/", "/erp//")],
  ["class 22, CVE-2022-35949: an absolute target", `http://169.254.169.254${CUSTOMERS}`],
  ["class 22, CVE-2022-35949: an authority in place of a path", `//169.254.169.254${CUSTOMERS}`],
  ["class 22, CVE-2022-35949: a host behind an at sign", `@169.254.169.254${CUSTOMERS}`],
  ["class 22, CVE-2022-35949: an address below a mount", "/erp/http://169.254.169.254/latest/meta-data"],
];
const V1 = "/erp/api/v1/Erp.BO.CustomerSvc/Customers";
/** Names in a query that ASP.NET, and whoever else decodes for itself, reads as others than they are written. */
const inQuery: readonly (readonly [string, string])[] = [
  ["class 7, CVE-2021-21321: the company in an escape of 16 bits", `${V1}?%u0063ompany=EPIC07`],
  ["class 7, CVE-2021-21321: the company in an escape of 8 bits", `${V1}?%63ompany=EPIC07`],
  ["class 7, CVE-2021-21321: the company between blanks", `${V1}?+company%20=EPIC07`],
  ["class 7, CVE-2021-21321: the company behind a semicolon", `${V1}?a=1;company=EPIC07`],
  ["class 7, CVE-2021-21321: the company a second time", `${V1}?company=EPIC06&Company=EPIC07`],
  ["class 7, CVE-2021-21321: a company that is half an escape", `${V1}?company=EPIC06%`],
  ["class 7, CVE-2026-16117: a name in overlong UTF-8", `${V1}?%c1%a3ompany=EPIC07`],
  ["class 7, CVE-2021-21321: a key in an escape of 16 bits", `${CUSTOMERS}?api%u002dkey=x`],
];

for (const [name, target] of [...refused, ...inQuery]) {
  test(name, async () => {
    const { status, targets } = await stand.ask("GET", target);
    assert.ok([400, 403, 404].includes(status), `${status}`);
    assert.deepEqual(targets, []);
  });
}

test("class 22, CVE-2022-35949: CONNECT opens nothing", async () => {
  const { status, targets } = await stand.ask("CONNECT", "169.254.169.254:80");
  assert.ok(status === 0 || status >= 400, `${status}`);
  assert.deepEqual(targets, []);
});

for (const host of ["erp.internal", "two", "127.0.0.1:1", "gateway@169.254.169.254", "erp.example.com.evil.example"]) {
  test(`class 9, CVE-2026-55602: Host ${host} decides neither where a request goes nor what it may do`, async () => {
    const bytes = (target: string): string =>
      `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Api-Key: ${stand.key}\r\n\r\n`;
    const allowed = await stand.raw(bytes(CUSTOMERS));
    assert.deepEqual(allowed.targets, [SENT_CUSTOMERS]);
    const [headers = []] = allowed.headers;
    const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
    assert.equal(headers[at + 1], `127.0.0.1:${stand.upstream.port}`);
    const denied = await stand.raw(bytes(VENDORS));
    assert.deepEqual([denied.status, denied.targets], [403, []]);
  });
}

test("class 9, CVE-2026-48710: two Host lines, or none, are refused", async () => {
  for (const lines of ["Host: a\r\nHost: b\r\n", ""]) {
    const seen = await stand.raw(`GET ${CUSTOMERS} HTTP/1.1\r\n${lines}X-Api-Key: ${stand.key}\r\n\r\n`);
    assert.deepEqual([seen.status, seen.targets], [400, []]);
  }
});
