import type { Consumer } from "../consumers/consumer.ts";
import type { RateShares } from "../store/rate-shares.ts";
import type { RateConfig } from "./admission-config.ts";
import { SlidingRate } from "./sliding-rate.ts";

/** Shares follow demand this often. */
const DIVIDE_MS = 1000;
/** A share that was not renewed for so long is none: others may have it. Longer than a database takes to restart. */
const TTL_MS = 10_000;
/** A first share is empty until the others have made room, which they do each second. */
const FIRST_SHARE_MS = 2500;
const FIRST_LOOK_MS = 100;

type Caller = Pick<Consumer, "id" | "name">;

/** Who divides the rates, and for whom. */
export interface RateDivision {
  readonly shares: RateShares;
  readonly connection: string;
  readonly holder: string;
}

interface Rate {
  readonly limit: number;
  readonly sliding: SlidingRate;
  demand: number;
  share: number;
  shareUntilMs: number;
  /** Until when a call waits for the first share. */
  patienceMs: number;
  usedAtMs: number;
}

/**
 * The rates of all consumers of one connection. With a division, this process lets in its share of each: all of them
 * together are never more than the limit.
 */
export class ConsumerRates {
  readonly #config: RateConfig;
  readonly #now: () => number;
  readonly #division: RateDivision | undefined;
  readonly #byConsumer = new Map<string, Rate>();
  #dividing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #offering = false;
  #closed = false;

  constructor(config: RateConfig, now: () => number, division?: RateDivision) {
    this.#config = config;
    this.#now = now;
    this.#division = division;
  }

  /** Counts calls, all or none of them. @returns 0 when they were counted; else after how many ms they would be */
  take(consumer: Caller, count = 1): number {
    const rate = this.#rateOf(consumer);
    rate.demand += count;
    if (this.#division === undefined) return rate.sliding.take(this.#now(), undefined, count);
    rate.usedAtMs = performance.now();
    const waitMs = rate.sliding.take(this.#now(), this.#shareOf(rate), count);
    // What this process may let in grows within a second or two, where another has no use for it.
    return rate.share < rate.limit ? Math.min(waitMs, 2 * DIVIDE_MS) : waitMs;
  }

  /** @returns undefined when a call of this consumer can be judged now; else resolves when it can */
  ready(consumer: Caller): Promise<void> | undefined {
    if (this.#division === undefined) return undefined;
    const rate = this.#rateOf(consumer);
    if (this.#offering) return this.#dividing;
    if (this.#shareOf(rate) > 0 || this.#closed) return undefined;
    const nowMs = performance.now();
    if (rate.patienceMs === Infinity) rate.patienceMs = nowMs + FIRST_SHARE_MS;
    return nowMs > rate.patienceMs ? undefined : this.#firstShare(rate);
  }

  /** Others may have all that was not used. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#dividing;
    const rates = [...this.#byConsumer];
    for (const [, rate] of rates) rate.share = rate.sliding.used(this.#now());
    // Of a limit of none nothing more is due.
    if (rates.length > 0) await this.#ask(rates, ({ share }) => share, 0);
    for (const [, rate] of rates) rate.shareUntilMs = 0;
  }

  async #firstShare(rate: Rate): Promise<void> {
    await this.#divideNow();
    while (this.#shareOf(rate) === 0 && performance.now() < rate.patienceMs && !this.#closed) {
      await new Promise((resolve) => setTimeout(resolve, FIRST_LOOK_MS));
      await this.#divideNow();
    }
  }

  #shareOf(rate: Rate): number {
    return performance.now() < rate.shareUntilMs ? rate.share : 0;
  }

  #divideNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#dividing ??= this.#divide().finally(() => {
      this.#dividing = undefined;
      clearTimeout(this.#timer);
      if (!this.#closed && this.#byConsumer.size > 0)
        this.#timer = setTimeout(() => void this.#divideNow(), DIVIDE_MS).unref();
    });
    return this.#dividing;
  }

  /**
   * First it says that all it has is used: whatever becomes of that message, nothing is lost. Only when the store has answered,
   * it offers what it has not used; calls that come meanwhile wait, as what is left is not known until the answer.
   */
  async #divide(): Promise<void> {
    this.#forgetIdle(performance.now());
    const rates = [...this.#byConsumer];
    if (!(await this.#ask(rates, (rate) => this.#shareOf(rate)))) return;
    this.#offering = true;
    for (const [, rate] of rates) rate.share = rate.sliding.used(this.#now());
    await this.#ask(rates, ({ share }) => share);
    this.#offering = false;
    for (const [, rate] of rates) rate.demand = 0;
  }

  /** @returns whether the store has answered */
  async #ask(
    rates: readonly (readonly [string, Rate])[],
    usedOf: (rate: Rate) => number,
    mostOf = Infinity,
  ): Promise<boolean> {
    if (this.#division === undefined) return false;
    const { shares, connection, holder } = this.#division;
    const { perMs: windowMs } = this.#config;
    const askedAtMs = performance.now();
    const demands = rates.map(([id, rate]) => {
      const { demand } = rate;
      const limit = Math.min(rate.limit, mostOf);
      return { rate: `${connection}/${id}`, limit, windowMs, demand, used: usedOf(rate) };
    });
    try {
      const divided = await shares.divide(holder, TTL_MS, demands);
      for (const [at, [, rate]] of rates.entries()) {
        rate.share = divided[at] ?? 0;
        rate.shareUntilMs = askedAtMs + TTL_MS;
        if (rate.share > 0) rate.patienceMs = Infinity;
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Those without a call for long give their part to the others. */
  #forgetIdle(nowMs: number): void {
    for (const [id, rate] of this.#byConsumer) {
      if (nowMs - rate.usedAtMs > this.#config.perMs + TTL_MS) this.#byConsumer.delete(id);
    }
  }

  #rateOf({ id, name }: Caller): Rate {
    const known = this.#byConsumer.get(id);
    if (known !== undefined) return known;
    const { calls, perMs, consumers } = this.#config;
    const limit = Object.hasOwn(consumers, name) ? (consumers[name] ?? calls) : calls;
    const sliding = new SlidingRate(limit, perMs);
    const usedAtMs = performance.now();
    const rate: Rate = { limit, sliding, demand: 0, share: 0, shareUntilMs: 0, patienceMs: Infinity, usedAtMs };
    this.#byConsumer.set(id, rate);
    return rate;
  }
}
