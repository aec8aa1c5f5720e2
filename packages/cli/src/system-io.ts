import type { Io, Sink } from "./command.ts";
import { wantsColour } from "./output/style.ts";

/** The process as the commands see it. */
export function systemIo(): Io {
  return {
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
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

function sinkOf(stream: NodeJS.WriteStream): Sink {
  let isClosed = false;
  // A reader that has had enough is no failure of ours (EPIPE; on Windows EOF), nor is a terminal that was closed (EIO).
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EOF" && error.code !== "EIO") throw error;
    isClosed = true;
  });
  return {
    write: (chunk) => void (isClosed || stream.write(chunk)),
    drained: () => (isClosed || !stream.writableNeedDrain ? Promise.resolve() : eventOf(stream)),
    colour: wantsColour(stream.isTTY, process.env),
    isTerminal: stream.isTTY,
    get closed() {
      return isClosed;
    },
  };
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
