import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findLeaks, leaksIn } from "../find-leaks.ts";
import { SEED_MARK, seeded } from "../seeded-secrets.ts";

describe("the search for seeded secrets", () => {
  test("sees a secret in plain text, names the line and not the secret", () => {
    const [leak] = leaksIn(`first\nsecond ${seeded("x")}`, "some.log");
    assert.deepEqual(leak, { file: "some.log", line: 2, kind: "plain" });
    assert.ok(!JSON.stringify(leak).includes(SEED_MARK));
  });

  test("sees it in Base64 at every alignment", () => {
    for (const user of ["", "u", "us", "use", "user:"]) {
      const encoded = Buffer.from(`${user}${seeded("password")}`).toString("base64");
      assert.ok(
        leaksIn(`Basic ${encoded}`, "f").some((leak) => leak.kind === "base64"),
        `after ${JSON.stringify(user)}`,
      );
    }
  });

  test("sees it in hexadecimal, and a consumer key by its form", () => {
    assert.equal(leaksIn(Buffer.from(seeded("x")).toString("hex"), "f")[0]?.kind, "hex");
    assert.equal(leaksIn(`key egk_${"a1B2".repeat(12)}`, "f")[0]?.kind, "consumer key");
  });

  test("is silent about ordinary text", () => {
    assert.deepEqual(leaksIn("Authorization: [redacted]\negk_1234… (shown once)", "f"), []);
  });

  test("walks a folder to its leaves", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "leaks-"));
    // What this test writes is a leak by design, so it must be gone before the run's own search.
    t.after(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "a", "b"), { recursive: true });
    writeFileSync(join(folder, "a", "b", "c.bin"), seeded("deep"));
    assert.deepEqual(
      findLeaks(folder).map((leak) => leak.kind),
      ["plain"],
    );
  });
});
