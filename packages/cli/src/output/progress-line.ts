import type { Sink } from "../command.ts";

/** What is over sooner needs no line. */
const QUIET_MS = 1000;
const EVERY_MS = 200;
const CLEARED = "\r\u001B[K";

/** One line of a terminal that says how far something has come, and goes when it is over. */
export interface ProgressLine {
  tell(text: string): void;
  readonly clear: () => void;
}

/** @param now epoch milliseconds @returns one that writes nothing in the first second, and nothing where nobody sees it */
export function progressLine(sink: Pick<Sink, "write" | "isTerminal">, now: () => number): ProgressLine {
  let nextMs = now() + QUIET_MS;
  let isShown = false;
  return {
    tell(text) {
      if (!sink.isTerminal || now() < nextMs) return;
      nextMs = now() + EVERY_MS;
      isShown = true;
      sink.write(CLEARED + text);
    },
    clear() {
      if (isShown) sink.write(CLEARED);
      isShown = false;
    },
  };
}
