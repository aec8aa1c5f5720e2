/** Of these the largest is meant, not the sum: whether something is so in any process, and what all of them share. */
const LARGEST = /(?:^erpgate_seats|_open|_info|_start_time_seconds)(?:\{| )/;

/** The metrics of several processes as one, in Prometheus' text form: the same series are added up. */
export function mergeMetrics(texts: readonly string[]): string {
  const lines = new Map<string, number | undefined>();
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    const at = line.startsWith("#") ? -1 : line.lastIndexOf(" ");
    if (at < 0) {
      if (line !== "") lines.set(line, undefined);
      continue;
    }
    const series = line.slice(0, at);
    const value = Number(line.slice(at + 1));
    const before = lines.get(series) ?? 0;
    lines.set(series, LARGEST.test(line) ? Math.max(before, value) : before + value);
  }
  return inFamilies(lines);
}

/** A series that only a later process has belongs under its family's head all the same. */
function inFamilies(lines: ReadonlyMap<string, number | undefined>): string {
  const families = new Map<string, string[]>();
  for (const [text, value] of lines) {
    const name = value === undefined ? (text.split(" ")[2] ?? "") : text.replace(/\{.*/, "");
    const known = families.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, "");
    const family = families.get(known) ?? [];
    family.push(value === undefined ? text : `${text} ${value}`);
    families.set(known, family);
  }
  return `${[...families.values()].flat().join("\n")}\n`;
}
