/** How many calls may be at one ERP at a time, and what becomes of those that are too many. */
export interface SeatsConfig {
  /** What the ERP's licences or sessions allow for. */
  readonly count: number;
  /** How long a call waits for a seat before it is refused. */
  readonly waitMs: number;
  /** How many calls may wait; what is more is refused at once. */
  readonly mostWaiting: number;
  /** Where the ERP has them, sessions that stay open and carry one call after the other; undefined: each call by itself. */
  readonly sessions: SessionsConfig | undefined;
}

/** How sessions at the ERP are kept. */
export interface SessionsConfig {
  /** A session that was not used for this long is used, or logged out. Below the ERP's own time-out. */
  readonly idleMs: number;
  /** So many are kept although nobody uses them. */
  readonly warm: number;
  /** The header in which calls name their session, where the ERP lets one choose. */
  readonly namedIn: "License" | "SessionInfo";
}

/** How often a consumer may call. */
export interface RateConfig {
  readonly calls: number;
  readonly perMs: number;
  /** Other numbers of calls, by consumer name. */
  readonly consumers: Readonly<Record<string, number>>;
}

/** When calls to an ERP that does not answer are given up. */
export interface BreakerConfig {
  /** After so many failures in a row. */
  readonly failures: number;
  /** For so long, before one call tries again. */
  readonly pauseMs: number;
}

/** What calls to one connection have to pass beside their scope. */
export interface AdmissionConfig {
  /** Only calls that change nothing. */
  readonly readOnly: boolean;
  /** No call at all. */
  readonly maintenance: boolean;
  /** Which of the ERP's environments it is, as Live or Pilot; undefined: not said. */
  readonly environment: string | undefined;
  readonly seats: SeatsConfig | undefined;
  readonly rate: RateConfig | undefined;
  readonly breaker: BreakerConfig | undefined;
}

// A failing ERP is asked once a second: often enough to be served again soon, seldom enough to let it recover.
export const DEFAULT_BREAKER: BreakerConfig = Object.freeze({ failures: 10, pauseMs: 1000 });
export const DEFAULT_ADMISSION: AdmissionConfig = Object.freeze({
  readOnly: false,
  maintenance: false,
  environment: undefined,
  seats: undefined,
  rate: undefined,
  breaker: DEFAULT_BREAKER,
});
