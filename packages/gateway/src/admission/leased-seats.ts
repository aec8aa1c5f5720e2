import type { SeatGrant, SeatLeases } from "../store/seat-leases.ts";
import type { SeatLimit, SeatsInUse } from "./seat-limit.ts";

/** A process that dies gives its seats back after this long. */
const TTL_MS = 4000;
/** How often a lease is renewed, and asked whether others want seats. */
const RENEW_MS = 250;
/** How often one who waits asks: seats go to whoever has waited longest, when it asks. */
const LOOK_MS = 50;
/** How long seats beyond an equal share are kept while others wait for them. */
const TURN_MS = 500;

export interface LeasedSeatsParts {
  readonly leases: SeatLeases;
  /** Names the pool: the same in every process. */
  readonly pool: string;
  /** Names this holder: no other has the same. */
  readonly holder: string;
  readonly seats: SeatsInUse;
  /** Milliseconds of a clock that nobody sets; a lease is not good for longer because the time of day was changed. */
  readonly now: () => number;
}

/**
 * The part of a connection's seats that this process may give out: a lease of the shared store. It grows when calls wait,
 * is kept while nobody else wants it, and goes back as soon as others do and it is idle, or has had its turn. Never counts a
 * seat that the store has not granted, and none after the lease's end.
 */
export class LeasedSeats implements SeatLimit {
  readonly #parts: LeasedSeatsParts;
  #held = 0;
  /** Set while seats go back: no more than these are given out until the store has heard of it. */
  #yieldTo = Infinity;
  #untilMs = -Infinity;
  #grant: SeatGrant = { held: 0, wantedElsewhere: 0, holders: 0 };
  #turnBeganMs = 0;
  #askedAtMs = -Infinity;
  #asking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: LeasedSeatsParts) {
    this.#parts = parts;
  }

  get count(): number {
    return this.#parts.now() < this.#untilMs ? Math.min(this.#held, this.#yieldTo) : 0;
  }

  ask(): void {
    const { now, seats } = this.#parts;
    if (this.#asking !== undefined || this.#closed || this.count >= seats.capacity) return;
    this.#schedule(Math.max(0, this.#askedAtMs + LOOK_MS - now()));
  }

  /** Gives back all there is. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#asking;
    this.#held = 0;
    // Whoever never asked holds nothing, and may have no store to say so to. Without one the lease ends by itself.
    if (this.#askedAtMs !== -Infinity) await this.#parts.leases.release(this.#parts.holder).catch(() => undefined);
  }

  #schedule(inMs: number): void {
    clearTimeout(this.#timer);
    const ask = (): void => {
      this.#asking = this.#claim().finally(() => this.#settled());
    };
    if (inMs === 0) ask();
    else this.#timer = setTimeout(ask, inMs).unref();
  }

  #settled(): void {
    this.#asking = undefined;
    if (this.#closed) return;
    const { seats } = this.#parts;
    seats.granted();
    if (seats.needed > this.count || this.#yieldTo !== Infinity) this.#schedule(LOOK_MS);
    else if (this.#held > 0) this.#schedule(RENEW_MS);
  }

  async #claim(): Promise<void> {
    const { leases, pool, holder, seats, now } = this.#parts;
    const wanted = await this.#wanted();
    const askedAtMs = now();
    this.#askedAtMs = askedAtMs;
    const { capacity } = seats;
    try {
      const grant = await leases.claim({ pool, holder, wanted, capacity, ttlMs: TTL_MS });
      if (grant.held > this.#held) this.#turnBeganMs = now();
      this.#grant = grant;
      this.#held = grant.held;
      if (wanted <= this.#yieldTo) this.#yieldTo = Infinity;
      this.#untilMs = askedAtMs + TTL_MS;
    } catch {
      // What was granted is good until its end; until then the store may be there again.
    }
  }

  /** What to ask for: what is needed, or what is left when seats go back. Those still in use go when their calls have ended. */
  async #wanted(): Promise<number> {
    const { seats } = this.#parts;
    const spare = this.#spare();
    if (spare > 0) this.#yieldTo = Math.min(this.#yieldTo, this.#held - spare);
    if (this.#yieldTo === Infinity) return Math.min(seats.capacity, Math.max(seats.needed, seats.occupied, this.#held));
    await seats.endIdle(seats.occupied - this.#yieldTo);
    return Math.max(this.#yieldTo, seats.occupied);
  }

  /** How many seats are to go back: those that are idle here and wanted elsewhere, and those that have had their turn. */
  #spare(): number {
    const { seats, now } = this.#parts;
    const { wantedElsewhere, holders } = this.#grant;
    const tooMany = Math.max(0, this.#held - seats.capacity);
    if (wantedElsewhere === 0) return tooMany;
    const equalShare = Math.floor(seats.capacity / Math.max(1, holders));
    const hadTurn = now() - this.#turnBeganMs >= TURN_MS ? this.#held - equalShare : 0;
    return Math.max(tooMany, Math.min(wantedElsewhere, Math.max(this.#held - seats.needed, hadTurn)));
  }
}
