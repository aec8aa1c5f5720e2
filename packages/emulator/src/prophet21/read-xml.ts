/** An element of a document: its local name, its namespace, and either children or text. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** Deeper than any body P21 knows; a bound, so that nesting cannot exhaust the stack. */
const DEPTH_LIMIT = 64;
const NAME = "[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?";
const PIECE = new RegExp(
  `<!--[\\s\\S]*?-->|<\\?[\\s\\S]*?\\?>|<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>|([^<]+)`,
  "y",
);
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, "g");

interface Open {
  readonly tag: string;
  readonly name: string;
  readonly namespace: string;
  readonly prefixes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

/** The document's root; undefined for anything that is not well-formed. A DTD is not: there are no entities but XML's own five. */
export function readXml(source: string): XmlElement | undefined {
  const stack: Open[] = [];
  let root: XmlElement | undefined;
  PIECE.lastIndex = 0;
  let at = 0;
  while (at < source.length) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(source);
    if (piece === null) return undefined;
    at = PIECE.lastIndex;
    const [, closing, tag, attributes = "", empty, text] = piece;
    const parent = stack.at(-1);
    if (text !== undefined) {
      if (parent !== undefined) parent.text += unescapeXml(text);
      else if (text.trim() !== "" && text.trim() !== "\uFEFF") return undefined;
    } else if (tag !== undefined && closing === "") {
      if (root !== undefined || stack.length >= DEPTH_LIMIT) return undefined;
      stack.push(open(tag, attributes, parent));
    }
    if (tag === undefined || (closing === "" && empty === "")) continue;
    const done = stack.pop();
    if (done === undefined || done.tag !== tag) return undefined;
    root = close(done, stack.at(-1)) ?? root;
  }
  return stack.length === 0 ? root : undefined;
}

function open(tag: string, attributes: string, parent: Open | undefined): Open {
  const prefixes = new Map(parent?.prefixes);
  for (const [, name = "", double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (name === "xmlns") prefixes.set("", double ?? single ?? "");
    else if (name.startsWith("xmlns:")) prefixes.set(name.slice(6), double ?? single ?? "");
  }
  const [prefix = "", local] = tag.includes(":") ? tag.split(":") : ["", tag];
  return { tag, name: local ?? tag, namespace: prefixes.get(prefix) ?? "", prefixes, children: [], text: "" };
}

/** Hands a finished element to its parent, or back as the root. */
function close({ name, namespace, children, text }: Open, parent: Open | undefined): XmlElement | undefined {
  const element = { name, namespace, children, text: children.length > 0 ? "" : text };
  if (parent === undefined) return element;
  parent.children.push(element);
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
