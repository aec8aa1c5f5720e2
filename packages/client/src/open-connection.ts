import type { CallInit, Connection, WaitInit } from "./connection.ts";
import type { Dialect } from "./dialect.ts";
import { createAuthorizer } from "./http/authorizer.ts";
import { makeCall, readTimeoutMs } from "./http/call.ts";
import type { Caller } from "./http/call.ts";
import type { OpenEndpoint } from "./http/endpoint.ts";
import { getJson } from "./http/get-json.ts";
import { createRetryBudget } from "./http/retry.ts";
import { waitFor } from "./http/wait.ts";
import { safeLog } from "./log.ts";
import type { ODataOptions } from "./odata/odata-options.ts";
import { readRows } from "./odata/read-rows.ts";
import type { ConnectionOptionsBase } from "./options/connection-options.ts";
import type { Runtime } from "./runtime.ts";

/** What a connection is made of, once its options have been checked. */
export interface ConnectionParts {
  readonly dialect: Dialect;
  readonly options: ConnectionOptionsBase;
  readonly timeoutMs: number;
  readonly runtime: Runtime;
  readonly open: OpenEndpoint;
  /** Ends every endpoint that `open` has opened. */
  readonly closeAll: () => void;
}

/** Opens a connection for a dialect. Nothing is sent before the first call. */
export function openConnection(parts: ConnectionParts): Connection {
  const { dialect, runtime, timeoutMs } = parts;
  const log = safeLog(parts.options.log);
  const endpoint = parts.open(new URL(dialect.url));
  const authorizer = createAuthorizer({ dialect, host: endpoint.host, runtime, log, store: parts.options.tokenStore });
  const caller: Caller = { dialect, endpoint, authorizer, runtime, timeoutMs, log, budget: createRetryBudget() };
  const close = (): Promise<void> => {
    authorizer.close();
    parts.closeAll();
    return Promise.resolve();
  };
  return Object.freeze({
    system: dialect.system,
    url: dialect.url,
    fetch: async (path: string, init?: CallInit) => (await makeCall(caller, path, init)).answer.response(),
    send: async (path: string, init?: CallInit) => (await makeCall(caller, path, init)).answer.plain(),
    get: <T>(path: string, init?: CallInit) => getJson<T>(caller, path, init),
    odata: <T>(resource: string, options: ODataOptions = {}) => readRows<T>(caller, resource, options),
    token: (init?: WaitInit) => {
      const token = authorizer.token();
      return token === undefined ? Promise.resolve(undefined) : limited(token, init);
    },
    headers: async (init?: WaitInit) => (authorizer.held() ?? (await limited(authorizer.ready(), init))).record,
    heldHeaders: () => authorizer.held()?.record,
    refused: (headers: Readonly<Record<string, string>>) => authorizer.refused(headers),
    accepted: () => authorizer.accepted(),
    close,
    [Symbol.asyncDispose]: close,
    // Last: a system may widen what every connection has.
    ...dialect.members?.({ caller, open: parts.open, close }),
  });
}

/** Waits as long as the caller is willing; without a word from the caller, as long as the token request itself may take. */
function limited<T>(shared: Promise<T>, init: WaitInit | undefined): Promise<T> {
  return init === undefined ? shared : waitFor(shared, init.signal, readTimeoutMs(init.timeoutMs));
}
