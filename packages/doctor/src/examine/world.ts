import { connect, ErpgateError, type KineticOptions, type Prophet21Options } from "@erpgate/client";
import type { Recorder } from "./wire/recorder.ts";
import type { Sent } from "./wire/sent.ts";

/** What the probes of a system have to work with. */
export interface World<Options extends KineticOptions | Prophet21Options> {
  readonly options: Options;
  readonly recorder: Recorder;
  /** What must not be shown, as far as the options tell. */
  readonly secrets: readonly string[];
  /** What the integration reads: one row of it is asked for. */
  readonly resource: string | undefined;
  /** Whether a session may be opened, and ended. */
  readonly session: boolean;
  readonly now: () => number;
  readonly limitMs: number;
}

/** How signing in went: the headers of a call, or the error, with the requests that were made for it. */
export interface SignIn {
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly error: unknown;
  readonly sent: readonly Sent[];
  readonly expiresAtMs: number | undefined;
}

/**
 * Signs in as the client does, once, every request on record. The connection's own token store is used as ever, refresh tokens
 * that rotate included; for a fresh token it is left out.
 */
export async function signIn(world: World<KineticOptions | Prophet21Options>, isFresh = false): Promise<SignIn> {
  const before = world.recorder.all.length;
  const made = (): readonly Sent[] => world.recorder.all.slice(before);
  const connection = connect(asProbed(world, isFresh), { fetch: world.recorder.fetch, now: world.now });
  try {
    const headers = await connection.headers();
    const token = await connection.token();
    return { headers, error: undefined, sent: made(), expiresAtMs: token?.expiresAtMs };
  } catch (error) {
    return { headers: undefined, error, sent: made(), expiresAtMs: undefined };
  } finally {
    await connection.close();
  }
}

function asProbed<Options extends KineticOptions | Prophet21Options>(world: World<Options>, isFresh: boolean): Options {
  const { tokenStore, log: _log, ...options } = world.options;
  const kept = tokenStore === undefined || isFresh ? {} : { tokenStore };
  return { ...options, ...kept, timeoutMs: world.limitMs } as unknown as Options;
}

/** The code of an error of the client's; the empty text for any other. */
export function codeOf(error: unknown): string {
  return ErpgateError.is(error) ? error.code : "";
}
