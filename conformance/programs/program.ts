import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";

/** A program of another language, or why it cannot be run here. A test takes `skip` as it is. */
export type Found =
  { readonly command: string; readonly skip: false } | { readonly command: ""; readonly skip: string };

/**
 * Looks for a program that answers this probe, under any of these names.
 * @param packages Debian's names, for whoever reads that the test was skipped
 */
export function findProgram(names: readonly string[], probe: readonly string[], packages: string): Found {
  const command = names.find((name) => spawnSync(name, probe, { stdio: "ignore" }).status === 0);
  return command === undefined
    ? { command: "", skip: `needs ${packages}: apt-get install ${packages}` }
    : { command, skip: false };
}

/** Debian's Python with these modules, which another Python earlier on the path may hide. */
export function findPython(...modules: readonly string[]): Found {
  const packages = modules.map((module) => `python3-${module}`).join(" ");
  return findProgram(["python3", "/usr/bin/python3"], ["-c", `import ${modules.join(", ")}`], packages);
}

/** How a program ended, and what it wrote. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. What is secret goes in by standard input: arguments are for everybody to read. */
export async function run(
  command: string,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 60_000,
    env: { ...process.env, ...env },
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once("close", resolve).once("error", reject));
  child.stdin.end(input);
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Runs a program that is given JSON and answers with JSON. @throws Error with what it wrote to standard error */
export async function runForJson<T>(
  command: string,
  args: readonly string[],
  input: unknown,
  env?: Readonly<Record<string, string>>,
): Promise<T> {
  const { code, stdout, stderr } = await run(command, args, JSON.stringify(input), env);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as T;
}
