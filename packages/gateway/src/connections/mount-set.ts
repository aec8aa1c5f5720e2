import { ErpgateError } from "@erpgate/client";
import { isDeepStrictEqual } from "node:util";
import type { Pool } from "undici";
import { Admission } from "../admission/admission.ts";
import { clockOf } from "../admission/clock.ts";
import { DEFAULT_ADMISSION } from "../admission/admission-config.ts";
import type { Shares } from "../admission/late-shares.ts";
import type { GatewayConfig, Limits } from "../config/gateway-config.ts";
import type { ConnectionOptions } from "../dialect.ts";
import { ConnectionMetrics } from "../metrics/connection-metrics.ts";
import { type Login, type LoginWorld, openLogin } from "./login.ts";
import type { Mount } from "./mount.ts";
import { openPool, samePool } from "./open-pool.ts";
import { sameOptions } from "./same-options.ts";

type Settings = Pick<GatewayConfig, "limits" | "admission">;
type Connections = Readonly<Record<string, ConnectionOptions>>;

/** How the connections of one configuration differ from those of the one before, by name. */
export interface ConnectionDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** A login of a connection that was there before, and with another login. */
export interface ChangedLogin {
  readonly mount: Mount;
  readonly options: ConnectionOptions;
}

/** Connections made ready to take the place of those in force; until they do, nothing has changed. */
export interface MountChange {
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly difference: ConnectionDifference;
  /** Logins that would replace those in force at the same ERP. */
  readonly changedLogins: readonly ChangedLogin[];
  /** What is wrong, for people; with any the change must be abandoned. */
  readonly faults: readonly string[];
  /** Puts them in force. @returns closes what they replaced; to be called when no request uses it any more */
  commit(): () => Promise<void>;
  abandon(): Promise<void>;
}

/** The connections in force. */
export interface MountSet extends AsyncDisposable {
  readonly mounts: ReadonlyMap<string, Mount>;
  /** Opens what is new or different; what is the same keeps its token and its pool. */
  prepare(connections: Connections, settings: Settings): MountChange;
}

/** What connections need of the world. */
export interface MountWorld extends LoginWorld {
  /** Divides seats and rates among processes and replicas; undefined: this one has them to itself. */
  readonly shares: Shares | undefined;
}

interface OpenMount {
  readonly mount: Mount;
  readonly options: ConnectionOptions;
  readonly limits: Limits;
  readonly login: Login;
}

type OpenMounts = ReadonlyMap<string, OpenMount>;

/** @returns a set with no connection */
export function createMountSet(world: MountWorld): MountSet {
  let current: OpenMounts = new Map();
  return {
    get mounts() {
      return mountsOf(current);
    },
    prepare(connections, settings) {
      const { next, faults } = openAll(connections, settings, current, world);
      const before = current;
      return {
        mounts: mountsOf(next),
        difference: differenceOf(before, next),
        changedLogins: changedLogins(before, next),
        faults,
        commit() {
          current = next;
          for (const { mount } of next.values()) mount.admission.takeOver();
          return () => closeUnused(before, next);
        },
        abandon: () => closeUnused(next, before),
      };
    },
    async [Symbol.asyncDispose]() {
      const last = current;
      current = new Map();
      await closeUnused(last, current);
    },
  };
}

function mountsOf(open: OpenMounts): ReadonlyMap<string, Mount> {
  return new Map([...open].map(([name, { mount }]) => [name, mount]));
}

function openAll(
  connections: Connections,
  settings: Settings,
  current: OpenMounts,
  world: MountWorld,
): { readonly next: OpenMounts; readonly faults: readonly string[] } {
  const next = new Map<string, OpenMount>();
  const faults: string[] = [];
  for (const [name, options] of Object.entries(connections)) {
    try {
      next.set(name, reopen(name, options, settings, current.get(name), world));
    } catch (error) {
      if (!ErpgateError.is(error)) throw error;
      faults.push(`connections.${name}: ${error.message}`);
    }
  }
  return { next, faults };
}

function reopen(
  name: string,
  options: ConnectionOptions,
  settings: Settings,
  known: OpenMount | undefined,
  world: MountWorld,
): OpenMount {
  const { limits } = settings;
  const config = (Object.hasOwn(settings.admission, name) ? settings.admission[name] : undefined) ?? DEFAULT_ADMISSION;
  const kept = known !== undefined && sameOptions(known.options, options) ? known : undefined;
  const keptPool = kept !== undefined && samePool(kept.limits, limits) ? kept.mount.pool : undefined;
  if (kept !== undefined && keptPool !== undefined && isDeepStrictEqual(kept.mount.admission.config, config))
    return kept;
  const login = kept?.login ?? openLogin(name, options, world);
  if (login.forUsers && config.seats?.sessions !== undefined) throw sessionsOfNobody(name);
  const { origin, pathname } = new URL(login.outlet.connection.url);
  const mount: Mount = {
    name,
    path: `/${name}`,
    dialect: login.dialect,
    basePath: pathname.replace(/\/+$/, ""),
    origin,
    pool: keptPool ?? openPool(origin, options, limits, world.runtime.env),
    // A counter goes on where it was, or every reload would look like a restart to whoever reads the metrics.
    metrics: known?.mount.metrics ?? new ConnectionMetrics(),
    admission: new Admission(
      config,
      {
        clock: clockOf(world.runtime),
        connection: name,
        shares: world.shares,
        openSessions: login.openSessions,
      },
      kept?.mount.admission,
    ),
    outlet: login.outlet,
    outletFor: (caller) => login.outletFor(caller),
    forUsers: login.forUsers,
    desk: login.desk,
    redact: (text) => login.redact(text),
  };
  return { mount, options, limits, login };
}

/** A session is whoever opened it; with a pool of them, one user's calls would be made as another. */
function sessionsOfNobody(name: string): ErpgateError {
  const what = `gateway.admission.${name}.seats.sessions keeps sessions, and the connection acts for each user who calls`;
  return new ErpgateError("CONFIG_INVALID", `${what}. Leave sessions out; seats count calls without them`);
}

/** Closes pools, sessions and logins of `old` that `kept` does not use as well. */
async function closeUnused(old: OpenMounts, kept: OpenMounts): Promise<void> {
  const pools = new Set<Pool>([...kept.values()].map(({ mount }) => mount.pool));
  const logins = new Set<Login>([...kept.values()].map(({ login }) => login));
  await Promise.all(
    [...old.values()].map(async ({ mount, login }) => {
      try {
        // Sessions end while the login is still good.
        await mount.admission.closeUnless(kept.get(mount.name)?.mount.admission);
        if (!logins.has(login)) await login.close();
      } finally {
        if (!pools.has(mount.pool)) await mount.pool.destroy();
      }
    }),
  );
}

/** Elsewhere than before, or at another system, nothing is there that could go on. */
function changedLogins(before: OpenMounts, next: OpenMounts): readonly ChangedLogin[] {
  return [...next.values()].filter(({ mount: { name }, options, login }) => {
    const known = before.get(name);
    const isThere = known?.options.system === options.system && known.options.url === options.url;
    return isThere && known.login !== login;
  });
}

function differenceOf(before: OpenMounts, next: OpenMounts): ConnectionDifference {
  const both = [...next].filter(([name]) => before.has(name));
  return {
    added: [...next.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !next.has(name)),
    changed: both.filter(([name, { login }]) => before.get(name)?.login !== login).map(([name]) => name),
  };
}
