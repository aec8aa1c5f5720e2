import type { EntraTenant } from "./state.ts";

/** A tenant by its id or domain. */
export function findTenant(tenants: readonly EntraTenant[], named: string): EntraTenant | undefined {
  const wanted = named.toLowerCase();
  return tenants.find(({ id, domain }) => id === wanted || domain === wanted);
}
