import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { demoLines } from "../../src/demo/demo-lines.ts";
import { demoScreen } from "../../src/demo/demo-screen.ts";
import { matchesAnswer } from "./matches-answer.ts";

const addresses = { url: "http://127.0.0.1:1", company: "EPIC06", consumer: "demo", key: seeded("demo-key") };
const lines = demoLines(addresses);
const demo = { ...addresses, adminUrl: "http://127.0.0.1:2", kineticUrl: "k", prophet21Url: "p", lines };
const plain = {
  write: () => undefined,
  drained: async () => undefined,
  colour: false,
  isTerminal: false,
  closed: false,
};

test("each line is one line that begins with curl, with what it answers below it", () => {
  const screen = demoScreen({ ...demo, platform: "linux" }, plain);
  for (const { line, answer } of lines) {
    assert.match(line, /^curl [^\n]+$/);
    assert.ok(screen.includes(`\n${line}\n   answers ${answer}\n`));
  }
});

test("with colour, a line to copy still holds nothing but itself", () => {
  const screen = demoScreen({ ...demo, platform: "linux" }, { ...plain, colour: true });
  for (const { line } of lines) assert.ok(screen.split("\n").includes(line));
});

test("on Windows it names a shell that reads the quotes", () => {
  assert.match(demoScreen({ ...demo, platform: "win32" }, plain), /Git Bash or WSL/);
  assert.doesNotMatch(demoScreen({ ...demo, platform: "linux" }, plain), /Git Bash/);
});

test("a promise is kept only by its parts in their order", () => {
  assert.ok(matchesAnswer('{"a":1,"b":[{"c":2}]}', '{…"b":[{"c":…'));
  assert.ok(!matchesAnswer('{"c":2,"b":[]}', '{…"b":[…"c":…'));
  assert.ok(!matchesAnswer(' {"a":1}', '{"a"…'), "from the beginning");
});
