import type { Store } from "../store/store.ts";
import type { Problem } from "../store/store-error.ts";
import { type ActRuntime, withSystem } from "../store/store-runtime.ts";
import { administrationEntry } from "./administration-entry.ts";
import type { ConsumerGrant, ConsumerRecord, ConsumerType } from "./consumer.ts";
import { type AccessCheck, requireValidInput, throwProblems } from "./consumer-input.ts";
import { liveConsumer } from "./live-consumer.ts";
import { withSdkAccess } from "./sdk-access.ts";

/** What is to be different. What is not named stays. */
export interface ConsumerChanges {
  /** Connection → scope: opens the connection, or replaces the scope it has there. */
  readonly scopes?: Readonly<Record<string, string>>;
  /** Connections to close. */
  readonly close?: readonly string[];
  /** Connection → P21 user; undefined takes it away. */
  readonly p21Usernames?: Readonly<Record<string, string | undefined>>;
  /** Connection → what its calls are held to, by name; undefined takes it away. What is not named stays. */
  readonly pinned?: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
  /** Connection → P21's SDK Access, which is the entry `/p21sdk` of the scope. */
  readonly sdkAccess?: Readonly<Record<string, boolean>>;
  readonly type?: ConsumerType;
  readonly tokenLifetimeSeconds?: number | "never";
  /** Take the place of those it has. */
  readonly origins?: readonly string[];
}

/**
 * Changes a registration. Keys and tokens stay good; from the next call on, they open what is registered then.
 * @throws StoreError `CONSUMER_UNKNOWN`, `CONSUMER_INVALID` with all that is wrong, `CONSUMER_CONFLICT`
 */
export async function updateConsumer(
  store: Pick<Store, "consumers" | "putConsumer">,
  name: string,
  changes: ConsumerChanges,
  checkAccess: AccessCheck,
  runtime: Partial<ActRuntime> = {},
): Promise<ConsumerRecord> {
  const { now, randomBytes } = withSystem(runtime);
  const record = await liveConsumer(store, name);
  throwProblems(name, homeless(record, changes), "changed");
  const { type = record.type, tokenLifetimeSeconds = record.tokenLifetimeSeconds, origins = record.origins } = changes;
  const changed: ConsumerRecord = {
    ...record,
    access: changedAccess(record.access, changes),
    ...(type === undefined ? {} : { type }),
    ...(tokenLifetimeSeconds === undefined ? {} : { tokenLifetimeSeconds }),
    ...(origins === undefined ? {} : { origins }),
  };
  const nowMs = now();
  requireValidInput(changed, checkAccess, nowMs, "changed");
  const requestId = Buffer.from(randomBytes(12)).toString("base64url");
  return store.putConsumer(changed, administrationEntry("consumer.update", name, nowMs, requestId, runtime.operator));
}

/** Changes of connections that are not open are slips of the finger. */
function homeless({ access }: ConsumerRecord, changes: ConsumerChanges): Problem[] {
  const { scopes = {}, close = [], p21Usernames = {}, pinned = {}, sdkAccess = {} } = changes;
  const open = new Set([...Object.keys(access), ...Object.keys(scopes)]);
  const named = [...close, ...[p21Usernames, pinned, sdkAccess].flatMap(Object.keys)].filter((name) => !open.has(name));
  return [...new Set(named)].map((name) => ({
    path: `access.${name}`,
    message: "is not open to this consumer",
    fix: `Correct the name, or open it with a scope. Open are: ${[...open].join(", ")}.`,
  }));
}

function changedAccess(access: ConsumerRecord["access"], changes: ConsumerChanges): ConsumerRecord["access"] {
  const { scopes = {}, close = [], p21Usernames = {}, pinned = {}, sdkAccess = {} } = changes;
  const names = new Set([...Object.keys(access), ...Object.keys(scopes)]);
  const grants = [...names].flatMap((name): [string, ConsumerGrant][] => {
    if (close.includes(name)) return [];
    const scope = scopes[name] ?? access[name]?.scope ?? "";
    const user = Object.hasOwn(p21Usernames, name) ? p21Usernames[name] : access[name]?.p21Username;
    const sdk = sdkAccess[name];
    const grant = { scope: sdk === undefined ? scope : withSdkAccess(scope, sdk) };
    const pins = changedPins(access[name]?.pinned, pinned[name]);
    return [[name, { ...grant, ...(user === undefined ? {} : { p21Username: user }), ...pins }]];
  });
  return Object.fromEntries(grants);
}

function changedPins(
  before: ConsumerGrant["pinned"],
  changes: Readonly<Record<string, string | undefined>> = {},
): Pick<ConsumerGrant, "pinned"> {
  const pins = Object.entries({ ...before, ...changes }).filter((pin): pin is [string, string] => pin[1] !== undefined);
  return pins.length === 0 ? {} : { pinned: Object.fromEntries(pins) };
}
