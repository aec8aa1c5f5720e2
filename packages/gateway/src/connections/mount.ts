import type { Pool } from "undici";
import type { Admission } from "../admission/admission.ts";
import type { Dialect } from "../dialect.ts";
import type { ConnectionMetrics } from "../metrics/connection-metrics.ts";
import type { SessionDesk } from "../session-desk.ts";
import type { Reason } from "../reason.ts";
import type { Caller } from "./login.ts";
import type { Outlet, TokenOutlet } from "./outlet.ts";

/** One connection as callers see it: what lives at `https://erp.example.com/ERP11PROD/…` answers at `/{name}/…`. */
export interface Mount {
  readonly name: string;
  /** `/{name}`. */
  readonly path: string;
  readonly dialect: Dialect;
  /** Path of the ERP's base URL, without a slash at its end: `/ERP11PROD`, or empty. */
  readonly basePath: string;
  /** Scheme, host and port of the ERP. It never changes: no part of a request decides where it goes. */
  readonly origin: string;
  readonly pool: Pool;
  readonly metrics: ConnectionMetrics;
  /** What calls have to pass beside their scope. */
  readonly admission: Admission;
  /** The connection's own login. */
  readonly outlet: Outlet;
  /** The login that acts for whoever calls, or why there is none. */
  outletFor(caller: Caller): TokenOutlet | Reason;
  /** Whether it has no login of its own: each call is made for the user who makes it. */
  readonly forUsers: boolean;
  readonly desk: SessionDesk | undefined;
  /** Takes the connection's secrets out of a text that may leave. */
  redact(text: string): string;
}
