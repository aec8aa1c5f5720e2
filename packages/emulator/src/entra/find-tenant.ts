import type { EntraTenant } from "./state.ts";

/** A tenant by its id or domain. */
export function findTenant(tenants: readonly EntraTenant[], named: string): EntraTenant | undefined {
  const wanted = named.toLowerCase();
  return tenants.find(({ id, domain }) => id === wanted || domain === wanted);
}

/** What stands behind the @ of a user name. Whatever else a JavaScript caller may have given has no domain. */
export function domainOf(username: unknown): string {
  return typeof username === "string" ? (username.split("@")[1] ?? "") : "";
}
