import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The launcher, as npm links it. */
export const launcher: string = fileURLToPath(new URL("../bin/erpgate.cjs", import.meta.url));

/** Dozens of starts share what the first one compiled, or what the whole run did: 70 ms each instead of 180. */
const compiled = process.env["NODE_COMPILE_CACHE"] ?? join(tmpdir(), "erpgate-cli-test-compiled");

/** Nobody's token store: that of whoever runs the tests is none of theirs. */
const nobodysHome = Object.fromEntries(
  ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA"].map((name) => [
    name,
    join(tmpdir(), "erpgate-cli-test-nobody"),
  ]),
);

/** The environment of every command line: nothing of ours. */
export const bareEnvironment: Readonly<Record<string, string>> = { PATH: process.env["PATH"] ?? "", ...nobodysHome };

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  readonly nodeArguments?: readonly string[];
}

/** A command line in a process of its own, from sources, in an environment that holds nothing of ours. */
export function startErpgate(words: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [...(options.nodeArguments ?? []), launcher, ...words], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...bareEnvironment, NODE_COMPILE_CACHE: compiled, ...options.env },
    stdio: "pipe",
  });
}

/** Runs a command line to its end. */
export async function erpgate(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = startErpgate(words, options);
  child.stdin?.end(options.input ?? "");
  return finished(child);
}

/** Everything a child wrote, once it has ended. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder of the test's own below the system's temporary folder. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "erpgate-cli-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
