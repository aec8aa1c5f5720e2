import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { parseReferences, printReferences, type TextPart } from "../../src/node/reference.ts";

const name = fc.stringMatching(/^[^\s}](?:[^}]*[^\s}])?$/);
const literal = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !text.endsWith("$"));
const part: fc.Arbitrary<TextPart> = fc.oneof(
  literal.map((text) => ({ kind: "literal" as const, text })),
  name.map((each) => ({ kind: "env" as const, name: each })),
  name.map((each) => ({ kind: "file" as const, path: each })),
  name.map((each) => ({ kind: "keychain" as const, account: each })),
  name.map((each) => ({ kind: "exec" as const, command: each })),
);

/** Neighbouring literals are one. */
const joined = (parts: readonly TextPart[]): TextPart[] =>
  parts.reduce<TextPart[]>((done, each) => {
    const last = done.at(-1);
    if (each.kind !== "literal" || last?.kind !== "literal") return [...done, each];
    return [...done.slice(0, -1), { kind: "literal", text: last.text + each.text }];
  }, []);

describe("references", () => {
  it("are read as they were written", () => {
    fc.assert(
      fc.property(fc.array(part), (parts) =>
        assert.deepEqual(parseReferences(printReferences(joined(parts))), joined(parts)),
      ),
    );
  });

  it("leave every text alone that holds no ${", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        fc.pre(!text.includes("${"));
        assert.deepEqual(parseReferences(text), [{ kind: "literal", text }]);
      }),
    );
  });

  it("never throw, and never let a ${ through that was not escaped", () => {
    const pieces = fc.constantFrom("$", "{", "}", "${", "$${", "env:", "file:", "A", " ", ":", "${env:A}");
    fc.assert(
      fc.property(fc.array(pieces), (texts) => {
        const parts = parseReferences(texts.join(""));
        if ("message" in parts) return;
        assert.deepEqual(parseReferences(printReferences(parts)), parts);
        const kept = parts.map((each) => (each.kind === "literal" ? each.text : "")).join("");
        assert.ok(!kept.includes("${") || texts.join("").includes("$${"));
      }),
    );
  });

  it("say what is wrong without repeating the text", () => {
    for (const text of [
      "${",
      "${PASS}",
      "${vault:PASS}",
      "${keychain:}",
      "${exec: }",
      "a${env:}",
      "${ env:PASS}",
      "$${x} ${PASS",
    ]) {
      const fault = parseReferences(text);
      assert.ok("message" in fault, text);
      assert.equal(`${fault.message} ${fault.fix}`.includes("PASS"), false);
    }
  });

  it("stand within a text", () => {
    assert.deepEqual(parseReferences("https://${env:HOST}/${file: ./erp.txt }$${x}"), [
      { kind: "literal", text: "https://" },
      { kind: "env", name: "HOST" },
      { kind: "literal", text: "/" },
      { kind: "file", path: "./erp.txt" },
      { kind: "literal", text: "${x}" },
    ]);
  });
});
