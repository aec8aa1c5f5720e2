/** Numbers that follow from a seed: the same requests in every run with it. */
export interface Random {
  /** A whole number from 0 up to and without `end`. */
  below(end: number): number;
  one<T>(of: readonly [T, ...T[]]): T;
  chance(of: number): boolean;
}

/** @returns numbers by mulberry32, which is no source for secrets */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    one: (of) => of[below(of.length)] ?? of[0],
    chance: (of) => next() < of,
  };
}
