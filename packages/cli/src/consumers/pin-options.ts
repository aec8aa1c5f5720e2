import { UsageError } from "../usage-error.ts";

/** What a consumer's calls can be held to, by connection: `{ kinetic: { company: "EPIC06" } }`. */
export type PinWords = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The options that hold a consumer's calls to one company, site, language. */
export const pinOptions = {
  company: {
    kind: "text",
    value: "[CONNECTION=]VALUE",
    repeatable: true,
    help: "Kinetic: the one company that its calls are made in; the gateway says so in CallSettings",
  },
  plant: {
    kind: "text",
    value: "[CONNECTION=]VALUE",
    repeatable: true,
    help: "Kinetic: the one plant (site)",
  },
  language: {
    kind: "text",
    value: "[CONNECTION=]VALUE",
    repeatable: true,
    help: "Kinetic: the one language, as enu",
  },
  "format-culture": {
    kind: "text",
    value: "[CONNECTION=]VALUE",
    repeatable: true,
    help: "Kinetic: the one culture that dates and numbers are written in, as en-US",
  },
} as const;

const NAMES = { company: "company", plant: "plant", language: "language", "format-culture": "formatCulture" } as const;
type PinOption = keyof typeof NAMES;
const OPTIONS = Object.keys(NAMES) as readonly PinOption[];

/**
 * Reads them. A value without a connection is for the one connection there is.
 * @param open the connections that the consumer reaches
 * @throws UsageError with every fault at once
 */
export function readPins(
  given: Readonly<Record<PinOption, readonly string[]>>,
  open: readonly string[],
  command: string,
): PinWords {
  const faults: string[] = [];
  const pins = new Map<string, Map<string, string>>();
  for (const option of OPTIONS) {
    for (const word of given[option]) {
      const [connection, value] = addressed(`--${option}`, word, open, faults);
      const ofConnection = pins.get(connection) ?? new Map<string, string>();
      if (ofConnection.has(NAMES[option])) faults.push(`--${option} names ${connection} twice`);
      pins.set(connection, ofConnection.set(NAMES[option], value));
    }
  }
  if (faults.length > 0) throw new UsageError(faults, command);
  return Object.fromEntries([...pins].map(([connection, values]) => [connection, Object.fromEntries(values)]));
}

/**
 * Reads `--unpin [CONNECTION=]company`.
 * @throws UsageError with every fault at once
 */
export function readUnpins(
  words: readonly string[],
  open: readonly string[],
  command: string,
): readonly (readonly [connection: string, name: string])[] {
  const faults: string[] = [];
  const unpins = words.map((word) => {
    const [connection, option] = addressed("--unpin", word, open, faults);
    const known = OPTIONS.find((name) => name === option);
    if (known === undefined) faults.push(`--unpin takes ${OPTIONS.join(", ")}, but there is ${JSON.stringify(option)}`);
    return [connection, known === undefined ? "" : NAMES[known]] as const;
  });
  if (faults.length > 0) throw new UsageError(faults, command);
  return unpins;
}

function addressed(
  option: string,
  word: string,
  open: readonly string[],
  faults: string[],
): readonly [connection: string, value: string] {
  const at = word.indexOf("=");
  const value = word.slice(at + 1);
  if (value === "") faults.push(`${option} has no value`);
  const [only = "", ...more] = open;
  if (at < 0 && more.length > 0)
    faults.push(`${option} ${value} could be for ${open.join(" or ")}: write ${option} ${only}=${value}`);
  const connection = at < 0 ? only : word.slice(0, at);
  if (!open.includes(connection)) faults.push(`${option} names ${connection}, which no --access opens`);
  return [connection, value];
}
