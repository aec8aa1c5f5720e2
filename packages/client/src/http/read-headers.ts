/**
 * Headers as a `Headers` lists them: names in lower case and in order, the values of a name that came more than once joined, but
 * for `set-cookie`, whose values hold commas of their own.
 *
 * @param raw names and values in turn, as they came
 */
export function readHeaders(raw: readonly string[]): readonly (readonly [name: string, value: string])[] {
  const joined = new Map<string, string>();
  const cookies: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    const value = raw[at + 1] ?? "";
    if (name === "set-cookie") cookies.push([name, value]);
    else joined.set(name, joined.has(name) ? `${joined.get(name) ?? ""}, ${value}` : value);
  }
  return [...joined, ...cookies].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
