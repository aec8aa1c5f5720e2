/** One of those among whom a rate is divided. */
export interface RateHolder {
  readonly holder: string;
  readonly demand: number;
}

/**
 * Divides `limit` whole calls in proportion to demand. Nobody counts as nothing, so that a process that has had no call yet
 * has a share for its first one, where there is enough. The parts of calls that are left over go to the largest remainders,
 * by name where those are alike: each process comes to the same result by itself.
 */
export function divideRate(limit: number, holders: readonly RateHolder[]): ReadonlyMap<string, number> {
  const total = holders.reduce((sum, { demand }) => sum + demand + 1, 0);
  const parts = holders.map(({ holder, demand }) => {
    const exact = (limit * (demand + 1)) / total;
    return { holder, whole: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  const left = limit - parts.reduce((sum, { whole }) => sum + whole, 0);
  const order = parts.toSorted((a, b) => b.rest - a.rest || (a.holder < b.holder ? -1 : 1));
  return new Map(order.map(({ holder, whole }, index) => [holder, whole + (index < left ? 1 : 0)]));
}
