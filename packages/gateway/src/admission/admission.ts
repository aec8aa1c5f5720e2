import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Exchange } from "../exchange.ts";
import type { Reason } from "../reason.ts";
import type { AdmissionConfig, SeatsConfig, SessionsConfig } from "./admission-config.ts";
import type { Clock } from "./clock.ts";
import { Breaker } from "./breaker.ts";
import { ConsumerRates, type RateDivision } from "./consumer-rates.ts";
import type { Shares } from "./late-shares.ts";
import { LeasedSeats } from "./leased-seats.ts";
import { Seat, type SeatOutlet } from "./seat.ts";
import { SeatBook } from "./seat-book.ts";
import type { SeatLimit } from "./seat-limit.ts";

/** The sessions of one login, one for each seat. */
export interface SeatSessions {
  /** How many are open. */
  readonly openCount: number;
  outletFor(seat: Seat): SeatOutlet;
  /** Ends all of them at the ERP. */
  close(): Promise<void>;
}

/** What admission has of its connection. */
export interface AdmissionSurroundings {
  readonly clock: Clock;
  /** Names what is shared; the same in every process. */
  readonly connection: string;
  /** Divides seats and rates among processes and replicas; undefined: this one has them to itself. */
  readonly shares: Shares | undefined;
  /** Keeps sessions at the ERP; undefined where it has none to keep. */
  readonly openSessions: ((config: SessionsConfig) => SeatSessions | undefined) | undefined;
}

/** What calls to one connection pass after policy has allowed them: breaker, rate, seats. */
export class Admission {
  readonly config: AdmissionConfig;
  readonly breaker: Breaker | undefined;
  readonly rates: ConsumerRates | undefined;
  readonly seats: SeatBook | undefined;
  readonly #sessions: SeatSessions | undefined;
  readonly #limit: SeatLimit | undefined;

  /**
   * @param before what the connection had until now, with the same login: what is configured alike goes on where it was.
   * Nothing of it changes before {@link takeOver}.
   */
  constructor(config: AdmissionConfig, around: AdmissionSurroundings, before?: Admission) {
    const { clock, openSessions } = around;
    const { breaker, rate, seats } = config;
    const isSame = (part: "breaker" | "rate"): boolean => isDeepStrictEqual(before?.config[part], config[part]);
    this.config = config;
    this.breaker = isSame("breaker") ? before?.breaker : breaker && new Breaker(breaker, clock.now);
    this.rates = isSame("rate") ? before?.rates : rate && new ConsumerRates(rate, clock.now, divisionOf(around));
    const kept = seats && isDeepStrictEqual(before?.config.seats?.sessions, seats.sessions) ? before : undefined;
    this.#sessions = kept === undefined ? seats?.sessions && openSessions?.(seats.sessions) : kept.#sessions;
    this.seats = seats && (kept?.seats ?? bookOf(seats, this.#sessions, clock));
    this.#limit = kept?.seats === undefined ? limitOf(this.seats, around) : kept.#limit;
  }

  /** From now on it is in force: a number of seats that was changed holds for those that were there before. */
  takeOver(): void {
    if (this.config.seats !== undefined) this.seats?.adjust(this.config.seats);
  }

  /** Sessions that are open at the ERP; undefined where none are kept. */
  get openSessionCount(): number | undefined {
    return this.#sessions?.openCount;
  }

  /** @returns undefined when a call can be judged now; else resolves when it can: its rate is divided with other processes first */
  ready({ consumer }: Exchange): Promise<void> | undefined {
    return consumer === undefined ? undefined : this.rates?.ready(consumer);
  }

  /** Rate and breaker. @returns why the call cannot go now */
  check(exchange: Exchange): Reason | undefined {
    const { rates, breaker } = this;
    const waitMs = rates === undefined || exchange.consumer === undefined ? 0 : rates.take(exchange.consumer);
    if (waitMs > 0) return refusal(exchange, "rate.exceeded", waitMs);
    if (breaker?.isOpen === true) exchange.tries = breaker;
    const restMs = breaker === undefined ? 0 : breaker.check();
    if (restMs > 0) exchange.tries = undefined;
    return restMs > 0 ? refusal(exchange, "upstream.resting", restMs) : undefined;
  }

  /** Nobody waits any more, and the sessions end. @param kept what goes on in its place, and may use the same seats */
  async closeUnless(kept: Admission | undefined): Promise<void> {
    if (this.rates !== kept?.rates) await this.rates?.close();
    if (this.seats === undefined || this.seats === kept?.seats) return;
    this.seats.close();
    await this.#sessions?.close();
    await this.#limit?.close();
  }
}

function refusal(exchange: Exchange, reason: Reason, retryAfterMs: number): Reason {
  exchange.retryAfterMs = retryAfterMs;
  return reason;
}

function bookOf(rules: SeatsConfig, sessions: SeatSessions | undefined, clock: Clock): SeatBook {
  const makeSeat = (number: number): Seat => {
    const seat = new Seat(number);
    seat.outlet = sessions?.outletFor(seat);
    return seat;
  };
  return new SeatBook(makeSeat, rules, clock);
}

function limitOf(seats: SeatBook | undefined, { shares, connection }: AdmissionSurroundings): SeatLimit | undefined {
  if (seats === undefined || shares === undefined) return undefined;
  const holder = newHolder();
  const limit = new LeasedSeats({
    leases: shares.seats,
    pool: connection,
    holder,
    seats,
    now: () => performance.now(),
  });
  seats.limitBy(limit);
  return limit;
}

function divisionOf({ shares, connection }: AdmissionSurroundings): RateDivision | undefined {
  return shares && { shares: shares.rates, connection, holder: newHolder() };
}

const newHolder = (): string => `${process.pid}-${randomUUID()}`;
