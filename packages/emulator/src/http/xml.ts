const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text made safe for XML. Control characters that XML 1.0 cannot hold are dropped. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, "").replace(/[&<>"']/g, (found) => ESCAPES[found] ?? found);
}

// These characters are exactly what must go
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** `<name>text</name>`, or nothing for undefined; null is an empty element. */
export function element(name: string, value: unknown): string {
  if (value === undefined) return "";
  if (value === null || value === "") return `<${name} />`;
  return `<${name}>${escapeXml(scalarText(value))}</${name}>`;
}

/** One element per member of the object, in its order. */
export function elements(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .map(([name, value]) => element(name, value))
    .join("");
}

function scalarText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
