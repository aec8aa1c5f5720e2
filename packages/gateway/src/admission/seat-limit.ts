/** How many seats may be given out now, where others share them. */
export interface SeatLimit {
  readonly count: number;
  /** Somebody waits: more are wanted. */
  ask(): void;
  close(): Promise<void>;
}

/** What a book of seats says of itself to its limit. */
export interface SeatsInUse {
  /** How many seats there are for all. */
  readonly capacity: number;
  /** Seats held by calls or by sessions that stand idle at the ERP. */
  readonly occupied: number;
  /** Calls that hold a seat or wait for one. */
  readonly needed: number;
  /** Ends sessions that stand idle, up to so many. */
  endIdle(count: number): Promise<void>;
  /** The limit may have changed. */
  granted(): void;
}
