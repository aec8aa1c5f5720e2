// Seconds. The low end is the gateway's own share, the high end Kinetic's 20 s shared-licence penalty and reports.
const BOUNDS_MS: readonly number[] = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000];

/** Durations in buckets: plain numbers, so that counting costs no allocation. */
export class Histogram {
  readonly #counts: number[] = Array.from({ length: BOUNDS_MS.length + 1 }, () => 0);
  #sumMs = 0;
  #count = 0;

  observe(durationMs: number): void {
    let at = 0;
    while (at < BOUNDS_MS.length && durationMs > (BOUNDS_MS[at] ?? Infinity)) at++;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sumMs += durationMs;
    this.#count += 1;
  }

  /** Lines in Prometheus' text form. */
  print(name: string, labels: string): readonly string[] {
    let total = 0;
    const buckets = BOUNDS_MS.map((bound, at) => {
      total += this.#counts[at] ?? 0;
      return `${name}_bucket{${labels},le="${bound / 1000}"} ${total}`;
    });
    return [
      ...buckets,
      `${name}_bucket{${labels},le="+Inf"} ${this.#count}`,
      `${name}_sum{${labels}} ${this.#sumMs / 1000}`,
      `${name}_count{${labels}} ${this.#count}`,
    ];
  }
}
