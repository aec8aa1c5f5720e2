import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeReadyFile } from "../../src/serve/ready-file.ts";
import { temporaryFolder } from "../run-erpgate.ts";

test("is one line of JSON, and nothing is left when it is let go", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "ready.json");
  {
    using _ready = writeReadyFile(file, { url: "http://127.0.0.1:1" });
    assert.equal(readFileSync(file, "utf8"), '{"url":"http://127.0.0.1:1"}\n');
    assert.deepEqual(readdirSync(folder.path), ["ready.json"]);
  }
  assert.deepEqual(readdirSync(folder.path), []);
});

test("a folder that is not there is named, with the option", () => {
  using folder = temporaryFolder();
  assert.throws(() => writeReadyFile(join(folder.path, "none", "ready.json"), {}), {
    code: "READY_FILE_UNWRITABLE",
    message: /^--ready-file .*ready\.json cannot be written \(ENOENT\)$/,
  });
});
