import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../../tools/seeded-fast-check.ts";
import { isBypassed } from "../../../src/http/way/bypass.ts";

const past = (url: string, list: string): boolean => isBypassed(new URL(url), list.split(/[\s,]+/));

describe("hosts that are reached without the proxy", () => {
  const cases: readonly [url: string, list: string, expected: boolean][] = [
    ["https://erp.example.com", "example.com", true],
    ["https://erp.example.com", ".example.com", true],
    ["https://erp.example.com", "*.example.com", true],
    ["https://ERP.Example.com", "erp.EXAMPLE.com", true],
    ["https://example.com", ".example.com", true],
    ["https://badexample.com", "example.com", false],
    ["https://erp.example.com", "", false],
    ["https://erp.example.com", " , ,", false],
    ["https://erp.example.com", "*", true],
    ["https://erp.example.com.", "erp.example.com", true],
    ["https://erp.example.com", "other.com, erp.example.com", true],
    ["https://erp.example.com", "erp.example.com:443", true],
    ["https://erp.example.com:8443", "erp.example.com:443", false],
    ["http://erp.example.com", "erp.example.com:80", true],
    ["https://10.1.2.3", "10.0.0.0/8", true],
    ["https://11.1.2.3", "10.0.0.0/8", false],
    ["https://10.1.2.3", "10.1.2.3", true],
    ["https://10.1.2.3:8443", "10.0.0.0/8:8443", true],
    ["https://erp.example.com", "10.0.0.0/8", false],
    ["https://10.1.2.3", "10.0.0.0/99", false],
    ["https://10.1.2.3", "10.0.0.0/x", false],
    ["https://[fd00::1]", "fd00::/8", true],
    ["https://[fd00::1]", "[fd00::1]", true],
    ["https://[fd00::1]:8443", "[fd00::1]:8443", true],
    ["https://[fd00::1]", "[fd00::1]:8443", false],
    ["https://[fd00::1]", "fd00::1", true],
  ];
  for (const [url, list, expected] of cases)
    it(`${url} by "${list}": ${expected}`, () => assert.equal(past(url, list), expected));

  it("no list makes it throw", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (list) => {
        assert.equal(typeof isBypassed(new URL("https://10.0.0.1:8443"), list), "boolean");
      }),
    );
  });
});
