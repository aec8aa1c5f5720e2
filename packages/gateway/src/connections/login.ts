import { connect, redact, type Runtime, type SecretText, type TokenStore } from "@erpgate/client";
import type { SeatSessions } from "../admission/admission.ts";
import type { SessionsConfig } from "../admission/admission-config.ts";
import { clockOf } from "../admission/clock.ts";
import type { Consumer } from "../consumers/consumer.ts";
import type { ConnectionOptions, Dialect } from "../dialect.ts";
import { dialectFor } from "../dialects.ts";
import type { GatewayLog } from "../event.ts";
import type { SessionDesk } from "../session-desk.ts";
import { logLogin } from "./login-events.ts";
import type { Principal } from "../identity/principal.ts";
import type { Reason } from "../reason.ts";
import { Outlet, readyInjection, type TokenOutlet } from "./outlet.ts";
import { createUserOutlets, type UserOutlets } from "./user-outlets.ts";

/** Who calls: what a login is chosen by. */
export type Caller = Pick<Principal, "consumer" | "userToken">;

/** A connection's way in: the tokens it holds, for itself and for consumers that act as somebody of their own. */
export interface Login {
  readonly dialect: Dialect;
  /** The connection's own login. */
  readonly outlet: Outlet;
  /** The login that acts for whoever calls, or why there is none. */
  outletFor(caller: Caller): TokenOutlet | Reason;
  /** Whether it has no login of its own: each call is made for the user who makes it. */
  readonly forUsers: boolean;
  /** Where this ERP has sessions on a token of their own. */
  readonly desk: SessionDesk | undefined;
  /** Where this ERP has sessions that seats can keep. */
  readonly openSessions: ((config: SessionsConfig) => SeatSessions | undefined) | undefined;
  redact(text: string): string;
  close(): Promise<void>;
}

/** What a login needs beside its options. */
export interface LoginWorld {
  readonly runtime: Partial<Runtime>;
  /** Where the tokens are that all processes share; undefined: each login keeps its own. */
  readonly tokens: TokenStore | undefined;
  readonly log: GatewayLog;
}

/** Opens the login of one connection. Nothing is sent yet. @throws ErpgateError `CONFIG_INVALID` for options that cannot be used */
export function openLogin(name: string, given: ConnectionOptions, { runtime, tokens, log }: LoginWorld): Login {
  const options = { log: logLogin(name, log), ...(tokens && { tokenStore: tokens }), ...given };
  const dialect = dialectFor(options);
  const outlet = new Outlet(open(options, runtime), dialect.contextHeaders);
  const outlets = new Map<string, Outlet>();
  const outletFor = (consumer: Consumer): Outlet => outletOf(consumer, name, dialect, outlets, runtime) ?? outlet;
  const users = openUsers(dialect, runtime);
  const desk = dialect.openDesk?.({
    openApart: (consumer) => open(withoutStore(ownOptions(consumer, name, dialect) ?? options), runtime),
    outletFor,
    ready: (headers) => readyInjection(headers, dialect.contextHeaders),
  });
  return {
    dialect,
    outlet,
    outletFor({ consumer, userToken }) {
      if (users === undefined) return outletFor(consumer);
      return userToken === undefined ? "user.missing" : users.of(userToken);
    },
    forUsers: users !== undefined,
    desk,
    openSessions: openSessionsOf(dialect, outlet, runtime),
    redact: (text) => redact(text, [...secretsOf(options), ...headerSecrets(outlet)]),
    async close() {
      // While the tokens are still good.
      await desk?.close();
      await users?.close();
      await Promise.all([...outlets.values(), outlet].map(({ connection }) => connection.close()));
    },
  };
}

// `connect` is overloaded by system, and a union fits neither overload.
function open(options: ConnectionOptions, runtime: Partial<Runtime>): Outlet["connection"] {
  return options.system === "kinetic" ? connect(options, runtime) : connect(options, runtime);
}

/** A user's token is exchanged by each process for itself: it is nothing that others could use. */
function openUsers(dialect: Dialect, runtime: Partial<Runtime>): UserOutlets | undefined {
  const { optionsForUser } = dialect;
  if (optionsForUser === undefined) return undefined;
  return createUserOutlets(
    (userToken) => open(withoutStore(optionsForUser(userToken)), runtime),
    dialect.contextHeaders,
  );
}

function openSessionsOf(dialect: Dialect, outlet: Outlet, runtime: Partial<Runtime>): Login["openSessions"] {
  if (dialect.openSessions === undefined) return undefined;
  return (config) => dialect.openSessions?.(outlet, config, clockOf(runtime));
}

/** A store of tokens would give out the token that all others share. */
function withoutStore(options: ConnectionOptions): ConnectionOptions {
  const { tokenStore: _store, ...rest } = options;
  return rest;
}

/** One login for each set of options that a dialect makes of registrations: as many as there are different users, at most. */
function outletOf(
  consumer: Consumer,
  name: string,
  dialect: Dialect,
  outlets: Map<string, Outlet>,
  runtime: Partial<Runtime>,
): Outlet | undefined {
  const options = ownOptions(consumer, name, dialect);
  const user = consumer.access[name]?.p21Username;
  if (user === undefined || options === undefined) return undefined;
  const known = outlets.get(user);
  if (known !== undefined) return known;
  const made = new Outlet(open(options, runtime), dialect.contextHeaders);
  outlets.set(user, made);
  return made;
}

function ownOptions(consumer: Consumer, name: string, dialect: Dialect): ConnectionOptions | undefined {
  const grant = Object.hasOwn(consumer.access, name) ? consumer.access[name] : undefined;
  return grant === undefined ? undefined : dialect.optionsFor(grant);
}

/** Every secret text among the options, wherever it stands. */
function secretsOf({ auth, ...rest }: ConnectionOptions): SecretText[] {
  const named = [...Object.entries(auth), ...Object.entries(rest)].filter(
    ([key]) => /password|key|secret|token$/i.test(key) && !/url|header/i.test(key),
  );
  return named.map(([, value]) => value).filter((value) => typeof value === "string" || isSecret(value));
}

const isSecret = (value: unknown): value is Exclude<SecretText, string> =>
  typeof value === "object" && value !== null && "reveal" in value && typeof value.reveal === "function";

/** What is being sent: tokens are secrets that no option holds. */
function headerSecrets(outlet: Outlet): string[] {
  const { authorization = "", "x-api-key": apiKey = "" } = outlet.connection.heldHeaders() ?? {};
  return [authorization.replace(/^\S+ /, ""), apiKey];
}
