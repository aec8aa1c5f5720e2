// Longer than a screen: the token source is one machine, and its states must be read together.
import { errorTable } from "../error-table.ts";
import { ErpgateError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Runtime } from "../runtime.ts";
import { backoffFor, backoffMs, PASSING } from "./backoff.ts";
import { expiresAt } from "./lifetime.ts";
import type { StoredToken, StoreLock, TokenStore } from "./token-store.ts";
import { holdToken } from "./token.ts";
import type { AccessToken, HeldToken, ObtainToken } from "./token.ts";

/** Yields a valid token to any number of callers for one token request per lifetime. */
export interface TokenSource {
  /** The token in hand while it is valid. Past its margin this starts its renewal and still answers at once. */
  held(nowMs: number): HeldToken | undefined;
  /** A valid token. All who wait share one request; none of them can end it for the others. */
  token(): Promise<AccessToken>;
  /**
   * "This token was refused": it is dropped if it is still the one in hand.
   *
   * @param serverNowMs the refusing server's clock: it is the one that judges expiry
   */
  refused(token: string, serverNowMs?: number): void;
  /** "A call with the token in hand was let in." */
  accepted(): void;
  close(): void;
}

/** What a token source is made of. */
export interface TokenSourceParts {
  readonly obtain: ObtainToken;
  readonly runtime: Pick<Runtime, "now" | "random">;
  readonly log?: Log | undefined;
  /** Where tokens outlive this source, and the name of this one's there. */
  readonly store?: { readonly tokens: TokenStore; readonly key: string } | undefined;
  /** Called whenever the token in hand changes. */
  readonly onChange?: (() => void) | undefined;
}

interface Failed {
  readonly error: ErpgateError;
  readonly count: number;
  readonly nextTryAtMs: number;
  /** When to look whether somebody else who shares the store has a token meanwhile. */
  readonly nextLookAtMs: number;
}

interface State {
  readonly parts: TokenSourceParts;
  held: HeldToken | undefined;
  flight: Promise<AccessToken> | undefined;
  failed: Failed | undefined;
  /** Why the store could not be read the last time, where it said so itself. */
  unreadable: ErpgateError | undefined;
  /** Tokens refused in a row since one was last let in. */
  refusals: number;
  /** Before this, a refused token is kept: fresh ones were refused as well, and more of them would not help. */
  nextRepairAtMs: number;
  refusedToken: string | undefined;
  refreshToken: string | undefined;
  /** A fresh token was refused as well. That others are let in with it then proves only that the token is not the cause. */
  isFreshRefused: boolean;
  /** Issuer's clock minus ours, once an answer carried a `Date`. */
  skewMs: number | undefined;
  abort: AbortController | undefined;
  isClosed: boolean;
}

/** After this long, a refusal has nothing to do with the ones before. */
const REFUSAL_MEMORY_MS = 600_000;
/** Less than this is the granularity of `Date` and the time on the wire, not a wrong clock. */
const SKEW_WORTH_TELLING_MS = 30_000;
/** How often whoever may not ask looks whether others have a token. */
const LOOK_MS = 1000;

/** Makes a token source. It sets no timer: renewal is started by whoever asks, so it never keeps a process alive. */
export function createTokenSource(parts: TokenSourceParts): TokenSource {
  const state: State = {
    parts,
    held: undefined,
    flight: undefined,
    failed: undefined,
    unreadable: undefined,
    refusals: 0,
    nextRepairAtMs: -Infinity,
    refusedToken: undefined,
    refreshToken: undefined,
    isFreshRefused: false,
    skewMs: undefined,
    abort: undefined,
    isClosed: false,
  };
  return Object.freeze({
    held: (nowMs: number) => heldToken(state, nowMs),
    token: () => heldToken(state, parts.runtime.now())?.resolved ?? awaitToken(state),
    refused: (token: string, serverNowMs?: number) => {
      if (serverNowMs !== undefined && !Number.isNaN(serverNowMs)) measureSkew(state, serverNowMs);
      refuse(state, token);
    },
    accepted: () => {
      if (state.refusals > 0 && !state.isFreshRefused) forgetRefusals(state);
    },
    close: () => closeSource(state),
  });
}

