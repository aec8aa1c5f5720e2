import type { ReadStream } from "node:tty";

/** The person who was asked ended it. */
export class AskEnded extends Error {
  readonly code = "ASK_ENDED";
  constructor() {
    super("ended at the question; nothing was changed");
    this.name = "AskEnded";
  }
}

export interface AskOptions {
  readonly input: ReadStream;
  readonly output: { write(text: string): unknown };
  readonly hidden?: boolean;
}

/**
 * Asks and reads one line from a terminal, byte for byte as it was typed or pasted. The terminal is switched to raw: it then neither
 * shows what is typed nor makes anything of it, so editing (backspace, Ctrl-U) is done here.
 */
export async function ask(question: string, { input, output, hidden = false }: AskOptions): Promise<string> {
  // Before the question: what is typed or pasted at once when it appears would still be shown by the terminal.
  input.setRawMode(true);
  output.write(question);
  input.resume();
  const line = createLine();
  try {
    return await new Promise<string>((resolve, reject) => {
      const onData = (chunk: Buffer): void => {
        for (const byte of chunk) {
          const event = line.take(byte);
          if (event === "none") continue;
          input.off("data", onData);
          return event === "end" ? resolve(line.text()) : reject(new AskEnded());
        }
        if (!hidden) output.write(`\r\u001b[K${question}${line.text()}`);
      };
      input.on("data", onData);
    });
  } finally {
    input.setRawMode(false);
    input.pause();
    output.write("\n");
  }
}

/** A line as it is typed: bytes, because a character may come in several pieces. */
export function createLine(): { take(byte: number): "none" | "end" | "ended"; text(): string } {
  let bytes: number[] = [];
  let isEscape = false;
  const backspace = (): void => {
    // A character of UTF-8 is one leading byte and those of the form 10xxxxxx.
    while (((bytes.pop() ?? 0) & 0xc0) === 0x80);
  };
  return {
    take: (byte) => {
      if (isEscape) {
        // An arrow key and the like: ESC [ … up to a letter or a tilde.
        isEscape = !(byte >= 0x40 && byte !== 0x5b && byte !== 0x4f);
        return "none";
      }
      if (byte === 0x0d || byte === 0x0a) return "end";
      if (byte === 0x03 || (byte === 0x04 && bytes.length === 0)) return "ended";
      if (byte === 0x1b) isEscape = true;
      else if (byte === 0x7f || byte === 0x08) backspace();
      else if (byte === 0x15) bytes = [];
      else if (byte >= 0x20 || byte === 0x09) bytes.push(byte);
      return "none";
    },
    text: () => Buffer.from(bytes).toString("utf8"),
  };
}
