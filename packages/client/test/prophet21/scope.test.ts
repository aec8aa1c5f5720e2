import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { parseScope, printScope } from "../../src/prophet21/index.ts";

const path = fc.constantFrom("/api", "/p21sdk", "/odata", "/uiserver0", "/ui", "/data", "/api/.configuration");
const name = fc.oneof(fc.constant("*"), fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/));
const names = fc.option(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), { nil: undefined });
const entry = fc.record({ path, names }, { noNullPrototype: true });

describe("scope", () => {
  it("reads P21's grammar", () => {
    assert.deepEqual(parseScope("/api;/p21sdk;/odata:po_hdr, po_line"), {
      ok: true,
      scope: {
        entries: [
          { path: "/api", names: undefined },
          { path: "/p21sdk", names: undefined },
          { path: "/odata", names: ["po_hdr", "po_line"] },
        ],
      },
    });
  });

  it("round trip: what is printed is read as the same", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        assert.deepEqual(parseScope(printScope({ entries })), { ok: true, scope: { entries } });
      }),
    );
  });

  it("takes an empty text for a scope that opens nothing", () => {
    assert.deepEqual(parseScope(" ; "), { ok: true, scope: { entries: [] } });
  });

  it("names every fault at once, escaped and cut", () => {
    const answer = parseScope(`api;/odata:sup plier;/odata:;/../x;/${"a".repeat(500)} \u0007`);
    assert.equal(answer.ok, false);
    const faults = answer.ok ? [] : answer.faults;
    assert.equal(faults.length, 5);
    assert.ok(faults.every((fault) => fault.length < 200 && /^[\u0020-\u007e]*$/.test(fault)));
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseScope(text)));
  });
});
