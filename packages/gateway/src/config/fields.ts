import type { Report } from "@erpgate/client/node";

/** A value of the configuration with the place it stands at. Each reader reports what is wrong and answers with something usable, so that one pass finds every fault. */
export interface Field {
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly report: Report;
}

export const at = (field: Field, key: string | number): Field => {
  const { value } = field;
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).find(([name]) => name === String(key))?.[1]
      : undefined;
  return { value: inner, path: [...field.path, key], report: field.report };
};

/** Reports members that nobody knows. @returns whether it is an object at all */
export function isSection(field: Field, known: readonly string[]): boolean {
  const { value, path, report } = field;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(path, "must be a section with members", `Give it members: ${known.join(", ")}.`);
    return false;
  }
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) report([...path, name], "is not a known option", `Use one of: ${known.join(", ")}.`);
  }
  return true;
}

export function readText(field: Field, fallback: string | undefined, fix: string): string {
  const { value, path, report } = field;
  if (typeof value === "string" && value.trim() === value && value !== "") return value;
  if (value !== undefined || fallback === undefined) {
    report(path, value === undefined ? "is missing" : "must be a text without blanks around it", fix);
  }
  return fallback ?? "";
}

export function readWhole(
  field: Field,
  range: { readonly least: number; readonly most: number },
  fallback: number,
): number {
  const { value, path, report } = field;
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= range.least && value <= range.most)
    return value;
  report(
    path,
    `must be a whole number from ${range.least} to ${range.most}`,
    `Leave it out for ${fallback}, or correct it.`,
  );
  return fallback;
}

/** The items of a list; an absent one is empty. */
export function items(field: Field): readonly Field[] {
  const { value, path, report } = field;
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((_, index) => at(field, index));
  report(path, "must be a list", "Begin each item on a line of its own with a dash.");
  return [];
}

export function readSwitch({ value, path, report }: Field, fallback: boolean): boolean {
  if (value === undefined || typeof value === "boolean") return value ?? fallback;
  report(path, "must be true or false", "Write it without quotes.");
  return fallback;
}

export function readChoice<Choice extends string>(
  { value, path, report }: Field,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  const found = choices.find((choice) => choice === value);
  if (found === undefined && value !== undefined)
    report(path, `is none of ${choices.join(", ")}`, `Leave it out for ${fallback}, or correct it.`);
  return found ?? fallback;
}

export function readRatio({ value, path, report }: Field, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  report(path, "must be a number from 0 to 1", `Leave it out for ${fallback}, or correct it.`);
  return fallback;
}
