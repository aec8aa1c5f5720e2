import type { Mount } from "./connections/mount.ts";
import type { RefusalBody } from "./dialect.ts";
import type { Exchange } from "./exchange.ts";
import type { RequestHeaders } from "./forward/request-headers.ts";
import type { Principal } from "./identity/principal.ts";
import type { Reason } from "./reason.ts";

/** A request that holds requests, and what is needed to answer it. */
export interface BatchCall {
  readonly exchange: Exchange;
  readonly principal: Principal;
  readonly mount: Mount;
  readonly headers: RequestHeaders;
  readonly refuse: (reason: Reason, finding?: string) => void;
  /** The answer to one part that is refused. @param path below the connection's base URL */
  readonly refusalOf: (reason: Reason, method: string, path: string) => RefusalBody;
  /** Writes the audit row of one part. @param path whole, connection included */
  readonly recordPart: (part: number, method: string, path: string, status: number, reason: Reason | undefined) => void;
  /**
   * Calls back once the call may go to the ERP, with a seat where one is needed; what fails there is for the gateway to answer.
   * The signal says that the caller has left and that the ERP need not be waited for: one with a seat goes on to its end.
   */
  readonly admit: (send: (leaving: AbortSignal) => Promise<void>) => void;
}

/** Serves requests that hold requests: each of them is judged by itself. */
export interface BatchServer {
  /** @param path below the connection's base URL */
  isBatch(method: string, path: string): boolean;
  serve(call: BatchCall): Promise<void>;
}
