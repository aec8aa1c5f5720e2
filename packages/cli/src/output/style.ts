/** Colour only on a terminal, and never when the user said no (https://no-color.org). */
export function wantsColour(
  isTerminal: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/** The few ways in which a word can stand out. */
export function styleFor(sink: { readonly colour: boolean }): Style {
  const paint = (open: number, close: number) => (text: string) =>
    sink.colour ? `\u001b[${String(open)}m${text}\u001b[${String(close)}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), good: paint(32, 39), bad: paint(31, 39) };
}
