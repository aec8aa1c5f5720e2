/** The same report of several processes as one: numbers are added up, lists joined, all else is the first's. `seats` is what all share. */
export function mergeJson(texts: readonly string[]): string {
  const values = texts.map((text) => JSON.parse(text) as unknown);
  return `${JSON.stringify(values.reduce(merge))}\n`;
}

function merge(one: unknown, other: unknown): unknown {
  if (typeof one === "number" && typeof other === "number") return one + other;
  if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])];
  if (!isObject(one) || !isObject(other)) return one ?? other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...names].map((name) => [name, name === "seats" ? (one[name] ?? other[name]) : merge(one[name], other[name])]),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
