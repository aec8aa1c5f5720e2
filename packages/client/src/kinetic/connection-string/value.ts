import { nearest } from "../../options/nearest.ts";
import type { Properties, Say } from "./read-properties.ts";

/** A whole number that is not negative, or the default. */
export function readNumber(
  properties: Properties,
  name: string,
  fallback: number,
  say: Say,
  most = 2_147_483_647,
): number {
  const text = properties.get(name);
  if (text === undefined) return fallback;
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text);
  say(name, "is no whole number, or too large", "Write digits alone.");
  return fallback;
}

/** `true` or `false`, in any letter case. */
export function readBoolean(properties: Properties, name: string, say: Say): boolean | undefined {
  const text = properties.get(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === "true" || text === "false") return text === "true";
  say(name, "is neither true nor false", "Write true or false.");
  return undefined;
}

/** One of a few words, in any letter case; those of the drivers that are not supported are refused by name. */
export function readWord<Word extends string>(
  properties: Properties,
  name: string,
  words: readonly Word[],
  say: Say,
  unsupported: readonly string[] = [],
): Word | undefined {
  const text = properties.get(name);
  if (text === undefined) return undefined;
  const same = (word: string): boolean => word.toLowerCase() === text.toLowerCase();
  const found = words.find(same);
  if (found !== undefined) return found;
  const refused = unsupported.find(same);
  const meant = nearest(text, words);
  const hint = meant === undefined || refused !== undefined ? "" : ` Did you mean ${meant}?`;
  const message = refused === undefined ? "is none of the known values" : `is ${refused}, which is not supported`;
  say(name, message, `Choose one of ${words.join(", ")}.${hint}`);
  return undefined;
}
