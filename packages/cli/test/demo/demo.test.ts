import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { test } from "node:test";
import { finished, temporaryFolder } from "../run-erpgate.ts";
import { readyLine, startService } from "../run-service.ts";
import { matchesAnswer } from "./matches-answer.ts";

const shells = ["sh", "bash", "zsh"].filter((shell) => has(shell, "-c", "exit 0"));
const missing = has("curl", "--version")
  ? shells.includes("sh")
    ? ""
    : "there is no sh here"
  : "there is no curl here";
const unless = missing === "" ? "" : ` (skipped: ${missing})`;

function has(...[program = "", ...words]: string[]): boolean {
  return spawnSync(program, words).status === 0;
}

/** The lines on the screen that begin with curl, each with what stands beside it. */
function linesOn(screen: string): { line: string; answer: string }[] {
  return Array.from(screen.matchAll(/^(curl .*)\n {3}answers (.*)$/gm), ([, line = "", answer = ""]) => ({
    line,
    answer,
  }));
}

/** Runs a line in a fresh shell whose environment holds nothing but the PATH. */
async function pasted(shell: string, line: string): Promise<{ stdout: string; stderr: string; code: number | null }> {
  return finished(
    spawn(shell, ["-c", line], { env: { PATH: process.env["PATH"] ?? "" }, stdio: ["ignore", "pipe", "pipe"] }),
  );
}

async function isClosed(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connectSocket({ host: hostname, port: Number(port) });
  const [outcome] = (await Promise.race([once(socket, "connect"), once(socket, "error")]).catch((error: unknown) => [
    error,
  ])) as [unknown];
  socket.destroy();
  return (outcome as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED";
}

function inFolder(path: string): { env: Record<string, string> } {
  return { env: { TMPDIR: path, TEMP: path, TMP: path } };
}

test(
  `every line on the demo's screen answers what the screen says, in every shell here${unless}`,
  { skip: missing !== "" },
  async () => {
    using folder = temporaryFolder();
    await using demo = await startService(
      ["serve", "--demo", "--port", "0"],
      /Ctrl-C ends this/,
      // As it is typed, the restart of itself included.
      { ...inFolder(folder.path), nodeArguments: [] },
    );
    const lines = linesOn(demo.stdout);
    assert.equal(lines.length, 5);
    assert.equal(demo.stdout.match(/^curl /gm)?.length, 5, "each line that begins with curl says what it answers");
    for (const shell of shells) {
      const answers = await Promise.all(lines.map(async ({ line }) => pasted(shell, line)));
      for (const [index, { stdout, stderr }] of answers.entries()) {
        const { line = "", answer = "" } = lines[index] ?? {};
        assert.ok(
          matchesAnswer(stdout, answer),
          `${shell}: ${line}\n  promised ${answer}\n  answered ${stdout}${stderr}`,
        );
        assert.equal(stderr, "");
      }
    }
    assert.equal((await demo.stop()).code, 0);
  },
);

test("a second demo at the same port leaves nothing behind; Ctrl-C ends the first with 0, its folder and its ports too", async () => {
  using folder = temporaryFolder();
  await using demo = await startService(["serve", "--demo", "--port", "0", "--json"], /\n/, inFolder(folder.path));
  const { url, adminUrl, try: lines } = readyLine(demo) as { url: string; adminUrl: string; try: unknown[] };
  assert.equal(lines.length, 5);
  assert.deepEqual(
    readdirSync(folder.path).map((name) => name.replace(/-[^-]*$/, "")),
    ["erpgate-demo"],
  );
  assert.equal(await isClosed(url), false);
  const { port } = new URL(url);
  await assert.rejects(
    startService(["serve", "--demo", "--port", port], /Ctrl-C/, inFolder(folder.path)),
    (error: Error) => {
      assert.match(error.message, /^ended with 3 /);
      assert.match(error.message, new RegExp(`--port: port ${port} cannot be used`));
      return true;
    },
  );
  assert.equal(readdirSync(folder.path).length, 1, "the first demo's folder alone");
  const { code, stdout } = await demo.stop();
  assert.equal(code, 0);
  assert.equal(stdout, demo.stdout, "nothing but the ready line on stdout");
  assert.deepEqual(readdirSync(folder.path), []);
  assert.deepEqual([await isClosed(url), await isClosed(adminUrl)], [true, true]);
});

test(
  `closing the terminal ends the demo, too${process.platform === "win32" ? " (skipped: Windows sends no SIGHUP to a child)" : ""}`,
  { skip: process.platform === "win32" },
  async () => {
    using folder = temporaryFolder();
    await using demo = await startService(["serve", "--demo", "--port", "0", "--json"], /\n/, inFolder(folder.path));
    demo.child.kill("SIGHUP");
    assert.equal((await demo.ended).code, 0);
    assert.deepEqual(readdirSync(folder.path), []);
  },
);
