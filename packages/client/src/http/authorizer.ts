import type { Dialect, Login } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Runtime } from "../runtime.ts";
import { tokenKey } from "../token/token-key.ts";
import { createTokenSource } from "../token/token-source.ts";
import type { TokenSource } from "../token/token-source.ts";
import type { TokenStore } from "../token/token-store.ts";
import type { AccessToken } from "../token/token.ts";
import type { FlatHeaders } from "./flat-headers.ts";
import { flatten } from "./flat-headers.ts";

/** The headers that let a call in, prepared once a token: as a record for callers, flat for the wire. */
export interface ReadyHeaders {
  readonly record: Readonly<Record<string, string>>;
  readonly flat: FlatHeaders;
}

/** Keeps the headers of one connection ready. */
export interface Authorizer {
  /** One comparison while the token in hand needs nothing; starts its renewal when that is due. */
  held(): ReadyHeaders | undefined;
  ready(): Promise<ReadyHeaders>;
  /** A promise that is already there for a token in hand; undefined where the login has no token. */
  token(): Promise<AccessToken> | undefined;
  /** "The ERP refused the token in these headers", by its own clock at that time, where it told. */
  refused(record: Readonly<Record<string, string>>, serverNowMs?: number): void;
  accepted(): void;
  close(): void;
}

/** What an authorizer is made of. */
export interface AuthorizerParts {
  readonly dialect: Dialect;
  readonly host: string;
  readonly runtime: Runtime;
  readonly log: Log | undefined;
  readonly store: TokenStore | undefined;
}

type TokenLogin = Extract<Login, { kind: "token" }>;

/** Makes the authorizer for a dialect's login. */
export function createAuthorizer(parts: AuthorizerParts): Authorizer {
  const { login } = parts.dialect;
  return login.kind === "header" ? fixedAuthorizer(parts, login.authorization) : tokenAuthorizer(parts, login);
}

function prepare({ dialect, host }: AuthorizerParts, authorization: string): ReadyHeaders {
  const record = Object.freeze({ authorization, ...dialect.headers });
  return Object.freeze({ record, flat: flatten(host, record) });
}

function fixedAuthorizer(parts: AuthorizerParts, authorization: string): Authorizer {
  let ready: ReadyHeaders | undefined = prepare(parts, authorization);
  return Object.freeze({
    held: () => ready,
    ready: () => (ready ? Promise.resolve(ready) : Promise.reject(closed())),
    token: () => undefined,
    refused: () => undefined,
    accepted: () => undefined,
    close: () => {
      ready = undefined;
    },
  });
}

function closed(): ErpgateError {
  return new ErpgateError("CONNECTION_CLOSED", "the connection is closed");
}

function tokenAuthorizer(parts: AuthorizerParts, login: TokenLogin): Authorizer {
  const { runtime } = parts;
  const source = openSource(parts, login, () => {
    freshUntilMs = -Infinity;
  });
  let ready: ReadyHeaders | undefined;
  let readyToken: string | undefined;
  /** Until then `ready` may be given out unseen. */
  let freshUntilMs = -Infinity;

  const readyFor = (token: string): ReadyHeaders => {
    if (ready === undefined || readyToken !== token) {
      ready = prepare(parts, `Bearer ${token}`);
      readyToken = token;
    }
    return ready;
  };
  const look = (nowMs: number): ReadyHeaders | undefined => {
    const token = source.held(nowMs);
    if (token === undefined) return undefined;
    freshUntilMs = token.renewAtMs;
    return readyFor(token.access.token);
  };
  return Object.freeze({
    held: () => {
      const nowMs = runtime.now();
      return nowMs < freshUntilMs ? ready : look(nowMs);
    },
    ready: async () => readyFor((await source.token()).token),
    token: () => source.token(),
    refused: (record: Readonly<Record<string, string>>, serverNowMs?: number) =>
      source.refused((record["authorization"] ?? "").slice("Bearer ".length), serverNowMs),
    accepted: () => source.accepted(),
    close: () => source.close(),
  });
}

function openSource({ runtime, log, store }: AuthorizerParts, login: TokenLogin, onChange: () => void): TokenSource {
  const kept = store && login.identity && { tokens: store, key: tokenKey(login.identity) };
  return createTokenSource({ obtain: login.obtain, runtime, log, store: kept, onChange });
}
