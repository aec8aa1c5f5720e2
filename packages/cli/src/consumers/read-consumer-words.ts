import type { ConsumerGrant } from "@erpgate/gateway";
import { UsageError } from "../usage-error.ts";

/** A consumer as the command line describes it; what is missing or unreadable in it is a fault. */
export interface ConsumerWords {
  readonly access: Readonly<Record<string, ConsumerGrant>>;
  readonly subjects: readonly { readonly issuer: string; readonly value: string }[];
}

/**
 * Reads the `NAME=VALUE` pairs of `erpgate consumer add`.
 * @throws UsageError with every fault at once
 */
export function readConsumerWords(
  access: readonly string[],
  usernames: readonly string[],
  subjects: readonly string[],
): ConsumerWords {
  const faults: string[] = [];
  const grants = readPairs("--access CONNECTION=SCOPE", access, faults);
  const names = readPairs("--p21-username CONNECTION=NAME", usernames, faults);
  const foreign = readPairs("--subject ISSUER=VALUE", subjects, faults);
  if (access.length === 0) faults.push("--access CONNECTION=SCOPE is missing: a consumer without it may do nothing");
  faults.push(...twice("--access", grants), ...twice("--p21-username", names), ...homeless(names, grants));
  if (faults.length > 0) throw new UsageError(faults, "consumer add");
  const usernameOf = new Map(names);
  return {
    access: Object.fromEntries(grants.map(([name, scope]) => [name, grant(scope, usernameOf.get(name))])),
    subjects: foreign.map(([issuer, value]) => ({ issuer, value })),
  };
}

export type Pair = readonly [string, string];

/** Split at the first equals sign: connection names and issuers have none, scopes and subjects may. */
export function readPairs(form: string, words: readonly string[], faults: string[]): Pair[] {
  return words.flatMap((word): Pair[] => {
    const at = word.indexOf("=");
    if (at > 0 && at < word.length - 1) return [[word.slice(0, at), word.slice(at + 1)]];
    faults.push(`${form} is expected, but there is ${JSON.stringify(word)}`);
    return [];
  });
}

export function twice(option: string, pairs: readonly Pair[]): string[] {
  const names = pairs.map(([name]) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...repeated].map((name) => `${option} names ${name} twice; write its entries in one, with semicolons`);
}

/** User names for connections that nothing opens are a slip of the finger. */
function homeless(names: readonly Pair[], grants: readonly Pair[]): string[] {
  const open = new Set(grants.map(([name]) => name));
  return names.flatMap(([name]) => (open.has(name) ? [] : [`--p21-username names ${name}, which no --access opens`]));
}

function grant(scope: string, p21Username: string | undefined): { scope: string; p21Username?: string } {
  return p21Username === undefined ? { scope } : { scope, p21Username };
}
