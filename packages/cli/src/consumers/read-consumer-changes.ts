import type { ConsumerChanges, ConsumerRecord } from "@erpgate/gateway";
import { UsageError } from "../usage-error.ts";
import { readPins, readUnpins } from "./pin-options.ts";
import { readPairs, twice } from "./read-consumer-words.ts";

/** The options of `erpgate consumer update` that name connections. */
export interface ChangeWords {
  readonly access: readonly string[];
  readonly close: readonly string[];
  readonly "p21-username": readonly string[];
  readonly "no-p21-username": readonly string[];
  readonly "sdk-access": readonly string[];
  readonly "no-sdk-access": readonly string[];
  readonly company: readonly string[];
  readonly plant: readonly string[];
  readonly language: readonly string[];
  readonly "format-culture": readonly string[];
  readonly unpin: readonly string[];
  readonly type: string | undefined;
  readonly "token-expires": string | undefined;
  readonly origin: readonly string[];
}

// The command has other options, which change nothing.
const CHANGES: readonly (keyof ChangeWords)[] = [
  "access",
  "close",
  "p21-username",
  "no-p21-username",
  "sdk-access",
  "no-sdk-access",
  "company",
  "plant",
  "language",
  "format-culture",
  "unpin",
  "type",
  "token-expires",
  "origin",
];

/** @throws UsageError with every fault at once, and where nothing is to be changed */
export function readConsumerChanges(words: ChangeWords): ConsumerChanges {
  const faults: string[] = [];
  const scopes = readPairs("--access CONNECTION=SCOPE", words.access, faults);
  const users = readPairs("--p21-username CONNECTION=NAME", words["p21-username"], faults);
  faults.push(...twice("--access", scopes), ...twice("--p21-username", users));
  faults.push(...both("--access", scopes.map(first), "--close", words.close));
  faults.push(...both("--p21-username", users.map(first), "--no-p21-username", words["no-p21-username"]));
  faults.push(...both("--sdk-access", words["sdk-access"], "--no-sdk-access", words["no-sdk-access"]));
  if (CHANGES.every((option) => words[option] === undefined || words[option].length === 0))
    faults.push("nothing is to be changed: give at least one option");
  if (faults.length > 0) throw new UsageError(faults, "consumer update");
  const withoutUser = words["no-p21-username"].map((name) => [name, undefined] as const);
  const sdk = [
    ...words["sdk-access"].map((name) => [name, true] as const),
    ...words["no-sdk-access"].map((name) => [name, false] as const),
  ];
  return {
    scopes: Object.fromEntries(scopes),
    close: words.close,
    p21Usernames: Object.fromEntries([...users, ...withoutUser]),
    sdkAccess: Object.fromEntries(sdk),
  };
}

/**
 * The part of them that a value without a connection belongs to: which one is meant depends on what the consumer reaches.
 * @throws UsageError with every fault at once
 */
export async function readPinChanges(
  words: ChangeWords,
  { scopes = {}, close = [] }: ConsumerChanges,
  registered: () => Promise<ConsumerRecord>,
): Promise<Pick<ConsumerChanges, "pinned">> {
  const { company, plant, language, "format-culture": culture, unpin } = words;
  if ([company, plant, language, culture, unpin].every(({ length }) => length === 0)) return {};
  const all = new Set([...Object.keys((await registered()).access), ...Object.keys(scopes)]);
  const open = [...all].filter((name) => !close.includes(name));
  const pins = readPins(words, open, "consumer update");
  const pinned: Record<string, Record<string, string | undefined>> = Object.fromEntries(
    Object.entries(pins).map(([connection, values]) => [connection, { ...values }]),
  );
  for (const [connection, name] of readUnpins(unpin, open, "consumer update")) {
    if (pins[connection]?.[name] !== undefined)
      throw new UsageError(
        [`--unpin takes away what another option gives: ${name} of ${connection}`],
        "consumer update",
      );
    pinned[connection] = { ...pinned[connection], [name]: undefined };
  }
  return { pinned };
}

const first = ([name]: readonly [string, string]): string => name;

function both(option: string, named: readonly string[], opposite: string, opposed: readonly string[]): string[] {
  return named.filter((name) => opposed.includes(name)).map((name) => `${option} and ${opposite} both name ${name}`);
}
