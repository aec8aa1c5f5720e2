/**
 * Where the JSON value that begins at `from` ends (the index after its last bracket), or -1 when the text stops before.
 * One pass, no recursion: nesting of any depth costs nothing but its length.
 */
export function jsonEnd(text: string, from: number): number {
  const end = createBodyEnd(text.charAt(from));
  const at = end(text.slice(from));
  return at === undefined ? -1 : from + at;
}

/**
 * Feeds on a body line by line and says where in the last line it ended: after the last bracket of JSON, or the closing
 * tag of the root of XML and HTML. Undefined while it has not ended; plain text never does.
 */
export function createBodyEnd(first: string): (line: string) => number | undefined {
  if (/^\s*[{[]/.test(first)) return jsonBodyEnd();
  return /^\s*</.test(first) ? markupBodyEnd() : () => undefined;
}

function jsonBodyEnd(): (line: string) => number | undefined {
  let depth = 0;
  let inString = false;
  return (line) => {
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (inString) {
        if (code === 0x5c) at++;
        else if (code === 0x22) inString = false;
      } else if (code === 0x22) inString = true;
      else if (code === 0x7b || code === 0x5b) depth++;
      else if ((code === 0x7d || code === 0x5d) && --depth <= 0) return at + 1;
    }
    return undefined;
  };
}

function markupBodyEnd(): (line: string) => number | undefined {
  let close: string | undefined;
  return (line) => {
    const root = close === undefined ? /<([A-Za-z][\w.:-]{0,80})/.exec(line)?.[1] : undefined;
    if (root !== undefined) close = `</${root.toLowerCase()}>`;
    const at = close === undefined ? -1 : line.toLowerCase().lastIndexOf(close);
    return at < 0 || close === undefined ? undefined : at + close.length;
  };
}
