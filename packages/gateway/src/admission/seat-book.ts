// Longer than a screen because it is one machine: whoever takes, waits, gives back and comes too late changes the same few sets.
import type { Clock } from "./clock.ts";
import type { Seat } from "./seat.ts";
import type { SeatLimit, SeatsInUse } from "./seat-limit.ts";

/** A call that waits for a seat. */
export interface Waiting {
  readonly consumer: string;
  /** Epoch milliseconds after which it is refused. */
  readonly deadlineMs: number;
  /** Called once: with a seat, or without when the time is over. */
  readonly settle: (seat: Seat | undefined) => void;
}

/** Who holds what, now. */
export interface SeatView {
  readonly seats: number;
  readonly held: readonly { readonly seat: number; readonly consumer: string; readonly sinceMs: number }[];
  /** Seats that the ERP had no licence for a moment ago. */
  readonly resting: number;
  readonly waiting: readonly { readonly consumer: string; readonly calls: number }[];
}

/** How seats are given out. */
export interface SeatRules {
  readonly count: number;
  readonly waitMs: number;
  readonly mostWaiting: number;
}

const LONGEST_HINT_MS = 60_000;

/**
 * Gives out seats. With one free it is a look at a list; otherwise calls wait: each consumer in a line of its own, first
 * come first served, and the lines take turns, so that a consumer who sends a thousand calls at once delays its own and
 * not those of others. Whoever is not served by its deadline is told so.
 */
export class SeatBook implements SeatsInUse {
  #rules: SeatRules;
  readonly #makeSeat: (number: number) => Seat;
  /** Every seat there ever was. Those past the count are not given out. */
  readonly #all: Seat[] = [];
  #count = 0;
  /** The seat given back last is given out first: its session is the warmest. */
  #free: Seat[] = [];
  /** In the order of their turns. */
  readonly #lines = new Map<string, Set<Waiting>>();
  #waiting = 0;
  #armedForMs = Infinity;
  #alarm = new AbortController();
  #heldMs = 1000;
  #limit: SeatLimit | undefined;
  readonly #now: () => number;
  readonly #sleep: Clock["sleep"];

  constructor(makeSeat: (number: number) => Seat, rules: SeatRules, { now, sleep }: Clock) {
    this.#makeSeat = makeSeat;
    this.#rules = rules;
    this.#now = now;
    this.#sleep = sleep;
    this.adjust(rules);
  }

  /** From now on no more seats than this are given out at a time. */
  limitBy(limit: SeatLimit): void {
    this.#limit = limit;
  }

  get capacity(): number {
    return this.#count;
  }

  get occupied(): number {
    return this.#all.reduce((count, seat) => count + (seat.holder !== undefined || isOpen(seat) ? 1 : 0), 0);
  }

  get needed(): number {
    return this.#inUse + this.#waiting;
  }

