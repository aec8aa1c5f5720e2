import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { curlLine } from "../../src/emulate/emulator-screen.ts";

const hasSh = spawnSync("sh", ["-c", "exit 0"]).status === 0;

test("writes a call as a line of curl", () => {
  assert.equal(
    curlLine({ title: "", method: "GET", url: "http://x/?$top=1", headers: { a: "b" } }),
    "curl -sS 'http://x/?$top=1' -H 'a: b'",
  );
  assert.equal(
    curlLine({
      title: "",
      method: "POST",
      url: "http://x/",
      headers: { "content-type": "application/json" },
      body: '{"a":"it\'s"}',
    }),
    `curl -sS 'http://x/' -H 'content-type: application/json' -d '{"a":"it'\\''s"}'`,
  );
  assert.equal(
    curlLine({ title: "", method: "DELETE", url: "http://x/", headers: {} }),
    "curl -sS -X DELETE 'http://x/'",
  );
  assert.match(
    curlLine({ title: "", method: "POST", url: "http://x/", headers: { "content-length": "0" } }),
    /-H 'content-type:' -d ''$/,
  );
});

test(`a shell reads the very words back${hasSh ? "" : " (skipped: there is no sh here)"}`, { skip: !hasSh }, () => {
  const body = fc.string().filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(body, (text) => {
      const line = curlLine({
        title: "",
        method: "POST",
        url: "http://x/",
        headers: { "content-type": "t" },
        body: text,
      });
      const { stdout } = spawnSync("sh", ["-c", line.replace(/^curl/, "printf '%s\\0'")], { encoding: "utf8" });
      assert.deepEqual(stdout.split("\0"), ["-sS", "http://x/", "-H", "content-type: t", "-d", text, ""]);
    }),
    { numRuns: 25 },
  );
});
