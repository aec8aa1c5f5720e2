import { rowsSince, type TrailProgress } from "../audit/rows-since.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { ConsumerRecord } from "../consumers/consumer.ts";
import type { Store } from "../store/store.ts";
import type { MountFinder } from "./can-i.ts";
import type { ScopeSuggestion, ScopeUsage } from "./scope-usage.ts";

/** What of one connection a consumer has used. */
export interface ConnectionSuggestion extends ScopeSuggestion {
  /** The scope as it is registered. */
  readonly granted: string;
  /** Calls that the scope opens. */
  readonly calls: number;
}

/** The smallest scopes that cover what a consumer has used. */
export interface AccessSuggestion {
  readonly consumer: string;
  /** Epoch milliseconds from which the trail was read. */
  readonly fromMs: number;
  readonly calls: number;
  /** By connection. */
  readonly access: Readonly<Record<string, ConnectionSuggestion>>;
  /** The command that would set it; undefined where there is nothing to be set, or nothing was used at all. */
  readonly command: string | undefined;
}

/** How a suggestion is looked for. */
export interface SuggestionOptions {
  /** Epoch milliseconds. @default since the consumer was registered; never before that */
  readonly sinceMs?: number | undefined;
  /** Hears how far it has come, now and then. */
  readonly tell?: (progress: TrailProgress) => void;
}

/**
 * Reads the trail, from its end, for what a consumer has used of its scopes since a moment, or since it was registered. Rows that the scope
 * refused are no use; those that something else held up are.
 *
 * @param mountFor the connections there are; one that there is no more is left out
 */
export async function suggestAccess(
  store: Pick<Store, "auditBefore">,
  mountFor: MountFinder,
  record: ConsumerRecord,
  { sinceMs = 0, tell }: SuggestionOptions = {},
): Promise<AccessSuggestion> {
  const fromMs = Math.max(sinceMs, record.createdAtMs);
  const usages = usagesOf(record, mountFor);
  const calls = new Map<string, number>();
  for await (const row of rowsSince(store, { fromMs, consumer: record.name, connection: undefined }, tell)) {
    const { connection = "" } = row;
    if (wasUse(row) && sawCall(usages.get(connection), connection, row.action))
      calls.set(connection, (calls.get(connection) ?? 0) + 1);
  }
  const access = Object.fromEntries(
    [...usages].map(([connection, usage]) => {
      const granted = record.access[connection]?.scope ?? "";
      return [connection, { granted, calls: calls.get(connection) ?? 0, ...usage.suggest() }];
    }),
  );
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  return { consumer: record.name, fromMs, calls: total, access, command: commandFor(record.name, access) };
}

/** The same for machines. */
export function suggestionDocument({
  fromMs,
  access,
  command,
  ...rest
}: AccessSuggestion): Readonly<Record<string, unknown>> {
  const each = Object.entries(access).map(([connection, { scope, ...found }]) => [
    connection,
    { ...found, suggested: scope ?? null },
  ]);
  const connections: unknown = Object.fromEntries(each);
  return { ...rest, since: new Date(fromMs).toISOString(), access: connections, command: command ?? null };
}

function usagesOf({ access }: ConsumerRecord, mountFor: MountFinder): ReadonlyMap<string, ScopeUsage> {
  return new Map(
    Object.entries(access).flatMap(([connection, { scope, pinned }]) => {
      const dialect = mountFor(connection)?.dialect;
      return dialect === undefined ? [] : [[connection, dialect.scopeUsage(scope, pinned)] as const];
    }),
  );
}

// What held a call up for the moment.
const FOR_NOW: ReadonlySet<string> = new Set(["rate.exceeded", "seat.none", "connection.maintenance", "session.busy"]);

const wasUse = ({ decision, reason }: AuditEntry): boolean =>
  decision !== "refused" || (reason !== undefined && FOR_NOW.has(reason));

function sawCall(usage: ScopeUsage | undefined, connection: string, action: string): boolean {
  const [method = "", path = ""] = action.split(" ", 2);
  if (usage === undefined || !path.startsWith(`/${connection}/`)) return false;
  const below = path.slice(connection.length + 1);
  // A row keeps 400 characters; what is longer has a long key, and is told by what stands before it.
  const key = action.length >= 400 ? below.indexOf("(") : -1;
  return usage.saw(method, key < 0 ? below : below.slice(0, key));
}

function commandFor(name: string, access: AccessSuggestion["access"]): string | undefined {
  const all = Object.entries(access);
  if (all.every(([, { scope }]) => scope === undefined)) return undefined;
  const changes = all.filter(([, { granted, scope }]) => scope !== granted);
  if (changes.length === 0) return undefined;
  const words = changes.map(([connection, { scope }]) =>
    scope === undefined ? `--close ${connection}` : `--access ${quoted(`${connection}=${scope}`)}`,
  );
  return ["erpgate consumer update", name, ...words].join(" ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
