import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Exchange } from "../exchange.ts";
import type { RequestHeaders } from "../forward/request-headers.ts";

/** One of the calls that go out inside of another. */
export interface PartObservation {
  /** Once; what comes after counts no more. @param status undefined: it was not answered */
  end(status: number | undefined): void;
}

/** What is noted of one request beside what every request keeps. There is one only where somebody wants to know. */
export interface Observation {
  /** A call to the ERP goes out with these headers, names and values in turn; more than once where it is repeated. */
  sending(headers: string[]): void;
  /**
   * A call goes out inside of the one that is sent, with these headers.
   * @param number from 1
   * @returns undefined where no traces are made
   */
  sendingPart(number: number, method: string, headers: string[]): PartObservation | undefined;
  /** The ERP begins to answer. */
  answered(status: number): void;
  /** The request has ended. */
  end(exchange: Exchange, entry: AuditEntry): void;
}

/** Looks at requests, beside audit and metrics. */
export interface Observer {
  begin(exchange: Exchange, headers: RequestHeaders): Observation;
}
