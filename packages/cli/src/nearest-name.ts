/** The known name that was probably meant, or undefined when none is near enough to be a good guess. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, distance: editDistance(written, name) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(written.length / 3)) ? best.name : undefined;
}

/** Edits (insert, delete, replace, swap of neighbours) that turn one text into the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      current[column] = cheapest(from, to, row, column, { beforeLast, last, current });
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

function cheapest(
  from: string,
  to: string,
  row: number,
  column: number,
  table: { beforeLast: number[]; last: number[]; current: number[] },
): number {
  const isSame = from[row - 1] === to[column - 1];
  const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    at(table.last, column) + 1,
    at(table.current, column - 1) + 1,
    at(table.last, column - 1) + (isSame ? 0 : 1),
    isSwap ? at(table.beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
