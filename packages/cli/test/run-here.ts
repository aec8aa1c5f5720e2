import { tmpdir } from "node:os";
import type { Sink } from "../src/command.ts";
import { run } from "../src/run.ts";
import { bareEnvironment, type Finished, type RunOptions } from "./run-erpgate.ts";

// What a native module looks up by itself: without it no keychain of whoever runs the tests is found, as in `erpgate`.
for (const name of ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"]) delete process.env[name];

/** Hears what is written as it is written. @returns true once the reader goes away */
type Listener = (text: string) => boolean;

/** Text that was written, and no terminal. */
function collector(heard?: Listener): Sink & { text(): string } {
  const written: Buffer[] = [];
  let closed = false;
  return {
    write: (chunk) => {
      written.push(Buffer.from(chunk));
      closed ||= heard?.(Buffer.from(chunk).toString("utf8")) ?? false;
    },
    drained: () => Promise.resolve(),
    colour: false,
    isTerminal: false,
    get closed() {
      return closed;
    },
    text: () => Buffer.concat(written).toString("utf8"),
  };
}

/**
 * Runs a command line to its end in this process, as `main.ts` does in one of its own, in the same environment that
 * `erpgate` gives it. For the many cases of a command of which one or two run in a real process: a start costs
 * 300 ms of a processor's time, and it is the same start each time. There is nobody to ask.
 */
export async function erpgateHere(
  words: readonly string[],
  { env, cwd, input = "", heard }: Omit<RunOptions, "nodeArguments"> & { readonly heard?: Listener } = {},
): Promise<Finished> {
  const stdout = collector(heard);
  const stderr = collector();
  const code = await run(words, {
    stdout,
    stderr,
    env: { ...bareEnvironment, ...env },
    // macOS asks for the home of this process; the XDG variables above are looked at everywhere else.
    platform: process.platform === "win32" ? "win32" : "linux",
    cwd: cwd ?? tmpdir(),
    now: Date.now,
    readInput: (maxBytes) =>
      Buffer.byteLength(input) > maxBytes
        ? Promise.reject(new RangeError("too long"))
        : Promise.resolve(Buffer.from(input)),
    canAsk: false,
    ask: () => Promise.reject(new Error("nobody is there to answer")),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}
