/** The straight line through points: how steep it is, and how sure that is. */
export interface Regression {
  readonly slope: number;
  readonly standardError: number;
}

/** @param points x and y; with fewer than three nothing is known of the error, and it is 0 */
export function regress(points: readonly (readonly [x: number, y: number])[]): Regression {
  const count = points.length;
  if (count < 2) return { slope: 0, standardError: 0 };
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const residue = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, standardError: count < 3 ? 0 : Math.sqrt(residue / (count - 2) / spread) };
}
