const MAX_MEMBERS = 400;
const PAIR =
  /["']([A-Za-z_][\w.-]{0,60})["']\s*:\s*(?:"((?:[^"\\]|\\.){0,8000})|'((?:[^'\\]|\\.){0,8000})|(-?\d{1,20}|true|false|null)\b)/g;
const BARE_PAIR =
  /(?:^|[\s,{(])([A-Za-z_]\w{1,60}): (?:"((?:[^"\\]|\\.){0,8000})|'((?:[^'\\]|\\.){0,8000})|(-?\d{1,20})\b)/g;
const ELEMENT = /<(?:[\w.-]{1,40}:)?([A-Za-z_][\w.-]{0,60})(?:\s[^<>]{0,400})?>([^<>]{0,8000})(?:<\/|$)/g;
const EMPTY_ELEMENT = /<(?:[\w.-]{1,40}:)?([A-Za-z_][\w.-]{0,60})\s*\/>/g;

/**
 * The members of an answer by lower-case name, first of each: of JSON (whole, cut, or quoted within JSON), of XML by local
 * name, and of the forms in which JavaScript and Python print objects.
 */
export function membersOf(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const plain = text.includes('\\"') ? text.replaceAll('\\"', '"') : text;
  for (const pattern of plain.includes("<") ? [ELEMENT, EMPTY_ELEMENT, PAIR, BARE_PAIR] : [PAIR, BARE_PAIR]) {
    for (const [, name = "", ...values] of plain.matchAll(pattern)) {
      if (members.size >= MAX_MEMBERS) return members;
      const key = name.toLowerCase();
      if (!members.has(key)) members.set(key, (values.find((each) => typeof each === "string") ?? "").trim());
    }
  }
  return members;
}
