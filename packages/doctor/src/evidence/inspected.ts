/** What Node prints of an object that holds a call: an error of axios or got, a response. */
const HOLDS_A_CALL =
  /\bheaders: (?:Object )?(?:\[?AxiosHeaders\]? ?)?\{|\bconfig: \{|\bresponse: \{|\bstatusCode: \d{3}/;
const OPENING =
  /\{[ \t]{0,4}(?=\n[ \t]{1,40}(?:\[?[A-Za-z_$][\w$]{0,60}\]?|'[^'\n]{1,80}'): |[A-Za-z_$][\w$]{0,60}: )/g;
/** Characters read in all, those of attempts that came to nothing included. */
const MOST_READ = 300_000;

/**
 * Writes objects as JSON that stand in the form of Node's `util.inspect` (`config: { headers: Object [AxiosHeaders] {`), so
 * that they are read as any other JSON. Whatever is not in that form stays as it is.
 */
export function inspectedAsJson(text: string): string {
  if (!HOLDS_A_CALL.test(text)) return text;
  let written = "";
  let from = 0;
  let left = MOST_READ;
  for (const { index } of text.matchAll(OPENING)) {
    if (index < from || left <= 0) continue;
    const object = readObject(text, index, left);
    left -= object.end - index;
    if (object.json === undefined || !HOLDS_A_CALL.test(text.slice(index, object.end))) continue;
    written += `${text.slice(from, index)}\n${object.json}\n`;
    from = object.end;
  }
  return written + text.slice(from);
}

/** What a token is written as; each begins where the one before ended. */
const TOKENS: readonly (readonly [RegExp, (token: string) => string])[] = [
  [/\s+/y, () => " "],
  // A long text goes on in the next line.
  [
    /(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)(?:\s*\+\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*/y,
    asText,
  ],
  [/<ref \*\d+>|\.\.\. \d+ more (?:items?|characters)/y, () => ""],
  [/<Buffer[^>\n]*>/y, () => "null"],
  [/\[(?:Symbol\([^)\n]*\)|[A-Za-z_$][\w$]*)\](?=: )|Symbol\([^)\n]*\)(?=: )|[A-Za-z_$][\w$]*(?=: )/y, JSON.stringify],
  // Names of classes before what they hold.
  [/\[[A-Za-z][\w: ]*\](?= \{)|(?:[A-Z][\w$]*|Object)(?:\(\d+\))?(?= (?:[{]|\[))/y, () => ""],
  [
    /\[(?:Function|Class|AsyncFunction|GeneratorFunction|Object|Array|Circular|Getter|Setter|[A-Z]\w*)[^[\]\n]*\]/y,
    () => "null",
  ],
  [/(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=n?\b)|[{}[\],:]/y, (token) => token],
  [/n\b|\(empty\)/y, () => ""],
  [/undefined\b|NaN\b|-?Infinity\b|\d{4}-\d\d-\d\dT[\d:.]+Z/y, () => "null"],
];

interface ReadObject {
  /** Undefined: it is none. */
  readonly json: string | undefined;
  /** Where reading ended. */
  readonly end: number;
}

function readObject(text: string, from: number, most: number): ReadObject {
  let json = "";
  let depth = 0;
  let at = from;
  while (at < text.length && at - from < most) {
    const token = tokenAt(text, at);
    if (token === undefined) break;
    json += token.written;
    at += token.length;
    if (token.written === "{" || token.written === "[") depth += 1;
    else if ((token.written === "}" || token.written === "]") && --depth === 0) return { json: parsed(json), end: at };
  }
  return { json: undefined, end: at };
}

function tokenAt(text: string, at: number): { readonly written: string; readonly length: number } | undefined {
  for (const [pattern, write] of TOKENS) {
    // Set anew each time: nothing is carried over in it.
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined && token !== "") return { written: write(token), length: token.length };
  }
  return undefined;
}

function parsed(json: string): string | undefined {
  const plain = json.replace(/,(?=\s*(?:,|[}\]]))/g, "");
  try {
    JSON.parse(plain);
    return plain;
  } catch {
    return undefined;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0" };

/** A text of JavaScript, or several with `+` between them. */
function asText(token: string): string {
  const parts = token.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  const plain = parts.map((part) =>
    part
      .slice(1, -1)
      .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (_, unicode?: string, hex?: string, char = "") =>
        unicode === undefined && hex === undefined
          ? (ESCAPES[char] ?? char)
          : String.fromCharCode(Number.parseInt(unicode ?? hex ?? "", 16)),
      ),
  );
  return JSON.stringify(plain.join(""));
}
