import type { Sink } from "../command.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const TURN_MS = 80;

/** Something that moves while it waits. */
export interface Spinner {
  /** Makes room for a line; it comes back by itself. */
  clear(): void;
  stop(): void;
}

/** On a terminal only: a log file wants plain lines. */
export function startSpinner(sink: Sink): Spinner | undefined {
  if (!sink.colour) return undefined;
  let at = 0;
  const timer = setInterval(() => {
    at += 1;
    sink.write(`\r${FRAMES[at % FRAMES.length] ?? ""} `);
  }, TURN_MS);
  const clear = (): void => void (at > 0 && sink.write("\r\u001b[K"));
  return {
    clear,
    stop: () => {
      clearInterval(timer);
      clear();
    },
  };
}