function heldToken(state: State, nowMs: number): HeldToken | undefined {
  const { held } = state;
  if (held === undefined || nowMs >= held.expiresAtMs) return undefined;
  // A failure in the background fails nobody: it is remembered, and the next try waits for its time.
  if (nowMs >= held.renewAtMs && mayTry(state, nowMs)) fly(state).catch(() => undefined);
  return held;
}

function mayTry(state: State, nowMs: number): boolean {
  return (
    !state.isClosed && state.flight === undefined && (state.failed === undefined || nowMs >= state.failed.nextTryAtMs)
  );
}

function awaitToken(state: State): Promise<AccessToken> {
  if (state.isClosed) return Promise.reject(new ErpgateError("CONNECTION_CLOSED", "the connection is closed"));
  if (state.flight) return state.flight;
  const nowMs = state.parts.runtime.now();
  if (state.failed === undefined || mayTry(state, nowMs)) return fly(state);
  if (nowMs < state.failed.nextLookAtMs || state.parts.store?.tokens.readRefusal === undefined)
    return Promise.reject(remembered(state.failed));
  return fly(state, () => look(state));
}

/** While it rests, others may have been let in: after another replica's later attempt, or with what an administrator has put right. */
async function look(state: State): Promise<Found> {
  const { failed } = state;
  const stored = state.parts.store && (await readStored(state, state.parts.store));
  if (stored !== undefined || failed === undefined) return stored ?? findOrObtain(state);
  state.failed = { ...failed, nextLookAtMs: state.parts.runtime.now() + LOOK_MS };
  throw new Counted(remembered(failed));
}

/** The failure that all callers share until the next try, made anew for each so that every one has its own stack. */
function remembered({ error, nextTryAtMs }: Failed): ErpgateError {
  const next = new Date(nextTryAtMs).toISOString();
  return new ErpgateError(error.code, `${error.message} (remembered: the next attempt is at ${next})`, {
    cause: error,
    status: error.status,
    finding: error.finding,
    claims: error.claims,
    nextTryAtMs,
  });
}

/** One request in flight, cleared only by itself. */
function fly(state: State, find = findOrObtain): Promise<AccessToken> {
  const flight = attempt(state, find).finally(() => {
    if (state.flight === flight) state.flight = undefined;
  });
  state.flight = flight;
  return flight;
}

async function attempt(state: State, find: (state: State) => Promise<Found>): Promise<AccessToken> {
  const startedAtMs = state.parts.runtime.now();
  try {
    const { access, obtainedAtMs, from } = await find(state);
    if (state.isClosed)
      throw new ErpgateError("CONNECTION_CLOSED", "the connection was closed while it waited for a token");
    state.failed = undefined;
    hold(state, holdToken(access, obtainedAtMs, state.parts.runtime.random()));
    const durationMs = state.parts.runtime.now() - startedAtMs;
    state.parts.log?.({ event: "token-obtained", durationMs, expiresAtMs: access.expiresAtMs, from });
    return access;
  } catch (cause) {
    throw cause instanceof Counted ? cause.error : fail(state, cause, startedAtMs);
  }
}

/** A failure that is in hand already: its rest is known, and no further attempt was made. */
class Counted extends Error {
  readonly error: ErpgateError;
  constructor(error: ErpgateError) {
    super(error.message);
    this.error = error;
  }
}

interface Found {
  readonly access: AccessToken;
  readonly obtainedAtMs: number;
  readonly from: "store" | "issuer";
}

/** One process asks and the others find what it stored: so the store is read again once this one's turn has come. */
async function findOrObtain(state: State): Promise<Found> {
  const { store } = state.parts;
  if (!store) return obtain(state);
  const stored = await readStored(state, store);
  if (stored || !store.tokens.lock) return stored ?? obtain(state);
  const lock = await lockStored(state, store);
  try {
    // Also where the lock was not to be had: whoever holds it may be done.
    return (await readStored(state, store)) ?? (await obtainForAll(state, store));
  } finally {
    await lock?.release().catch(() => state.parts.log?.({ event: "token-store-failed", action: "lock" }));
  }
}

/** Whoever has the lock asks for all: what the issuer says to one holds for the others as well. */
async function obtainForAll(state: State, store: Store): Promise<Found> {
  await heedRefusal(state, store);
  const askedAtMs = state.parts.runtime.now();
  try {
    return await obtain(state);
  } catch (cause) {
    const error = fail(state, cause, askedAtMs);
    await writeRefusal(state, store);
    throw new Counted(error);
  }
}

