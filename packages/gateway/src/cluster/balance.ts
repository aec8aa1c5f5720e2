/** What one worker had to do since it was last asked. */
export interface Load {
  readonly requests: number;
  /** Connections that at least one of them came on. */
  readonly connections: number;
}

/** Less than this, over all workers, is no work worth moving. */
const LEAST_REQUESTS = 50;
/** How far above the mean is even enough: a tenth, and as far as chance alone leads. */
const evenEnough = (mean: number): number => mean + Math.max(mean / 10, 3 * Math.sqrt(mean));

/**
 * The system gives a connection to whoever is awake first, and callers keep it; a worker that was started anew has none. So
 * whoever has more than its part lets connections go with their next answer, and they come back at another worker.
 * @returns how many each is to let go: as many as bring it to the mean, never its last, and none where that would only turn things round
 */
export function connectionsToLetGo(loads: readonly Load[]): readonly number[] {
  const all = loads.reduce((sum, { requests }) => sum + requests, 0);
  const mean = all / loads.length;
  return loads.map(({ requests, connections }) => {
    if (all < LEAST_REQUESTS || requests <= evenEnough(mean)) return 0;
    const tooMany = Math.floor((connections * (requests - mean)) / requests);
    return Math.max(0, Math.min(tooMany, connections - 1));
  });
}
