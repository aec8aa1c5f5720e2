import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../tools/seeded-fast-check.ts";
import { cpuMs } from "../../../tools/cpu-time.ts";
import { leafElements } from "../src/xml.ts";

const token = (inside: string): string => `<act:Token xmlns:act="urn:x">${inside}</act:Token>`;

describe("leafElements", () => {
  it("never throws, whatever the text, and takes no time over it", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "</",
      "<a>",
      "<AccessToken>",
      "</AccessToken>",
      "&",
      "&#x",
      "<!DOCTYPE",
      "<![CDATA[",
      "]]>",
      " a='",
      "x",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }),
        (pieces) => void leafElements(pieces.join("")),
      ),
    );
    const took = cpuMs(() => {
      for (const text of ["<a ".repeat(50_000), "<a>".repeat(50_000), "&#".repeat(50_000)]) leafElements(text);
    });
    assert.ok(took < 5000, `took ${took} ms`);
  });

  it("resolves no entity that a document declares, and reads no file for one", () => {
    const bomb = `<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>`;
    const read = leafElements(bomb + token("<AccessToken>&b;</AccessToken><Scope>&f;</Scope>"));
    assert.equal(read.get("AccessToken"), "&b;");
    assert.equal(read.get("Scope"), "&f;");
  });

  it("reads back every text that was written for it", () => {
    const escape = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), (text) => {
        assert.equal(leafElements(token(`<AccessToken>${escape(text)}</AccessToken>`)).get("AccessToken"), text.trim());
      }),
    );
  });
});
