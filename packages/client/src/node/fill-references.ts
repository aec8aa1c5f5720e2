import type { Report } from "../options/report.ts";
import { type ConfigPath, pathKey } from "./config-path.ts";
import { parseReferences, printReference, type TextPart } from "./reference.ts";
import { type ReferenceSource, resolveReference } from "./resolve-reference.ts";

/** A value whose references are filled in, and what was filled in. */
export interface Filled {
  readonly value: unknown;
  /** What was fetched, each with the reference that stands for it in messages. */
  readonly fetched: ReadonlyMap<string, string>;
  /** Paths of texts that hold a reference. */
  readonly referring: ReadonlySet<string>;
}

interface Filling {
  readonly source: ReferenceSource;
  readonly report: Report;
  readonly fetched: Map<string, string>;
  readonly referring: Set<string>;
}

/** Fills in every reference below `value`. One that cannot be is reported, and its text becomes undefined, never a literal. */
export async function fillReferences(
  value: unknown,
  path: ConfigPath,
  source: ReferenceSource,
  report: Report,
): Promise<Filled> {
  const filling: Filling = { source, report, fetched: new Map(), referring: new Set() };
  return { value: await fill(value, path, filling), fetched: filling.fetched, referring: filling.referring };
}

async function fill(value: unknown, path: ConfigPath, filling: Filling): Promise<unknown> {
  if (typeof value === "string") return fillText(value, path, filling);
  if (Array.isArray(value)) return Promise.all(value.map((item, index) => fill(item, [...path, index], filling)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, member]) => [
    key,
    await fill(member, [...path, key], filling),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function fillText(text: string, path: ConfigPath, filling: Filling): Promise<string | undefined> {
  if (!text.includes("${")) return text;
  filling.referring.add(pathKey(path));
  const parts = parseReferences(text);
  if ("message" in parts) {
    filling.report(path, parts.message, parts.fix);
    return undefined;
  }
  const texts = await Promise.all(parts.map((part) => fillPart(part, path, filling)));
  return texts.includes(undefined) ? undefined : texts.join("");
}

async function fillPart(part: TextPart, path: ConfigPath, filling: Filling): Promise<string | undefined> {
  if (part.kind === "literal") return part.text;
  const value = await resolveReference(part, filling.source);
  if (typeof value === "string") {
    filling.fetched.set(value, printReference(part));
    return value;
  }
  filling.report(path, value.message, value.fix);
  return undefined;
}
