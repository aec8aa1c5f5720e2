import { element } from "../http/xml.ts";

const ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";

/**
 * A value as the middleware's serializer writes it: members in alphabetical order, lists as one element per item, texts in a
 * list as `a:string` (observed on 25.2). The items of a list are called as its member says in `items`.
 */
export function dataContract(
  root: string,
  namespace: string,
  value: unknown,
  items: Readonly<Record<string, string>> = {},
): string {
  const inside = contents(root, value, items);
  return `<${root}${namespace === "" ? "" : ` xmlns="${namespace}"`}>${inside}</${root}>`;
}

function contents(name: string, value: unknown, items: Readonly<Record<string, string>>): string {
  if (Array.isArray(value)) return value.map((item: unknown) => node(items[name] ?? "Item", item, items)).join("");
  const members = Object.entries(typeof value === "object" && value !== null ? value : {});
  return members
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([member, inner]) => node(member, inner, items))
    .join("");
}

function node(name: string, value: unknown, items: Readonly<Record<string, string>>): string {
  if (typeof value !== "object" || value === null) return element(name, value);
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string")) {
    const texts = value.map((item: string) => element("a:string", item)).join("");
    return `<${name} xmlns:a="${ARRAYS}">${texts}</${name}>`;
  }
  return `<${name}>${contents(name, value, items)}</${name}>`;
}
