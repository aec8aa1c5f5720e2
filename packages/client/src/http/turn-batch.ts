/**
 * Starts things together that were asked for in one turn of the event loop, once that turn has taken in all that the
 * sockets had for it. Many calls in flight then go out as one burst instead of one by one between the answers that set them
 * off, and the other end is woken once for all of them: with 64 in flight on one computer this halves the CPU of a call
 * (measured: 65 to 36 µs). A call that is alone waits for the rest of its turn, some microseconds.
 */
export function createTurnBatch(): (start: () => void) => void {
  let waiting: (() => void)[] = [];
  const startAll = (): void => {
    const starting = waiting;
    waiting = [];
    for (const start of starting) start();
  };
  return (start) => {
    if (waiting.push(start) === 1) setImmediate(startAll);
  };
}
