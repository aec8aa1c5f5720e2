/**
 * C# 8 in the words of C# 7, which is what Debian's compiler reads; everything else stays as it stands.
 *
 * - `using var x = …;` becomes `using (var x = …) { … }` to the end of its block,
 * - `T?` of a reference type and `x!` lose their marks, which mean nothing at run time,
 * - `text[..n]` becomes `text.Substring(0, n)`.
 */
export function olderCsharp(source: string): string {
  const plain = source
    .replaceAll("JObject?", "JObject")
    .replaceAll("]!.", "].")
    .replaceAll(/(\w+)\[\.\.(Math\.Min\([^)]*\))\]/g, "$1.Substring(0, $2)");
  return withUsingBlocks(plain);
}

const USING = /using var ([^;]+);/;

function withUsingBlocks(source: string): string {
  const match = USING.exec(source);
  if (match === null) return source;
  const after = match.index + match[0].length;
  const end = endOfBlock(source, after);
  const inside = `using (var ${match[1]}) {${source.slice(after, end)}}\n`;
  return withUsingBlocks(source.slice(0, match.index) + inside + source.slice(end));
}

/** Where the block that this place stands in is closed, or the end. Braces in the guide's texts come in pairs. */
function endOfBlock(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    if (source[at] === "{") depth += 1;
    if (source[at] === "}" && depth-- === 0) return at;
  }
  return source.length;
}
