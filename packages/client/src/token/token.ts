/** An access token as a caller sees it. */
export interface AccessToken {
  readonly token: string;
  /** By this computer's clock, in epoch milliseconds; undefined where the token never expires or nobody knows. */
  readonly expiresAtMs: number | undefined;
}

/** What a token request brought, before it is known when that ends on this computer's clock. */
export interface TokenGrant {
  readonly token: string;
  /** The lifetime that the answer states, in seconds from its issue; undefined where it states none. */
  readonly lifetimeSeconds: number | undefined;
  /** The end on this computer's clock, where whoever gave the token knows it (a provider function, a token store). */
  readonly expiresAtMs?: number | undefined;
  /** `Date` of the answer in epoch milliseconds, by the issuer's clock. */
  readonly issuerNowMs?: number | undefined;
  /** Whether this very request made the token. One that was given may be of any age, so its length says nothing. */
  readonly isFresh: boolean;
  /** What the next token can be had with, where the issuer gave one. Kept with the token, in memory and in the store. */
  readonly refreshToken?: string | undefined;
}

/**
 * Asks for one token. An auth strategy is such a function, made by a factory that holds the credential; it knows nothing
 * of caching, expiry or back-off. The signal is aborted when the connection closes, never by a caller.
 *
 * @param refreshToken the newest one that is known, of this process or of another that shares the store
 */
export type ObtainToken = (signal: AbortSignal, refreshToken?: string) => Promise<TokenGrant>;

/** A token in hand. */
export interface HeldToken {
  readonly access: AccessToken;
  /** Already resolved: what every caller of a held token is given, so that nothing is allocated for them. */
  readonly resolved: Promise<AccessToken>;
  /** From here on it is renewed in the background; Infinity for never. */
  readonly renewAtMs: number;
  /** From here on it is not used any more; Infinity for never. */
  readonly expiresAtMs: number;
}

/** Renewal begins this long before the end… */
const MARGIN_MS = 300_000;
/** …but never in more than the last fifth of the lifetime, or a token of four minutes would be renewed at every call. */
const MARGIN_SHARE = 5;
/** How much of the margin jitter may take away, so that processes that began together do not renew together. */
const JITTER_SHARE = 0.2;
/** What is sent in a token's last moments arrives after its end: in the last second, or half of a shorter margin, it is not used any more. */
const FLIGHT_MS = 1000;

/** Puts a token in hand. `random` is in [0, 1). */
export function holdToken(access: AccessToken, obtainedAtMs: number, random: number): HeldToken {
  const expiresAtMs = access.expiresAtMs ?? Infinity;
  const margin = Math.min(MARGIN_MS, (expiresAtMs - obtainedAtMs) / MARGIN_SHARE);
  const held = Object.freeze({ token: access.token, expiresAtMs: access.expiresAtMs });
  return {
    access: held,
    resolved: Promise.resolve(held),
    renewAtMs: expiresAtMs === Infinity ? Infinity : expiresAtMs - margin * (1 - JITTER_SHARE * random),
    expiresAtMs: expiresAtMs === Infinity ? Infinity : expiresAtMs - Math.min(FLIGHT_MS, margin / 2),
  };
}
