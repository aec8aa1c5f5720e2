import type { KeyObject } from "node:crypto";

/** ES256 pair for the gateway's own tokens. Bare `KeyObject`s: Node signs markedly faster with them than with `{ key, … }`. */
export interface OauthKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}

/** How long a new key is published before it signs, so that every replica knows it by then: they hear of it within a second. */
export const LEAD_MS = 10_000;
/** The longest that a configuration lets a token live, and a minute for clocks that differ. */
const LONGEST_TOKEN_MS = 86_400_000 + 60_000;

/** The keys of the gateway's own tokens, as they change over time. */
export interface OauthKeys {
  /** What new tokens are signed with. */
  signing(nowMs: number): OauthKey;
  /** The key of this id, while tokens that it signed may live. */
  verifying(kid: unknown, nowMs: number): OauthKey | undefined;
  /** What the JWK set shows: the keys that sign, will sign, or have signed what may live. */
  published(nowMs: number): readonly OauthKey[];
}

/** @param current the keys there are, oldest first; at least one */
export function createOauthKeys(current: () => readonly OauthKey[]): OauthKeys {
  const published = (nowMs: number): readonly OauthKey[] =>
    current().filter((_key, index, all) => {
      const successor = all[index + 1];
      return successor === undefined || nowMs < startMs(successor) + LONGEST_TOKEN_MS;
    });
  return {
    published,
    signing(nowMs) {
      const keys = current();
      const key = keys.findLast((each) => startMs(each) <= nowMs) ?? keys[0];
      if (key === undefined) throw new Error("There is no key for the gateway's own tokens.");
      return key;
    },
    verifying: (kid, nowMs) => published(nowMs).find((key) => key.kid === kid),
  };
}

const startMs = ({ createdAtMs }: OauthKey): number => createdAtMs + LEAD_MS;
