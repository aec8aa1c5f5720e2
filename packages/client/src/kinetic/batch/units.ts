import type { BatchPart } from "./batch-types.ts";

/** The parts as the server sees them at the outermost level: requests alone, and change sets. */
export function unitsOf(parts: readonly BatchPart[]): readonly (readonly BatchPart[])[] {
  const units: BatchPart[][] = [];
  for (const part of parts) {
    const last = units.at(-1);
    const isOfLast = part.changeSet !== undefined && last?.at(-1)?.changeSet === part.changeSet;
    if (last && isOfLast) last.push(part);
    else units.push([part]);
  }
  return units;
}
