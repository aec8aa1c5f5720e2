/**
 * Makes messages safe to print: every value that was fetched from the environment or a file is replaced by its reference,
 * every secret that stands in the file by `[redacted]`, whichever check repeated it.
 */
export function createHiding(
  fetched: ReadonlyMap<string, string>,
  literals: readonly string[],
): (message: string) => string {
  const hidden = new Map<string, string>();
  for (const literal of literals) hide(hidden, literal, "[redacted]");
  for (const [value, reference] of fetched) hide(hidden, value, reference);
  const longestFirst = [...hidden].toSorted(([a], [b]) => b.length - a.length);
  return (message) => longestFirst.reduce((text, [value, instead]) => replaceValue(text, value, instead), message);
}

/** Also as JSON would write it: checks quote what they were given. */
function hide(hidden: Map<string, string>, value: string, instead: string): void {
  if (value === "") return;
  hidden.set(value, instead);
  hidden.set(JSON.stringify(value).slice(1, -1), instead);
}

/** A value of one or two characters is replaced only where it stands alone: else it would tear every word that holds it. */
function replaceValue(message: string, value: string, instead: string): string {
  if (value.length > 3) return message.replaceAll(value, () => instead);
  const literally = value.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  const alone = new RegExp(String.raw`(?<![\p{L}\p{N}])${literally}(?![\p{L}\p{N}])`, "gu");
  return message.replaceAll(alone, () => instead);
}
