/** Those members that are one text or number: what an XML reader of P21's looks past without harm. */
export function flatMembers(members: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const flat = Object.entries(members).filter(
    (member): member is [string, string | number] => typeof member[1] === "string" || typeof member[1] === "number",
  );
  return Object.fromEntries(flat);
}
