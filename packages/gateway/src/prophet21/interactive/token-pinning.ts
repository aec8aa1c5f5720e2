import type { DeskCall, DeskLogin } from "../../session-desk.ts";
import type { PinnedToken } from "./pin.ts";
import { createTurns } from "./turns.ts";

export interface DeskOptions {
  /** The token cannot be had a second time, so all sessions share it and take turns. */
  readonly oneToken: boolean;
  /** Whether a token names a P21 user without the registration's help. */
  readonly hasUser: boolean;
}

// As long as P21's own pool lets a create wait (documented).
const TURN_WAIT_MS = 60_000;
/** Gets the token that a session lives on; undefined when its turn did not come. @throws ErpgateError when there is none to be had */
export type PinToken = (call: DeskCall, signal: AbortSignal) => Promise<PinnedToken | undefined>;

/** @returns one way for all sessions of a connection, since they may have to take turns */
export function createTokenPinning(login: DeskLogin, options: DeskOptions): PinToken {
  const turns = createTurns<object>();
  return async (call, signal) => {
    const { consumer } = call.exchange;
    if (consumer === undefined) return undefined;
    const outlet = login.outletFor(consumer);
    if (!call.inTurn && !options.oneToken) {
      // First the shared login: what it has just been refused is not asked for again, or a loop could lock an account.
      await outlet.obtain(signal);
      await using apart = login.openApart(consumer);
      return { injection: login.ready(await apart.headers({ signal })), release: () => undefined };
    }
    const giveBack = await turns.take(outlet, TURN_WAIT_MS, signal);
    if (giveBack === undefined) return undefined;
    const release = (): void => {
      outlet.thaw();
      giveBack();
    };
    return { injection: await outlet.freeze(signal).catch((error: unknown) => fail(release, error)), release };
  };
}

function fail(release: () => void, error: unknown): never {
  release();
  throw error;
}
