import { parsePairs } from "../../connection-string/parse-pairs.ts";
import type { Pair, PairFault } from "../../connection-string/parse-pairs.ts";
import { nearest } from "../../options/nearest.ts";
import { PROPERTIES, propertyOf } from "./properties.ts";

/** Values by the properties' own names; what is unset is not in it. */
export type Properties = ReadonlyMap<string, string>;

/** Takes one fault of a connection string, by the property's name and never with its value. */
export type Say = (property: string, message: string, fix: string) => void;

const PREFIX = /^\s*jdbc:(?:cdata:)?epicorerp:/i;

/** Reads the properties of a connection string, with or without JDBC's prefix. The last of several of one name counts. */
export function readProperties(text: string, say: Say): Properties {
  const body = text.replace(PREFIX, "");
  if (/^\s*jdbc:/i.test(body))
    say("jdbc:", "is another driver's prefix", `Begin with "jdbc:epicorerp:" or without any.`);
  const { pairs, faults } = parsePairs(body.replace(/^\s*jdbc:[\w:]*:/i, ""));
  faults.forEach((fault) => sayPlace(fault, say));
  const properties = new Map<string, string>();
  for (const [at, { key, value }] of pairs.entries()) {
    const property = propertyOf(key);
    if (!property) sayUnknown(key, pairs[at - 1], say);
    else if (value === "") properties.delete(property.name);
    else properties.set(property.name, value);
  }
  return properties;
}

const QUOTING = `Put the value in double quotes where it holds a ";", and double those that it holds itself.`;

function sayPlace({ position, what }: PairFault, say: Say): void {
  const place = `property ${position}`;
  switch (what) {
    case "quote-not-closed":
      return say(place, "has a quote that is never closed", "Close it; a quote within the value is doubled.");
    case "text-after-quote":
      return say(place, "goes on after its closing quote", QUOTING);
    case "no-equals-sign":
      return say(place, `has no "="`, QUOTING);
    case "no-key":
      return say(place, `has no name before its "="`, QUOTING);
  }
}

/** What follows a secret may be the rest of it, cut off by a semicolon: then it is not repeated. */
function sayUnknown(key: string, before: Pair | undefined, say: Say): void {
  const known = PROPERTIES.map(({ name }) => name);
  const meant = nearest(key.replaceAll(/\s/g, ""), known);
  const follows = before && propertyOf(before.key);
  if (meant !== undefined) return say(shown(key), "is no property", `Did you mean "${meant}"?`);
  if (follows?.isSecret === true) return say(`what follows ${follows.name}`, "is no property", QUOTING);
  say(shown(key), "is no property", "docs/connection-strings.md lists all.");
}

const shown = (key: string): string => (/^[\w -]{1,40}$/.test(key) ? key : "a name that holds other than letters");