async function obtain(state: State): Promise<Found> {
  const { parts } = state;
  const askedAtMs = parts.runtime.now();
  const grant = await parts.obtain(signalOf(state), state.refreshToken);
  state.refreshToken = grant.refreshToken ?? state.refreshToken;
  if (grant.issuerNowMs !== undefined) measureSkew(state, grant.issuerNowMs);
  const access: AccessToken = { token: grant.token, expiresAtMs: expiresAt(grant, askedAtMs, state.skewMs) };
  if (access.expiresAtMs !== undefined && access.expiresAtMs <= parts.runtime.now()) throw expired(access.expiresAtMs);
  if (parts.store) await writeStored(state, parts.store, { ...access, obtainedAtMs: askedAtMs });
  return { access, obtainedAtMs: askedAtMs, from: "issuer" };
}

function signalOf(state: State): AbortSignal {
  state.abort ??= new AbortController();
  return state.abort.signal;
}

/** "No expired token is ever sent" holds for a token that was given expired, too. */
function expired(expiresAtMs: number): ErpgateError {
  const at = new Date(expiresAtMs).toISOString();
  return new ErpgateError(
    "TOKEN_EXPIRED",
    `the token ended at ${at} by this computer's clock, and no other is to be had`,
  );
}

function measureSkew(state: State, issuerNowMs: number): void {
  // `Date` is cut to whole seconds, so on average it is half a second behind.
  const skewMs = issuerNowMs + 500 - state.parts.runtime.now();
  const changeMs = Math.abs(skewMs - (state.skewMs ?? 0));
  state.skewMs = skewMs;
  if (changeMs >= SKEW_WORTH_TELLING_MS) state.parts.log?.({ event: "clock-skew", skewMs });
}

function fail(state: State, cause: unknown, askedAtMs: number): ErpgateError {
  const error = errorOf(state, cause);
  if (state.isClosed) return error;
  const nowMs = state.parts.runtime.now();
  const count = (state.failed?.count ?? 0) + 1;
  const rest = backoffMs(backoffFor(error), count, state.parts.runtime.random(), error.retryAfterMs);
  state.failed = { error, count, nextTryAtMs: nowMs + rest, nextLookAtMs: nowMs + LOOK_MS };
  const { code } = error;
  state.parts.log?.({ event: "token-failed", code, durationMs: nowMs - askedAtMs, nextTryAtMs: nowMs + rest });
  return error;
}

/** Where somebody would have to sign in although what spares them that may lie in a store that does not open, the store is the cause. */
function errorOf({ unreadable }: State, cause: unknown): ErpgateError {
  if (!ErpgateError.is(cause))
    return new ErpgateError("TOKEN_PROVIDER_FAILED", "the token could not be obtained", { cause });
  return cause.code === "TOKEN_SIGN_IN_REQUIRED" && unreadable ? unreadable : cause;
}

function hold(state: State, held: HeldToken | undefined): void {
  state.held = held;
  state.parts.onChange?.();
}

/**
 * Of a thousand callers that are refused with one token, the first drops it and the others find another in its place.
 * Where the fresh token is refused as well, or the issuer gives the same text again, the token is not the cause: each
 * further repair then waits for a longer rest, and calls in between get the ERP's own answer.
 */
function refuse(state: State, token: string): void {
  const nowMs = state.parts.runtime.now();
  if (state.held === undefined || state.held.access.token !== token) return;
  const mayRepair = nowMs >= state.nextRepairAtMs;
  state.parts.log?.({ event: "token-refused", repaired: mayRepair });
  if (!mayRepair) {
    state.isFreshRefused = true;
    return;
  }
  if (nowMs - state.nextRepairAtMs > REFUSAL_MEMORY_MS) forgetRefusals(state);
  state.refusals += 1;
  state.nextRepairAtMs = nowMs + backoffMs(PASSING, state.refusals, state.parts.runtime.random());
  state.refusedToken = token;
  hold(state, undefined);
  if (state.parts.store) void removeStored(state, state.parts.store, token);
}

function forgetRefusals(state: State): void {
  state.refusals = 0;
  state.isFreshRefused = false;
  state.nextRepairAtMs = -Infinity;
}