  get #inUse(): number {
    return this.#all.reduce((count, { holder }) => count + (holder === undefined ? 0 : 1), 0);
  }

  async endIdle(count: number): Promise<void> {
    const idle = this.#free.filter(isOpen);
    await Promise.all(idle.slice(0, Math.max(0, count)).map(async ({ outlet }) => outlet?.end()));
  }

  granted(): void {
    this.#serve();
  }

  /**
   * Other rules from now on. With fewer seats, those that are too many are held until their calls end, and not given
   * out again.
   */
  adjust(rules: SeatRules): void {
    const before = this.#count;
    this.#rules = rules;
    this.#count = rules.count;
    this.#free = this.#free.filter(({ number }) => number < rules.count);
    for (let number = rules.count - 1; number >= before; number--) {
      const seat = (this.#all[number] ??= this.#makeSeat(number));
      if (seat.holder === undefined) this.#free.push(seat);
    }
    this.#serve();
  }

  /** A free seat, unless others wait for one. */
  take(consumer: string): Seat | undefined {
    if (this.#waiting > 0 || this.#free.length === 0) return undefined;
    const nowMs = this.#now();
    const seat = this.#popFree(nowMs);
    if (seat !== undefined) this.#give(seat, consumer, nowMs);
    return seat;
  }

  /** The deadline of a call that comes now. */
  deadlineMs(): number {
    return this.#now() + this.#rules.waitMs;
  }

  /**
   * Puts a call in line.
   * @param deadlineMs for a call that has waited before
   * @returns undefined when too many wait already, and none of them has more than its part
   */
  wait(consumer: string, settle: Waiting["settle"], deadlineMs?: number): Waiting | undefined {
    if (deadlineMs === undefined && this.#isFull() && !this.#makeRoomFor(consumer)) return undefined;
    const waiting: Waiting = { consumer, deadlineMs: deadlineMs ?? this.deadlineMs(), settle };
    const line = this.#lines.get(consumer) ?? new Set();
    // Who comes back, because its seat turned out to be none, keeps its place at the front.
    this.#lines.set(consumer, deadlineMs === undefined ? line.add(waiting) : new Set([waiting, ...line]));
    this.#waiting += 1;
    if (waiting.deadlineMs < this.#armedForMs) this.#arm();
    this.#limit?.ask();
    return waiting;
  }

  /** A call that waits no more: its caller has left. */
  leave(waiting: Waiting): void {
    const line = this.#lines.get(waiting.consumer);
    if (line?.delete(waiting) !== true) return;
    this.#waiting -= 1;
    if (line.size === 0) this.#lines.delete(waiting.consumer);
  }

  /** Gives a seat back: to whoever's turn it is, or to those that are free. */
  release(seat: Seat): void {
    const nowMs = this.#now();
    this.#heldMs += (nowMs - seat.sinceMs - this.#heldMs) / 8;
    seat.holder = undefined;
    seat.sinceMs = nowMs;
    if (seat.number < this.#count) this.#free.push(seat);
    if (this.#waiting > 0) this.#serve();
  }

  /** Gives back a seat that the ERP had no licence for; nobody gets it for a while. */
  rest(seat: Seat, forMs: number): void {
    seat.restsUntilMs = this.#now() + forMs;
    this.release(seat);
    this.#arm();
  }

  /** When it is worth trying again, in ms: those who wait, at the pace of late, over the seats there are. */
  get hintMs(): number {
    const turns = Math.ceil((this.#waiting + 1) / this.#count);
    return Math.min(LONGEST_HINT_MS, Math.max(1000, turns * this.#heldMs));
  }

  get waitingCount(): number {
    return this.#waiting;
  }

  view(): SeatView {
    const nowMs = this.#now();
    return {
      seats: this.#count,
      held: this.#all.flatMap(({ number, holder, sinceMs }) =>
        holder === undefined ? [] : [{ seat: number, consumer: holder, sinceMs }],
      ),
      resting: this.#all.filter(({ holder, restsUntilMs }) => holder === undefined && restsUntilMs > nowMs).length,
      waiting: [...this.#lines].map(([consumer, line]) => ({ consumer, calls: line.size })),
    };
  }

  /** Nobody waits any more. */
  close(): void {
    this.#alarm.abort();
    for (const line of this.#lines.values()) for (const waiting of line) this.#settle(waiting, undefined);
  }

  /** A call that waits for a free seat to be granted does not stand in the line of those that wait for one to become free. */
  #isFull(): boolean {
    const ungranted = this.#limit === undefined ? 0 : Math.max(0, this.#count - this.#inUse);
    return this.#waiting >= this.#rules.mostWaiting + ungranted;
  }

  /**
   * Whoever fills the line up keeps nobody else out of it: the last call of the longest line gives way to one whose line is
   * shorter, also with it. @returns whether there is room now
   */
  #makeRoomFor(consumer: string): boolean {
    let longest: Set<Waiting> = new Set();
    for (const line of this.#lines.values()) if (line.size > longest.size) longest = line;
    if (longest.size <= (this.#lines.get(consumer)?.size ?? 0) + 1) return false;
    const last = [...longest].at(-1);
    if (last !== undefined) this.#settle(last, undefined);
    return last !== undefined;
  }

  #popFree(nowMs: number): Seat | undefined {
    const limit = this.#limit?.count ?? Infinity;
    if (limit !== Infinity && this.#inUse >= limit) return undefined;
    // A session that is open holds its seat also while it stands idle.
    const isRoom = limit === Infinity || this.occupied < limit;
    for (let at = this.#free.length - 1; at >= 0; at--) {
      const seat = this.#free[at];
      if (seat === undefined || seat.restsUntilMs > nowMs || !(isRoom || isOpen(seat))) continue;
      this.#free.splice(at, 1);
      return seat;
    }
    return undefined;
  }

  #give(seat: Seat, consumer: string, nowMs: number): void {
    seat.holder = consumer;
    seat.sinceMs = nowMs;
  }

  /** Free seats go to those who wait: the first of the first line, which then is the last one. */
  #serve(): void {
    while (this.#waiting > 0) {
      const nowMs = this.#now();
      const [consumer, line] = this.#lines.entries().next().value ?? [];
      const [waiting] = line ?? [];
      if (consumer === undefined || line === undefined || waiting === undefined) return;
      const seat = this.#popFree(nowMs);
      if (seat === undefined) return;
      this.#lines.delete(consumer);
      this.#lines.set(consumer, line);
      this.#give(seat, consumer, nowMs);
      this.#settle(waiting, seat);
    }
  }

  #settle(waiting: Waiting, seat: Seat | undefined): void {
    this.leave(waiting);
    waiting.settle(seat);
  }

  /** One alarm for the earliest deadline, and for the first resting seat. */
  #arm(): void {
    const dueMs = this.#nextDueMs();
    if (dueMs >= this.#armedForMs || dueMs === Infinity) return;
    this.#alarm.abort();
    this.#alarm = new AbortController();
    this.#armedForMs = dueMs;
    this.#sleep(Math.max(0, dueMs - this.#now()), this.#alarm.signal).then(
      () => this.#ring(),
      () => undefined,
    );
  }

  #nextDueMs(): number {
    let dueMs = Infinity;
    for (const line of this.#lines.values()) {
      // A line is in the order of its deadlines.
      const [first] = line;
      if (first !== undefined) dueMs = Math.min(dueMs, first.deadlineMs);
    }
    if (this.#waiting === 0) return dueMs;
    const nowMs = this.#now();
    for (const { restsUntilMs } of this.#free) if (restsUntilMs > nowMs) dueMs = Math.min(dueMs, restsUntilMs);
    return dueMs;
  }

  #ring(): void {
    this.#armedForMs = Infinity;
    this.#serve();
    const nowMs = this.#now();
    for (const line of this.#lines.values()) {
      for (const waiting of line) {
        if (waiting.deadlineMs > nowMs) break;
        this.#settle(waiting, undefined);
      }
    }
    this.#arm();
  }
}

const isOpen = ({ outlet }: Seat): boolean => outlet?.isOpen === true;
