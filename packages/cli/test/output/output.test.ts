import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { moment, momentText } from "../../src/output/json.ts";
import { plainLine } from "../../src/output/plain-text.ts";
import { styleFor, wantsColour } from "../../src/output/style.ts";
import { pairs, table } from "../../src/output/table.ts";

test("colour only on a terminal, and never against NO_COLOR", () => {
  assert.equal(wantsColour(true, {}), true);
  assert.equal(wantsColour(true, { NO_COLOR: "" }), true, "an empty NO_COLOR is none");
  assert.equal(wantsColour(true, { NO_COLOR: "1" }), false);
  assert.equal(wantsColour(true, { TERM: "dumb" }), false);
  assert.equal(wantsColour(false, {}), false);
  assert.equal(styleFor({ colour: false }).bad("x"), "x");
  assert.equal(styleFor({ colour: true }).bad("x"), "\u001b[31mx\u001b[39m");
});

test("text from outside cannot steer the terminal", () => {
  assert.equal(plainLine("a\u001b[2Jb\r\nc\u202ed"), "a\\u001b[2Jb\\u000d\\u000ac\\u202ed");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => !/[\u0000-\u001f\u007f-\u009f]/.test(plainLine(text))),
  );
});

test("columns line up, whatever the cells hold", () => {
  assert.equal(
    table(
      ["name", "scope"],
      [
        ["demo", "/api"],
        ["a-longer-one", "/odata:x\ny"],
      ],
    ),
    "name          scope\ndemo          /api\na-longer-one  /odata:x\\u000ay\n",
  );
  assert.equal(table(["name"], []), "name\n");
  assert.equal(
    pairs(
      [
        ["a", "1"],
        ["bcd", ""],
      ],
      "  ",
    ),
    "  a    1\n  bcd\n",
  );
});

test("a moment is epoch seconds and UTC, or nothing", () => {
  assert.deepEqual(moment(1_763_712_000_999), { epochSeconds: 1_763_712_000, utc: "2025-11-21T08:00:00.999Z" });
  assert.deepEqual(moment(undefined), { epochSeconds: null, utc: null });
  assert.equal(momentText(1_763_712_000_999), "2025-11-21T08:00:00Z (1763712000)");
  assert.equal(momentText(undefined), "no end");
});
