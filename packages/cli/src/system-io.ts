import type { Io, Sink } from "./command.ts";
import { wantsColour } from "./output/style.ts";

/** The process as the commands see it. */
export function systemIo(): Io {
  return {
    stdout: sinkOf(1, () => process.stdout),
    stderr: sinkOf(2, () => process.stderr),
    env: process.env,
    platform: process.platform,
    cwd: process.cwd(),
    now: Date.now,
    readInput: (maxBytes) => readStream(process.stdin, maxBytes),
    get canAsk() {
      return process.stdin.isTTY && process.stderr.isTTY;
    },
    ask: async (question, options) =>
      (await import("./ask.ts")).ask(question, { input: process.stdin, output: process.stderr, ...options }),
  };
}

/**
 * One end of the process. A file or a pipe is written to by its descriptor, at once, which is what Node's stream does with
 * them as well, except that making the stream costs a sixth of a start. Terminals, Windows, and a reader that cannot keep
 * up get the stream.
 */
function sinkOf(descriptor: 1 | 2, open: () => NodeJS.WriteStream): Sink {
  let stream: NodeJS.WriteStream | undefined;
  let isClosed = false;
  const onError = (error: unknown): void => {
    if (!isGoneReader(error)) throw error;
    isClosed = true;
  };
  const opened = (): NodeJS.WriteStream => (stream ??= open().on("error", onError));
  if (!isFileOrPipe(descriptor)) opened();
  const isTerminal = stream?.isTTY === true;
  return {
    write: (chunk) => {
      if (isClosed) return;
      const left = stream === undefined ? writeAtOnce(descriptor, chunk, onError) : chunk;
      if (left !== undefined) opened().write(left);
    },
    drained: () => (isClosed || stream?.writableNeedDrain !== true ? Promise.resolve() : eventOf(stream)),
    colour: wantsColour(isTerminal, process.env),
    isTerminal,
    get closed() {
      return isClosed;
    },
  };
}

/** A reader that has had enough is no failure of ours (EPIPE; on Windows EOF), nor is a terminal that was closed (EIO). */
function isGoneReader(error: unknown): boolean {
  return ["EPIPE", "EOF", "EIO"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function isFileOrPipe(descriptor: number): boolean {
  if (process.platform === "win32") return false;
  try {
    return !process.getBuiltinModule("node:fs").fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/** Gives what could not be written because the pipe is full and must not be waited for; undefined where nothing is left. */
function writeAtOnce(
  descriptor: number,
  chunk: string | Uint8Array,
  onError: (error: unknown) => void,
): Uint8Array | undefined {
  const { writeSync } = process.getBuiltinModule("node:fs");
  let left: Uint8Array = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  try {
    while (left.length > 0) left = left.subarray(writeSync(descriptor, left));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return left;
    onError(error);
  }
  return undefined;
}

function eventOf(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("drain", resolve);
    stream.once("error", () => resolve());
  });
}

async function readStream(stream: NodeJS.ReadStream, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new RangeError(`standard input is longer than ${String(maxBytes)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
