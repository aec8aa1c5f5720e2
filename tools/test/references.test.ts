import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { attackReference } from "../attack-reference.ts";
import { commandReference } from "../command-reference.ts";
import { loginReference } from "../login-reference.ts";
import { switchReference } from "../switch-reference.ts";
import { ROOT } from "../workspace.ts";

// A checkout on Windows may have turned the line ends.
const page = (name: string): string => readFileSync(join(ROOT, "docs", name), "utf8").replaceAll("\r\n", "\n");

test("docs/command-line.md is what the commands' help says today: run `node tools/command-reference.ts`", async () => {
  assert.equal(page("command-line.md"), await commandReference());
});

test("docs/emulator-switches.md is what the emulator's tables say today: run `node tools/switch-reference.ts`", async () => {
  assert.equal(page("emulator-switches.md"), await switchReference());
});

test("docs/prophet21-logins.md is what the contract says today: run `node tools/login-reference.ts`", async () => {
  assert.equal(page("prophet21-logins.md"), await loginReference());
});

test("docs/security-tests.md is what table and tests say today: run `node tools/attack-reference.ts`", async () => {
  assert.equal(page("security-tests.md"), await attackReference());
});
