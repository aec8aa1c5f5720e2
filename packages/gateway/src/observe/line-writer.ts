/** Where lines go. */
export type LogStream = "stdout" | "stderr";

/** Takes a text to its stream. */
export type WriteText = (to: LogStream, text: string) => void;

/** Gathers lines, and writes many at a time: a write for each request would cost more than its line. */
export interface LineWriter extends Disposable {
  push(to: LogStream, line: string): void;
}

const WAIT_MS = 100;
const MOST_WAITING_BYTES = 64 * 1024;
/**
 * So much goes into a pipe in one piece (PIPE_BUF on Linux; POSIX promises an eighth). Processes that share one would
 * otherwise write into each other's lines.
 */
const WHOLE_WRITE_BYTES = 4096;

interface Waiting {
  lines: string[];
  bytes: number;
}

/** @returns a writer whose lines are out after 100 ms, or sooner when there are many; disposing writes what waits */
export function createLineWriter(write: WriteText): LineWriter {
  const waiting = new Map<LogStream, Waiting>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [to, { lines }] of waiting) for (const text of wholeWrites(lines)) write(to, text);
    waiting.clear();
  }

  return {
    push(to, line) {
      const here = waiting.get(to) ?? { lines: [], bytes: 0 };
      waiting.set(to, here);
      here.lines.push(line);
      here.bytes += Buffer.byteLength(line) + 1;
      if (here.bytes >= MOST_WAITING_BYTES) flush();
      else timer ??= setTimeout(flush, WAIT_MS).unref();
    },
    [Symbol.dispose]: flush,
  };
}

function* wholeWrites(lines: readonly string[]): Generator<string> {
  let text = "";
  let bytes = 0;
  for (const line of lines) {
    const length = Buffer.byteLength(line) + 1;
    if (bytes > 0 && bytes + length > WHOLE_WRITE_BYTES) {
      yield text;
      text = "";
      bytes = 0;
    }
    text += `${line}\n`;
    bytes += length;
  }
  if (bytes > 0) yield text;
}
