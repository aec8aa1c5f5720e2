import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { watchConfig } from "../../src/serve/watch-config.ts";
import { temporaryFolder } from "../run-erpgate.ts";

test("every change since the call is seen once, also one at once, by renaming, or after the file was gone", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  using folder = temporaryFolder();
  const file = join(folder.path, "erpgate.yaml");
  writeFileSync(file, "a");
  let changes = 0;
  const watch = watchConfig(file, () => (changes += 1));
  const seenAfter = (change: () => void): number => {
    change();
    context.mock.timers.tick(1000);
    return changes;
  };
  assert.equal(
    seenAfter(() => writeFileSync(file, "at once")),
    1,
  );
  assert.equal(
    seenAfter(() => undefined),
    1,
  );
  writeFileSync(`${file}.new`, "renamed to its place");
  assert.equal(
    seenAfter(() => renameSync(`${file}.new`, file)),
    2,
  );
  assert.equal(
    seenAfter(() => rmSync(file)),
    2,
  );
  assert.equal(
    seenAfter(() => writeFileSync(file, "here again, and longer")),
    3,
  );
  watch[Symbol.dispose]();
  assert.equal(
    seenAfter(() => writeFileSync(file, "nobody looks")),
    3,
  );
});
