import type { Consumer } from "../consumers/consumer.ts";
import type { RateConfig } from "./admission-config.ts";
import { SlidingRate } from "./sliding-rate.ts";

/** The rates of all consumers of one connection. */
export class ConsumerRates {
  readonly #config: RateConfig;
  readonly #now: () => number;
  readonly #byConsumer = new Map<string, SlidingRate>();

  constructor(config: RateConfig, now: () => number) {
    this.#config = config;
    this.#now = now;
  }

  /** Counts a call, unless it is one too many. @returns 0 when it was counted; else after how many ms one would be */
  take(consumer: Pick<Consumer, "id" | "name">): number {
    return (this.#byConsumer.get(consumer.id) ?? this.#begin(consumer)).take(this.#now());
  }

  #begin({ id, name }: Pick<Consumer, "id" | "name">): SlidingRate {
    const { calls, perMs, consumers } = this.#config;
    const rate = new SlidingRate(Object.hasOwn(consumers, name) ? (consumers[name] ?? calls) : calls, perMs);
    this.#byConsumer.set(id, rate);
    return rate;
  }
}
