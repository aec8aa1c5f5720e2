import type { QueryCheck } from "../dialect.ts";

/** Right where one of them finds it right; else what the last one says. */
export function anyOf(checks: readonly QueryCheck[]): QueryCheck {
  return (query) => {
    let reason: ReturnType<QueryCheck>;
    for (const check of checks) {
      reason = check(query);
      if (reason === undefined) return undefined;
    }
    return reason;
  };
}

/** Right where both find it right. */
export function allOf(one: QueryCheck | undefined, other: QueryCheck | undefined): QueryCheck | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return (query) => one(query) ?? other(query);
}
