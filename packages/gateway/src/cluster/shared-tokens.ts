import { setTimeout as pause } from "node:timers/promises";
import type { StoredToken, TokenStore } from "@erpgate/client";
import type { Keyring } from "../keys/keyring.ts";
import type { KeptToken, TokenClaim, TokenLeases } from "../store/token-leases.ts";
import { StoreError } from "../store/store-error.ts";
import { createClockDistance } from "./clock-distance.ts";
import { readTokenText, writeTokenText } from "./token-text.ts";

/** A claim ends after this long unless it is renewed: the time that others wait when a process dies while it asks. */
const LEASE_MS = 4000;
const RENEW_MS = 1000;
/** How long others wait before they look again. The first looks come quickly: most token requests take a few ms. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 160;

export interface SharedTokensParts {
  readonly tokens: TokenLeases;
  readonly keyring: Pick<Keyring, "seal" | "open">;
  /** Epoch milliseconds by this computer's clock. */
  readonly now: () => number;
}

/**
 * The ERPs' tokens, one for all processes and replicas: kept sealed in the store, asked for by one at a time, written under
 * the claim of whoever asked. Times are kept by the store's clock, so replicas whose clocks differ agree on when a token
 * ends; where the way to the store leaves a doubt, it ends earlier.
 */
export function createSharedTokens({ tokens, keyring, now }: SharedTokensParts): TokenStore {
  const fences = new Map<string, number>();
  const distance = createClockDistance(now);

  async function read(key: string): Promise<StoredToken | undefined> {
    const kept = await distance.measure(() => tokens.read(key));
    return kept === undefined ? undefined : shifted(opened(key, kept), distance.leastAheadMs());
  }

  function opened(key: string, { sealed }: KeptToken): StoredToken {
    return readTokenText(Buffer.from(keyring.open(sealed, labelOf(key))).toString("utf8"));
  }

  return {
    read,
    async write(key, token) {
      const fence = fences.get(key);
      const text = Buffer.from(writeTokenText(shifted(token, -distance.mostAheadMs())), "utf8");
      const isWritten = fence !== undefined && (await tokens.write(key, fence, keyring.seal(text, labelOf(key))));
      if (!isWritten) throw new StoreError("STORE_BUSY", "Another process asks for this token now; it was not stored.");
    },
    async remove(key, token) {
      const kept = await tokens.read(key);
      if (kept !== undefined && opened(key, kept).token === token) await tokens.remove(key, kept.fence);
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

/** The same token by a clock that is `aheadMs` ahead. */
function shifted(token: StoredToken, aheadMs: number): StoredToken {
  const { obtainedAtMs, expiresAtMs } = token;
  return {
    ...token,
    obtainedAtMs: obtainedAtMs + aheadMs,
    expiresAtMs: expiresAtMs === undefined ? undefined : expiresAtMs + aheadMs,
  };
}
