import { escapeXml } from "./xml.ts";

/** Text that is HTML already. Only `markup` makes it, so that nothing else gets onto a page unescaped. */
export interface Markup {
  readonly html: string;
}

type Part = string | number | undefined | Markup | readonly Markup[];

/** A piece of a page: whatever is put in is escaped, unless `markup` made it. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const html = texts.map((text, at) => text + written(parts[at])).join("");
  return { html };
}

function written(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") return escapeXml(String(part));
  return "html" in part ? part.html : part.map(({ html }) => html).join("\n");
}
