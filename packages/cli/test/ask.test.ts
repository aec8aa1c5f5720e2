import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { createLine } from "../src/ask.ts";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { temporaryFolder } from "./run-erpgate.ts";

const PYTHON = "/usr/bin/python3";
const skip = !existsSync(PYTHON);
/** Runs a program on a pseudo terminal, types once it asks, and prints all that the terminal showed. */
const typist = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[2], sys.argv[2:])
shown = b""
while b"password: " not in shown: shown += os.read(fd, 1024)
os.write(fd, bytes.fromhex(sys.argv[1]) + b"\\r")
try:
    while True:
        more = os.read(fd, 1024)
        if not more: break
        shown += more
except OSError: pass
os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
`;

it(
  `a password typed at a terminal arrives byte for byte and is not shown${skip ? " (skipped: python3 is not installed)" : ""}`,
  { skip },
  async () => {
    using folder = temporaryFolder();
    const password = `  #:;%'"é ü 🔑${seeded("typed")}\\ $x \u0301 `;
    const file = join(folder.path, "read");
    const program = fileURLToPath(new URL("ask-child.ts", import.meta.url));
    const typed = Buffer.from(password).toString("hex");
    const child = spawn(PYTHON, ["-c", typist, typed, process.execPath, program, file], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let shown = "";
    child.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString("utf8")));
    await new Promise((resolve) => child.once("close", resolve));
    assert.ok(Buffer.from(readFileSync(file, "utf8"), "hex").toString("utf8") === password);
    // Not assert.equal: it would print the password it is about.
    assert.ok(shown === "password: \r\n", `the terminal showed ${shown.length} characters`);
  },
);

/** What a line holds after these bytes. */
function lineOf(...bytes: (number | string)[]): string {
  const line = createLine();
  for (const byte of Buffer.concat(
    bytes.map((each) => (typeof each === "number" ? Buffer.of(each) : Buffer.from(each))),
  ))
    line.take(byte);
  return line.text();
}

it("backspace takes a whole character, Ctrl-U all, and arrow keys leave nothing behind", () => {
  assert.equal(lineOf("a🔑é", 0x7f, 0x08, "b"), "ab");
  assert.equal(lineOf(0x7f, "x"), "x");
  assert.equal(lineOf("abc", 0x15, "d"), "d");
  assert.equal(lineOf("a\u001b[Ab\u001b[3~c\u001bOPd"), "abcd");
});

it("Ctrl-C ends it, Ctrl-D only an empty one", () => {
  const line = createLine();
  assert.equal(line.take(0x04), "ended");
  assert.equal(line.take(0x61), "none");
  assert.equal(line.take(0x04), "none");
  assert.equal(line.take(0x03), "ended");
  assert.equal(line.text(), "a");
});
