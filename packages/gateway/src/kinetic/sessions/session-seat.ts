import type { KineticConnection, KineticSession } from "@erpgate/client";
import type { Seat, SeatOutlet } from "../../admission/seat.ts";
import type { Injection, Outlet } from "../../connections/outlet.ts";
import type { Reason } from "../../reason.ts";
import { inSession, type NamedIn } from "./session-headers.ts";

// A login that failed for another reason than licences fails for the next caller as well, and every try may count
// towards a lock-out of the account.
const FAILURE_HOLDS_MS = 2000;

/** One seat's session at the ERP: opened when a call needs it, and carrying one call after the other from then on. */
export class SessionSeat implements SeatOutlet {
  readonly refusal: Reason;
  readonly seat: Seat;
  readonly #outlet: Outlet;
  readonly #namedIn: NamedIn;
  readonly #now: () => number;
  #session: KineticSession | undefined;
  #opening: Promise<void> | undefined;
  #ending: Promise<void> | undefined;
  #base: Injection | undefined;
  #dressed: Injection | undefined;
  #touchedMs = 0;
  #failed: { readonly error: unknown; readonly untilMs: number } | undefined;

  constructor(seat: Seat, outlet: Outlet, namedIn: NamedIn, now: () => number) {
    this.seat = seat;
    this.refusal = outlet.refusal;
    this.#outlet = outlet;
    this.#namedIn = namedIn;
    this.#now = now;
  }

  get isReady(): boolean {
    return this.#session !== undefined;
  }

  get isOpen(): boolean {
    return (this.#session ?? this.#opening ?? this.#ending) !== undefined;
  }

  /** Epoch milliseconds of its last use; undefined while it is used, or not open. */
  get idleSinceMs(): number | undefined {
    const isIdle = this.#session !== undefined && this.seat.holder === undefined;
    return isIdle ? Math.max(this.seat.sinceMs, this.#touchedMs) : undefined;
  }

  held(): Injection | undefined {
    const base = this.#outlet.held();
    if (this.#session === undefined || base === undefined) return undefined;
    if (this.#dressed === undefined || base !== this.#base) {
      this.#base = base;
      this.#dressed = { held: base.held, headers: inSession(base.headers, this.#session.id, this.#namedIn) };
    }
    return this.#dressed;
  }

  async obtain(signal: AbortSignal): Promise<Injection> {
    await this.prepare();
    await this.#outlet.obtain(signal);
    return this.held() ?? this.obtain(signal);
  }

  refused(): boolean {
    return this.#base !== undefined && this.#outlet.refused(this.#base);
  }

  prepare(): Promise<void> {
    if (this.#session !== undefined) return Promise.resolve();
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  lost(): void {
    this.#session = undefined;
    this.#dressed = undefined;
  }

  /** Uses the session, so that the ERP does not end it. One that is gone already is opened anew when it is needed. */
  async touch(): Promise<void> {
    this.#touchedMs = this.#now();
    try {
      await this.#session?.keepAlive();
    } catch {
      await this.end();
    }
  }

  /** Logs out. A Login under way is waited for; the next call opens another session, and not before this one has ended. */
  async end(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const session = this.#session;
    if (session === undefined) return this.#ending;
    this.lost();
    this.#ending = endOf(session).finally(() => (this.#ending = undefined));
    return this.#ending;
  }

  async #open(): Promise<void> {
    const failed = this.#failed;
    if (failed !== undefined && this.#now() < failed.untilMs) throw failed.error;
    await this.#ending;
    try {
      this.#session = await (this.#outlet.connection as KineticConnection).session();
      this.#touchedMs = this.#now();
      this.#failed = undefined;
    } catch (error) {
      this.#failed = { error, untilMs: this.#now() + FAILURE_HOLDS_MS };
      throw error;
    }
  }
}

/** A session that cannot be logged out ends by the ERP's own time-out; nobody is failed for it. */
async function endOf(session: KineticSession): Promise<void> {
  await session[Symbol.asyncDispose]();
}
