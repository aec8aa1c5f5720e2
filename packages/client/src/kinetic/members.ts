import type { Connection } from "../connection.ts";
import type { ConnectionInside } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import { baseCalls, callerFor } from "./base-calls.ts";
import type { KineticCaller } from "./caller-with.ts";
import type { KineticCalls, KineticConnection } from "./connection.ts";
import type { KineticOptions } from "./options.ts";
import type { KineticSession, KineticSessionOptions, OpenSessions } from "./session/session.ts";
import type { Tableset } from "./tableset.ts";

type Base = Pick<KineticCalls, "fetch" | "send" | "get" | "odata">;
type Members = Omit<KineticConnection, keyof Connection> &
  Base &
  Pick<Connection, "close" | typeof Symbol.asyncDispose>;

/**
 * What a connection to Kinetic can do besides every connection's, and those of its own with Kinetic's settings. All but
 * reading and writing plain addresses is loaded when it is first asked for, so that a program which only reads pays nothing
 * for it.
 */
export function kineticMembers(inside: ConnectionInside, options: KineticOptions): Members {
  const from: KineticCaller = { caller: inside.caller, options };
  const opened: OpenSessions = new Set();
  const close = async (): Promise<void> => {
    await logOutAll(inside, opened);
    await inside.close();
  };
  return {
    ...baseCalls(() => from),
    ...lateCalls(from),
    session: async (wanted: KineticSessionOptions = {}): Promise<KineticSession> => {
      const { openSession } = await import("./session/session.ts");
      return openSession(callerFor(from, wanted), wanted, opened);
    },
    helpUrl: `${inside.caller.dialect.url}/api/help/`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** How long the end of a connection may wait for Logout. */
const LOGOUT_TIMEOUT_MS = 5_000;

/** A session that nobody logs out holds its licence until the server's idle time-out (observed). */
async function logOutAll({ caller }: ConnectionInside, opened: OpenSessions): Promise<void> {
  const ends = [...opened].map((session) => session.end({ timeoutMs: LOGOUT_TIMEOUT_MS }));
  for (const { status, reason } of (await Promise.allSettled(ends)).filter(isRejected)) {
    const code = ErpgateError.is(reason) ? reason.code : "NETWORK_FAILED";
    if (status === "rejected") caller.log?.({ event: "session-left", code });
  }
}

function isRejected(result: PromiseSettledResult<void>): result is PromiseRejectedResult {
  return result.status === "rejected";
}

function lateCalls(from: KineticCaller): Omit<KineticCalls, keyof Base> {
  let loading: Promise<KineticCalls> | undefined;
  const calls = (): Promise<KineticCalls> => {
    loading ??= import("./calls.ts").then(({ callsOf }) => callsOf(() => from));
    return loading;
  };
  async function* rows<T>(read: (calls: KineticCalls) => AsyncIterable<T>): AsyncGenerator<T, void, void> {
    yield* read(await calls());
  }
  return {
    baq: <T>(...given: Parameters<KineticCalls["baq"]>) => rows((all) => all.baq<T>(...given)),
    newBaqRow: async <T>(...given: Parameters<KineticCalls["newBaqRow"]>) => (await calls()).newBaqRow<T>(...given),
    updateBaq: async <T>(...given: Parameters<KineticCalls["updateBaq"]>) => (await calls()).updateBaq<T>(...given),
    efx: async <T>(...given: Parameters<KineticCalls["efx"]>) => (await calls()).efx<T>(...given),
    method: async <Return, Out>(...given: Parameters<KineticCalls["method"]>) =>
      (await calls()).method<Return, Out>(...given),
    getRows: <T extends Tableset>(...given: Parameters<KineticCalls["getRows"]>) =>
      rows((all) => all.getRows<T>(...given)),
    update: async <T extends Tableset>(...given: Parameters<KineticCalls["update"]>) =>
      (await calls()).update<T>(...given),
    batch: async (...given: Parameters<KineticCalls["batch"]>) => (await calls()).batch(...given),
    services: async (...given: Parameters<KineticCalls["services"]>) => (await calls()).services(...given),
    metadata: async (...given: Parameters<KineticCalls["metadata"]>) => (await calls()).metadata(...given),
  };
}
