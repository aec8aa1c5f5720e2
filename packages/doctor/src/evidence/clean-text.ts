import { recognized } from "./recognized.ts";

// Colours and cursor movements of a terminal, and other control characters but tab and line feed.
const ANSI = /\u001b(?:\[[0-9;?]{0,20}[A-Za-z]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\))/g;
// oxlint-disable-next-line no-control-regex -- they are what is taken out
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
const FENCE = /^[ \t]{0,40}(?:```|~~~)[\w-]{0,40}[ \t]{0,40}$/gm;

/**
 * Takes away what copying adds: terminal colours, Markdown fences, the quote marks of e-mail, the wrapping of
 * quoted-printable, the `send:`/`reply:` of Python's debug output. Line ends become line feeds.
 */
export function cleanText(text: string): string {
  const plain = decodedUtf16(text)
    // Half a surrogate pair makes encodeURIComponent throw, and says nothing.
    .toWellFormed()
    .replace(/^\ufeff/, "")
    .replace(ANSI, "")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, "");
  return STEPS.reduce((read, step) => step(read), plain);
}

/** Each takes what the one before has left. */
const STEPS: readonly ((text: string) => string)[] = [
  quotedPrintable,
  winErrors,
  (text) => text.replace(FENCE, ""),
  unquoted,
  pythonDebug,
  spelledOut,
  phpDump,
  withoutMetrics,
  arrowPairs,
  recognized,
  wgetLog,
  asserted,
];

/** UTF-16 that was read byte by byte has a NUL beside every letter. */
function decodedUtf16(text: string): string {
  const start = text.slice(0, 400);
  const nuls = start.split("\u0000").length - 1;
  return nuls > start.length / 3 ? text.replaceAll("\u0000", "") : text;
}

function quotedPrintable(text: string): string {
  if (!/=3D/.test(text) || !/=\n/.test(text)) return text;
  return text
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * Takes e-mail quotes off. The request lines of `curl -v` lose their marks, too, which does no harm: a request is told by
 * its first line, not by its marks.
 */
function unquoted(text: string): string {
  return text.replace(/^[ \t]{0,40}>(?:[ \t]?>){0,6}[ \t]?/gm, "");
}

/** Python's `http.client` with `debuglevel` writes requests as byte strings with their line ends spelled out. */
function pythonDebug(text: string): string {
  if (!/^[ \t]{0,40}send: b?['"]/m.test(text)) return text;
  return text
    .replace(/^[ \t]{0,40}send: b?['"](.*)['"][ \t]{0,40}$/gm, (_, sent: string) => sent.replace(/\\r\\n|\\n/g, "\n"))
    .replace(/^[ \t]{0,40}reply: ['"](.{0,400}?)(?:\\r\\n)?['"][ \t]{0,40}$/gm, "$1")
    .replace(/^[ \t]{0,40}header: /gm, "");
}

/** Ruby's and others' debug output writes what went over the wire as strings, with the line ends spelled out. */
function spelledOut(text: string): string {
  if (!/HTTP\/\d(?:\.\d)?(?: \d{3}[^\n"]{0,60})?\\r\\n/.test(text)) return text;
  return text.replace(
    /^[ \t]{0,40}(?:(?:<-|->|<<|>>)[ \t]?)?b?"((?:[^"\\\n]|\\.){1,20000})"[ \t]{0,10}$/gm,
    (_, sent: string) =>
      sent
        .replace(/\\r\\n|\\n/g, "\n")
        .replace(/\\"/g, '"')
        .replace(/\n$/, ""),
  );
}

/** VBA and VBScript print a Windows error as a negative number; the documents know it in hexadecimal. */
function winErrors(text: string): string {
  return text
    .replace(
      /-(214\d{7})\b(?! ?\(0x)/g,
      (all, number: string) => `${all} (0x${(2 ** 32 - Number(number)).toString(16)})`,
    )
    .replace(/(?<![\w-])(80(?:07|09|0b)[0-9a-f]{4})(?![\w-])/gi, (all) => `0x${all}`);
}

const METRIC = /^[ \t]{0,40}(?:# (?:HELP|TYPE) \w.*|(\w{1,120})(\{[^{}\n]{0,400}\})? {1,4}(\d{1,15}(?:\.\d{1,9})?))$/gm;

/** Of metrics, those that count failures and have counted some say something; the numbers of the others are no statuses. */
function withoutMetrics(text: string): string {
  if (!/^# (?:HELP|TYPE) /m.test(text)) return text;
  return text.replace(METRIC, (line, name = "", labels = "", value = "0") =>
    Number(value) > 0 && /error|fail|refus|denied|\b[45]\d\d\b/i.test(`${String(name)} ${String(labels)}`) ? line : "",
  );
}

/** PHP's `var_dump` puts a value on the line below its name. */
function phpDump(text: string): string {
  return text.includes("]=>") ? text.replace(/\]=>[ \t]{0,8}\n[ \t]{0,80}/g, "]=> ") : text;
}

/** Ruby and PHP write pairs with an arrow. */
function arrowPairs(text: string): string {
  return text.includes("=>") ? text.replace(/(["'])\s{0,3}=>\s{0,3}(?=["'[{\d-]|nil|null|true|false)/g, "$1: ") : text;
}

/** wget's own log, as a request line and a status line. */
function wgetLog(text: string): string {
  if (!/awaiting response\.\.\./.test(text)) return text;
  return text
    .replace(/^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--\s{1,4}(https?:\/\/\S{1,4000})[ \t]*$/gm, "-> GET $1")
    .replace(/^.{0,20}HTTP request sent, awaiting response\.\.\. (\d{3})(.*)$/gm, "<- $1$2")
    .replace(/^Authentication selected: /gm, "WWW-Authenticate: ");
}

/** A test that expected another status says which one came. */
function asserted(text: string): string {
  return text
    .replace(/^.{0,40}\bHTTP [1-5]\d\d[ \t]*\n.{0,80}actual value is <([1-5]\d\d)>/gm, "-> $1")
    .replace(/\bassert ([1-5]\d\d) == [1-5]\d\d\b/g, "status code $1")
    .replace(/\bexpected:? ?[1-5]\d\d,? (?:but )?(?:got|received|was):? ?([1-5]\d\d)\b/gi, "status code $1");
}

/** All on one line, each run of white space one blank: so that a phrase is found however it was wrapped. */
export function flat(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
