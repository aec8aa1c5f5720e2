const LEAF = /<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)(?:\s[^<>]*)?>([^<>]*)<\//g;
const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decoded(_match: string, named?: string, decimal?: string, hex?: string): string {
  if (named !== undefined) return NAMED[named] ?? "";
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/**
 * The elements of an XML text that hold only text, by local name: the first of each name wins. Both ERPs answer XML whose
 * root and namespace differ between builds and documents, so neither is looked at. This is no XML parser and must not
 * become one: there is nothing here that could resolve an entity, fetch a DTD or throw on garbage.
 */
export function leafElements(xml: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", text = ""] of xml.matchAll(LEAF)) {
    if (!found.has(name)) found.set(name, text.replace(ENTITY, decoded).trim());
  }
  return found;
}