function closeSource(state: State): void {
  state.isClosed = true;
  hold(state, undefined);
  state.abort?.abort(new ErpgateError("CONNECTION_CLOSED", "the connection was closed"));
}

type Store = NonNullable<TokenSourceParts["store"]>;

/** A stored token is taken if it is worth having: not the refused one, no older than the one in hand, not due for renewal itself. */
async function readStored(state: State, { tokens, key }: Store): Promise<Found | undefined> {
  try {
    const stored = await tokens.read(key);
    state.unreadable = undefined;
    // Of refresh tokens the stored one is the newest: an issuer that rotates them takes none of the earlier ones.
    state.refreshToken = stored?.refreshToken ?? state.refreshToken;
    if (!stored || stored.token === "" || stored.token === state.refusedToken) return undefined;
    // The text does not tell them apart: Kinetic gives the same one for all that is asked within a second.
    if (stored.token === state.held?.access.token && endOf(stored) <= endOf(state.held.access)) return undefined;
    const { access, renewAtMs } = holdToken(stored, stored.obtainedAtMs, 0);
    if (renewAtMs <= state.parts.runtime.now()) return undefined;
    return { access, obtainedAtMs: stored.obtainedAtMs, from: "store" };
  } catch (error) {
    state.unreadable = ErpgateError.is(error) ? error : undefined;
    state.parts.log?.({ event: "token-store-failed", action: "read" });
    return undefined;
  }
}

const endOf = ({ expiresAtMs }: AccessToken): number => expiresAtMs ?? Infinity;

async function lockStored(state: State, { tokens, key }: Store): Promise<StoreLock | undefined> {
  try {
    return await tokens.lock?.(key, signalOf(state));
  } catch {
    state.parts.log?.({ event: "token-store-failed", action: "lock" });
    return undefined;
  }
}

/** A clock that was set back must not make a refusal of the future hold for ever. */
const MOST_AHEAD_MS = 60_000;

/** @throws the refusal that another process was given, for as long as it rests; after that, its count goes on */
async function heedRefusal(state: State, { tokens, key }: Store): Promise<void> {
  const { runtime, log } = state.parts;
  const refusal = await tokens
    .readRefusal?.(key)
    .catch(() => log?.({ event: "token-store-failed", action: "read" }) as undefined);
  const nowMs = runtime.now();
  // A later version may know further codes.
  if (!refusal || !Object.hasOwn(errorTable, refusal.code) || refusal.refusedAtMs > nowMs + MOST_AHEAD_MS) return;
  const { code, message, status, finding, count, nextTryAtMs } = refusal;
  const error = new ErpgateError(code, message, { status, finding });
  state.failed = { error, count, nextTryAtMs, nextLookAtMs: nowMs + LOOK_MS };
  if (nextTryAtMs <= nowMs) return;
  log?.({ event: "token-failed", from: "store", code, durationMs: 0, nextTryAtMs });
  throw new Counted(error);
}

/** Only what the issuer has answered: who cannot reach it, or has no proxy that lets it pass, speaks for itself alone. */
async function writeRefusal(state: State, { tokens, key }: Store): Promise<void> {
  const { failed, isClosed, parts } = state;
  const { runtime, log } = parts;
  if (failed === undefined || isClosed || tokens.writeRefusal === undefined) return;
  const { error, count, nextTryAtMs } = failed;
  const { code, message, status, finding } = error;
  if (status === undefined || code.startsWith("PROXY_")) return;
  try {
    const refusedAtMs = runtime.now();
    await tokens.writeRefusal(key, { code, message, status, finding, count, refusedAtMs, nextTryAtMs });
  } catch {
    log?.({ event: "token-store-failed", action: "write" });
  }
}

async function writeStored(state: State, { tokens, key }: Store, token: StoredToken): Promise<void> {
  const { refreshToken } = state;
  try {
    await tokens.write(key, refreshToken === undefined ? token : { ...token, refreshToken });
  } catch {
    state.parts.log?.({ event: "token-store-failed", action: "write" });
  }
}

async function removeStored(state: State, { tokens, key }: Store, token: string): Promise<void> {
  try {
    await tokens.remove(key, token);
  } catch {
    state.parts.log?.({ event: "token-store-failed", action: "remove" });
  }
}
