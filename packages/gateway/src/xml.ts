const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text made fit for XML: markup escaped, and control characters, which XML 1.0 cannot hold at all, replaced. */
export function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is being taken out
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (found) => ENTITIES[found] ?? "");
}

/** One element with a child per member; members that are undefined are left out. */
export function xmlOf(
  root: string,
  members: Readonly<Record<string, string | number | undefined>>,
  attributes = "",
): string {
  const children = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  const closing = root.includes(" ") ? root.slice(0, root.indexOf(" ")) : root;
  return `<${root}${attributes}>${children.join("")}</${closing}>`;
}
