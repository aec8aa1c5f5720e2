import type { Seat, SeatOutlet } from "./seat.ts";
import type { SeatBook } from "./seat-book.ts";

/** A seat that a call has. Given back once, by whoever sees the call's end at the ERP first. */
export class HeldSeat {
  readonly outlet: SeatOutlet | undefined;
  readonly #book: SeatBook;
  #seat: Seat | undefined;

  constructor(book: SeatBook, seat: Seat) {
    this.#book = book;
    this.#seat = seat;
    this.outlet = seat.outlet;
  }

  release(): void {
    const seat = this.#seat;
    this.#seat = undefined;
    if (seat !== undefined) this.#book.release(seat);
  }
}
