import { setTimeout as pause } from "node:timers/promises";
import type { TokenStore } from "@erpgate/client";
import type { Keyring } from "../keys/keyring.ts";
import type { KeptToken, TokenClaim, TokenLeases } from "../store/token-leases.ts";
import { StoreError } from "../store/store-error.ts";
import { createClockDistance } from "./clock-distance.ts";
import { type KeptLogin, readTokenText, writeTokenText } from "./token-text.ts";

/** A claim ends after this long unless it is renewed: the time that others wait when a process dies while it asks. */
const LEASE_MS = 4000;
const RENEW_MS = 1000;
/** How long others wait before they look again. The first looks come quickly: most token requests take a few ms. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 160;
/**
 * A refusal that is older than this when the gateway starts is forgotten: whoever restarts it has put something right, most likely. A
 * younger one holds, so that neither replicas that start together nor one that is started over and over lock the account.
 */
const HOLDS_OVER_A_START_MS = 30_000;

export interface SharedTokensParts {
  readonly tokens: TokenLeases;
  readonly keyring: Pick<Keyring, "seal" | "open">;
  /** Epoch milliseconds by this computer's clock. */
  readonly now: () => number;
  /** When this gateway was started, by the same clock; its workers have the time of all of it. */
  readonly startedAtMs: number;
}

/**
 * The ERPs' tokens, one for all processes and replicas: kept sealed in the store, asked for by one at a time, written under
 * the claim of whoever asked; and so is a refusal, which holds for all. Times are kept by the store's clock, so replicas whose
 * clocks differ agree on when a token ends; where the way to the store leaves a doubt, it ends earlier.
 */
export function createSharedTokens({ tokens, keyring, now, startedAtMs }: SharedTokensParts): TokenStore {
  const fences = new Map<string, number>();
  const distance = createClockDistance(now);

  async function read(key: string): Promise<KeptLogin | undefined> {
    const kept = await distance.measure(() => tokens.read(key));
    return kept === undefined ? undefined : shifted(opened(key, kept), distance.leastAheadMs());
  }

  function opened(key: string, { sealed }: KeptToken): KeptLogin {
    return readTokenText(Buffer.from(keyring.open(sealed, labelOf(key))).toString("utf8"));
  }

  const seal = (key: string, login: KeptLogin): string =>
    keyring.seal(Buffer.from(writeTokenText(login), "utf8"), labelOf(key));

  async function write(key: string, login: KeptLogin): Promise<void> {
    const fence = fences.get(key);
    const sealed = seal(key, shifted(login, -distance.mostAheadMs()));
    const isWritten = fence !== undefined && (await tokens.write(key, fence, sealed));
    if (!isWritten) throw new StoreError("STORE_BUSY", "Another process asks for this token now; it was not stored.");
  }

  return {
    read,
    write,
    async remove(key, token) {
      const kept = await tokens.read(key);
      if (kept === undefined) return;
      const login = opened(key, kept);
      if (login.token === token)
        await tokens.replace(key, kept.fence, hasMore(login) ? seal(key, emptied(login)) : null);
    },
    async readRefusal(key) {
      const refusal = (await read(key))?.refusal;
      return refusal !== undefined && refusal.refusedAtMs > startedAtMs - HOLDS_OVER_A_START_MS ? refusal : undefined;
    },
    async writeRefusal(key, refusal) {
      const known = await read(key);
      await write(key, { ...(known ?? { token: "", expiresAtMs: 0, obtainedAtMs: refusal.refusedAtMs }), refusal });
    },
    async lock(key, signal) {
      const { fence } = await claimInTurn(() => distance.measure(() => tokens.claim(key, LEASE_MS)), signal);
      fences.set(key, fence);
      const renewing = setInterval(() => void tokens.renew(key, fence, LEASE_MS).catch(() => undefined), RENEW_MS);
      renewing.unref();
      return {
        async release() {
          clearInterval(renewing);
          fences.delete(key);
          await tokens.release(key, fence);
        },
      };
    },
  };
}

async function claimInTurn(claimOnce: () => Promise<TokenClaim | undefined>, signal: AbortSignal): Promise<TokenClaim> {
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS)) {
    signal.throwIfAborted();
    const claim = await claimOnce();
    if (claim !== undefined) return claim;
    await pause(lookMs, undefined, { signal, ref: false });
  }
}

/** A sealed token put under another name does not open. */
const labelOf = (key: string): string => `token ${key}`;

const hasMore = ({ refreshToken, refusal }: KeptLogin): boolean => refreshToken !== undefined || refusal !== undefined;
const emptied = (login: KeptLogin): KeptLogin => ({ ...login, token: "", expiresAtMs: 0 });

/** The same login by a clock that is `aheadMs` ahead. */
function shifted(login: KeptLogin, aheadMs: number): KeptLogin {
  const { obtainedAtMs, expiresAtMs, refusal } = login;
  return {
    ...login,
    obtainedAtMs: obtainedAtMs + aheadMs,
    expiresAtMs: expiresAtMs === undefined ? undefined : expiresAtMs + aheadMs,
    refusal: refusal && {
      ...refusal,
      refusedAtMs: Math.round(refusal.refusedAtMs + aheadMs),
      nextTryAtMs: Math.round(refusal.nextTryAtMs + aheadMs),
    },
  };
}
