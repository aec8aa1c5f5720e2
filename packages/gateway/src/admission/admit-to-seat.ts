import { ErpgateError } from "@erpgate/client";
import type { Exchange } from "../exchange.ts";
import { loginReason } from "../forward/refuse-login.ts";
import type { Reason } from "../reason.ts";
import { HeldSeat } from "./held-seat.ts";
import type { Seat } from "./seat.ts";
import type { SeatBook } from "./seat-book.ts";

/** A call that needs a seat. */
export interface SeatCall {
  readonly exchange: Exchange;
  /** Sends it. */
  readonly forward: () => void;
  readonly refuse: (reason: Reason, finding?: string) => void;
  /** Whether a login failed because the ERP has no licence left. */
  readonly isExhausted: (error: unknown) => boolean;
}

// Trying a Login takes no licence where there is none, so it may be tried more often than clients of their own would.
const REST_MS = 5000;

/**
 * Gives a call a seat, now or when it is its turn, and sends it. A seat whose session has still to be opened is taken for
 * that first, and the Login is never broken off: it would leave a session behind that nobody knows and that holds a licence.
 */
export function admitToSeat(book: SeatBook, call: SeatCall): void {
  const seat = book.take(call.exchange.consumer?.name ?? "");
  if (seat === undefined) queueFor(book, call, undefined);
  else sit(book, seat, call, undefined);
}

function queueFor(book: SeatBook, call: SeatCall, deadlineMs: number | undefined): void {
  const { exchange } = call;
  const settle = (seat: Seat | undefined): void => {
    exchange.call = undefined;
    if (seat === undefined) refuseLate(book, call);
    else sit(book, seat, call, waiting?.deadlineMs);
  };
  const waiting = book.wait(exchange.consumer?.name ?? "", settle, deadlineMs);
  if (waiting === undefined) return refuseLate(book, call);
  exchange.call = { hangUp: () => book.leave(waiting) };
}

function refuseLate(book: SeatBook, { exchange, refuse }: SeatCall): void {
  exchange.retryAfterMs = book.hintMs;
  refuse("seat.none");
}

function sit(book: SeatBook, seat: Seat, call: SeatCall, deadlineMs: number | undefined): void {
  if (seat.outlet !== undefined && !seat.outlet.isReady) return void prepare(book, seat, call, deadlineMs);
  call.exchange.seat = new HeldSeat(book, seat);
  call.forward();
}

async function prepare(book: SeatBook, seat: Seat, call: SeatCall, deadlineMs: number | undefined): Promise<void> {
  const { exchange } = call;
  const until = deadlineMs ?? book.deadlineMs();
  let gone = false;
  exchange.call = { hangUp: () => (gone = true) };
  try {
    await seat.outlet?.prepare();
  } catch (error) {
    exchange.call = undefined;
    return afterFailure(book, seat, call, { error, gone, until });
  }
  exchange.call = undefined;
  if (gone) return book.release(seat);
  exchange.seat = new HeldSeat(book, seat);
  call.forward();
}

function afterFailure(
  book: SeatBook,
  seat: Seat,
  call: SeatCall,
  { error, gone, until }: { readonly error: unknown; readonly gone: boolean; readonly until: number },
): void {
  if (call.isExhausted(error)) {
    // In line before the seat rests: the others may be free.
    if (!gone) queueFor(book, call, until);
    return book.rest(seat, REST_MS);
  }
  book.release(seat);
  if (gone) return;
  call.exchange.note = ErpgateError.is(error) ? error.code : "no session";
  call.refuse(loginReason(error), ErpgateError.is(error) ? error.finding : undefined);
}
