import type { TokenOutlet } from "../connections/outlet.ts";

/** What a seat has of its own at the ERP: a session, where those are kept. */
export interface SeatOutlet extends TokenOutlet {
  /** Whether a call can go out at once. */
  readonly isReady: boolean;
  /** Whether it holds something at the ERP, or may. */
  readonly isOpen: boolean;
  /** Makes it ready. @throws ErpgateError as a login does */
  prepare(): Promise<void>;
  /** The ERP has ended the session. */
  lost(): void;
  /** Ends what it holds. */
  end(): Promise<void>;
}

/** One unit of licence or session capacity, held by one call at a time. */
export class Seat {
  /** From 0. */
  readonly number: number;
  /** Set when the seat is made; undefined where calls go out by the connection's own login. */
  outlet: SeatOutlet | undefined = undefined;
  /** Name of the consumer whose call has it. */
  holder: string | undefined = undefined;
  /** Epoch milliseconds from which it has been held, or free. */
  sinceMs = 0;
  /** Epoch milliseconds before which it is not given out: the ERP had no licence for it. */
  restsUntilMs = 0;

  constructor(number: number) {
    this.number = number;
  }
}
