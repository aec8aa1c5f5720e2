import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { createHiding } from "../../src/node/hide-values.ts";

describe("hiding", () => {
  it("leaves nothing of a value of four or more characters, quoted as JSON or not", () => {
    const value = fc
      .string({ minLength: 4, unit: "grapheme" })
      .filter((text) => !"${env:NAME}".includes(text) && !"[redacted]".includes(text));
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, behind) => {
        const hide = createHiding(new Map([[secret, "${env:NAME}"]]), []);
        // What is put in its place may meet the surroundings, so they are kept to what cannot.
        const message = `${before.replaceAll(/[^a-z]/g, "")}\n${secret}\n${JSON.stringify(secret)}\n${behind.replaceAll(/[^a-z]/g, "")}`;
        fc.pre(!message.replace(secret, "").replace(JSON.stringify(secret), "").includes(secret));
        assert.equal(hide(message).includes(secret), false);
      }),
    );
  });

  it("hides short values only where they stand alone", () => {
    const hide = createHiding(new Map([["on", "${env:A}"]]), ["$&"]);
    assert.equal(hide("one on once, “on”"), "one ${env:A} once, “${env:A}”");
    assert.equal(hide("a $& b"), "a [redacted] b");
  });

  it("hides the longer of two values that share a beginning", () => {
    const hide = createHiding(
      new Map([
        ["secret", "${env:A}"],
        ["secretive", "${env:B}"],
      ]),
      [],
    );
    assert.equal(hide("secretive secret"), "${env:B} ${env:A}");
  });
});
