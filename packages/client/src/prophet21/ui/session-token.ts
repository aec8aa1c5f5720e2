import type { WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { readTimeoutMs } from "../../http/call.ts";
import { waitFor } from "../../http/wait.ts";
import { backoffFor, backoffMs } from "../../token/backoff.ts";
import { expiresAt } from "../../token/lifetime.ts";
import type { AccessToken } from "../../token/token.ts";

interface Failed {
  readonly error: ErpgateError;
  readonly count: number;
  readonly nextTryAtMs: number;
}

/**
 * Makes what fetches a token for one session, beside the connection's own: neither shared nor kept. A failure rests as the
 * connection's does, so that a loop over a wrong password locks no account.
 */
export function createSessionTokens(caller: Caller): (init: WaitInit) => Promise<AccessToken> {
  const { runtime, authorizer } = caller;
  let failed: Failed | undefined;
  return async (init) => {
    // Also the word of a closed connection, and of one whose own token request has just failed.
    if (!authorizer.held()) await waitFor(authorizer.ready(), init.signal, readTimeoutMs(init.timeoutMs));
    if (failed && runtime.now() < failed.nextTryAtMs) throw remembered(failed);
    try {
      const token = await fetchToken(caller, init);
      failed = undefined;
      return token;
    } catch (error) {
      if (ErpgateError.is(error) && error.code !== "CALL_ABORTED") failed = failedOnceMore(caller, failed, error);
      throw error;
    }
  };
}

async function fetchToken({ dialect, runtime, log }: Caller, { signal, timeoutMs }: WaitInit): Promise<AccessToken> {
  const { login } = dialect;
  if (login.kind !== "token") throw new ErpgateError("REQUEST_INVALID", "this login has no token");
  const askedAtMs = runtime.now();
  const asking = login.obtain(signal ?? new AbortController().signal);
  const grant = await waitFor(asking, signal, readTimeoutMs(timeoutMs));
  const nowMs = runtime.now();
  const skewMs = grant.issuerNowMs === undefined ? undefined : grant.issuerNowMs + 500 - nowMs;
  const expiresAtMs = expiresAt(grant, askedAtMs, skewMs);
  log?.({ event: "token-obtained", durationMs: nowMs - askedAtMs, expiresAtMs, from: "issuer" });
  return { token: grant.token, expiresAtMs };
}

function failedOnceMore({ runtime }: Caller, before: Failed | undefined, error: ErpgateError): Failed {
  const count = (before?.count ?? 0) + 1;
  const rest = backoffMs(backoffFor(error), count, runtime.random(), error.retryAfterMs);
  return { error, count, nextTryAtMs: runtime.now() + rest };
}

function remembered({ error, nextTryAtMs }: Failed): ErpgateError {
  const next = new Date(nextTryAtMs).toISOString();
  return new ErpgateError(error.code, `${error.message} (remembered: the next attempt is at ${next})`, {
    cause: error,
    status: error.status,
    finding: error.finding,
    nextTryAtMs,
  });
}
