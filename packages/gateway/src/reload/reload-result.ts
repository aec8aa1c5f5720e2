import type { ConnectionDifference } from "../connections/mount-set.ts";

/** What a reload changed, by name. */
export interface ReloadResult extends ConnectionDifference {
  /** Settings beside the connections: `gateway.limits.bodyBytes`. */
  readonly settings: readonly string[];
}

/** One sentence for people. */
export function describeReload({ added, changed, removed, settings }: ReloadResult): string {
  const parts = [
    ["added", added],
    ["changed", changed],
    ["removed", removed],
    ["settings", settings],
  ] as const;
  const said = parts.filter(([, names]) => names.length > 0).map(([what, names]) => `${what} ${names.join(", ")}`);
  return said.length === 0 ? "Reloaded: nothing is different." : `Reloaded: ${said.join("; ")}.`;
}
