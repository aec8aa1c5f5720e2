import { ErpgateError } from "@erpgate/client";
import type { AuditWriter } from "../audit/audit-writer.ts";
import type { Mount } from "../connections/mount.ts";
import type { Store } from "../store/store.ts";

const PATIENCE_MS = 2000;

export interface ReadinessParts {
  readonly store: Pick<Store, "ping">;
  readonly audit: Pick<AuditWriter, "failure">;
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly draining: () => boolean;
  /** New logins that are not in force, because the ERP refuses them or could not be asked; codes, by connection. */
  readonly loginFaults: ReadonlyMap<string, string>;
}

/** `ready`, or the code of what is in the way. */
type State = string;

export interface Readiness {
  readonly ready: boolean;
  readonly report: {
    readonly status: "ready" | "degraded" | "unready";
    readonly store: State;
    readonly audit: State;
    readonly connections: Readonly<Record<string, State>>;
    /** Connections whose old login goes on, because the new one was no good; left out where there is none. */
    readonly newLogins?: Readonly<Record<string, State>>;
  };
}

/**
 * Whether requests should come here. Store, audit and draining decide; a connection without a login is reported, but takes
 * the gateway out of service for that connection alone: the others still work, and no other replica would do better.
 *
 * @param connection ask for one connection: then its login decides as well
 */
export async function readiness(parts: ReadinessParts, connection: string | undefined): Promise<Readiness> {
  const store = parts.draining() ? "draining" : await within(parts.store.ping().then(() => "ready"));
  const audit = parts.audit.failure === undefined ? "ready" : "failing";
  const wanted = [...parts.mounts.values()].filter(({ name }) => connection === undefined || name === connection);
  const states = await Promise.all(wanted.map(async (mount) => [mount.name, await loginState(mount)] as const));
  const works = store === "ready" && audit === "ready";
  const loggedIn = states.length > 0 && states.every(([, state]) => state === "ready");
  const told = parts.loginFaults.size === 0 ? {} : { newLogins: Object.fromEntries(parts.loginFaults) };
  const isWhole = loggedIn && parts.loginFaults.size === 0;
  const status = works ? (isWhole ? "ready" : "degraded") : "unready";
  return {
    ready: works && (connection === undefined || loggedIn),
    report: { status, store, audit, connections: Object.fromEntries(states), ...told },
  };
}

/** Asks for a token where none is held: it is single flight and backs off by itself, so asking often costs the ERP nothing. */
async function loginState({ outlet: { connection } }: Mount): Promise<State> {
  if (connection.heldHeaders() !== undefined) return "ready";
  try {
    await connection.headers({ timeoutMs: PATIENCE_MS });
    return "ready";
  } catch (error) {
    return ErpgateError.is(error) ? error.code : "unknown";
  }
}

async function within(work: Promise<State>): Promise<State> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<State>((resolve) => {
    timer = setTimeout(() => resolve("no answer"), PATIENCE_MS);
  });
  try {
    return await Promise.race([work.catch(() => "failing"), late]);
  } finally {
    clearTimeout(timer);
  }
}
