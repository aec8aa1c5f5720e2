import type { IncomingMessage, ServerResponse } from "node:http";
import type { Breaker } from "./admission/breaker.ts";
import type { HeldSeat } from "./admission/held-seat.ts";
import type { WriteMemo } from "./admission/write-memo.ts";
import type { AuditEntry } from "./audit/audit-entry.ts";
import type { Mount } from "./connections/mount.ts";
import type { Consumer } from "./consumers/consumer.ts";
import type { Entrance } from "./entrance.ts";
import type { CredentialKind, Principal } from "./identity/principal.ts";
import type { Outcome } from "./metrics/connection-metrics.ts";
import type { Observation } from "./observe/observation.ts";
import type { Reason } from "./reason.ts";
import type { OriginalRequest } from "./verify/original-request.ts";
import type { Reign } from "./reign.ts";

/** Names a request to its caller, so that it can be found in log and audit trail. */
export const REQUEST_ID = "x-erpgate-request";

// A path may be as long as the header limit allows; the trail needs enough to recognise it by.
const LONGEST_ACTION = 400;

/**
 * One request and what is known about it so far. Fields are filled in as the request is understood; what they hold when
 * the answer ends is what metrics, audit and log are told.
 */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** The request target up to `?`; at a connection's own host or port with the connection before it, as it would be at the gateway. */
  readonly path: string;
  /** The request target after `?`. */
  readonly query: string | undefined;
  /** Milliseconds of the monotonic clock. */
  readonly startedMs: number;
  readonly requestId: string;
  readonly entrance: Entrance;
  /** Whether the answer may be refused by 401 and 403 alone. */
  readonly twoRefusals: boolean;
  /** Whether nothing but a 200 lets the call go on, so that the gateway may answer it itself with another 2xx. */
  readonly onlyOkIsYes: boolean;
  /** Whether its headers, read without a fault, say that it has no body. */
  isBodiless = false;
  /** Under which parts of the gateway it runs. */
  reign: Reign | undefined = undefined;
  mount: Mount | undefined = undefined;
  consumer: Consumer | undefined = undefined;
  /** How the consumer was known. */
  credential: CredentialKind | undefined = undefined;
  /** The same two, with all that its credential says. */
  principal: Principal | undefined = undefined;
  /** What is noted of it where somebody wants to know. */
  observation: Observation | undefined = undefined;
  /** Origin of the web page that may read the answer. */
  origin: string | undefined = undefined;
  /** Set where a token endpoint recognised a consumer by itself. */
  consumerName: string | undefined = undefined;
  reason: Reason | undefined = undefined;
  /** For operators: what is not said to the caller. */
  note: string | undefined = undefined;
  /** The finding that explains a refusal of the ERP's own. */
  finding: string | undefined = undefined;
  upstreamStatus: number | undefined = undefined;
  /** With a refusal: what is wrong, more exactly than its reason says. Holds nothing of the caller's credential. */
  detail: string | undefined = undefined;
  /** With a 401: the `WWW-Authenticate` that says more than the usual one. */
  challenge: string | undefined = undefined;
  /** With a refusal: when it is worth trying again. */
  retryAfterMs: number | undefined = undefined;
  /** The body, where it had to be read whole before the call could be sent. */
  body: Buffer | undefined = undefined;
  /** Whether the ERP may have read something of it. */
  wasSent = false;
  /** Keeps the answer to a write that has a key. */
  memo: WriteMemo | undefined = undefined;
  /** What the call holds until it ends at the ERP. */
  seat: HeldSeat | undefined = undefined;
  /** Set where this call is to find out whether an ERP that failed is there again. */
  tries: Breaker | undefined = undefined;
  /** Whether another process serves it, and says all that is to be said of it. */
  isElsewhere = false;
  /** Ends the call to the ERP, where one is under way. */
  call: { hangUp(): void } | undefined = undefined;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    startedMs: number,
    requestId: string,
    entrance: Entrance,
    original?: OriginalRequest,
  ) {
    const target = original?.target ?? request.url ?? "";
    const question = target.indexOf("?");
    this.request = request;
    this.response = response;
    this.method = original?.method ?? request.method ?? "";
    this.twoRefusals = original?.twoRefusals ?? false;
    this.onlyOkIsYes = original?.onlyOkIsYes ?? true;
    this.entrance = entrance;
    this.path = below(entrance, question < 0 ? target : target.slice(0, question));
    this.query = question < 0 ? undefined : target.slice(question + 1);
    this.startedMs = startedMs;
    this.requestId = requestId;
  }

  /** It is known who is calling. */
  identified(principal: Principal): void {
    this.principal = principal;
    this.consumer = principal.consumer;
    this.credential = principal.credential;
  }

  /** Where callers find the request's connection. No trailing slash. */
  get mountUrl(): string {
    const { entrance, mount } = this;
    return entrance.connection === undefined && mount !== undefined ? entrance.url + mount.path : entrance.url;
  }

  get outcome(): Outcome {
    const { reason } = this;
    if (reason === undefined) return "allowed";
    if (reason === "caller.gone") return "aborted";
    return reason.startsWith("upstream.") || reason === "gateway.fault" ? "error" : "refused";
  }

  /** The audit row. It holds no query: that is where people put what they filter for, and secrets by mistake. */
  auditEntry(atMs: number, status: number, durationMs: number): AuditEntry {
    const { outcome } = this;
    const action = `${this.method} ${this.path}`;
    return {
      atMs,
      consumer: this.consumer?.name ?? this.consumerName,
      connection: this.mount?.name,
      action: action.length > LONGEST_ACTION ? action.slice(0, LONGEST_ACTION) : action,
      decision: outcome === "aborted" ? "error" : outcome,
      reason: this.reason,
      status,
      upstreamStatus: this.upstreamStatus,
      durationMs,
      requestId: this.requestId,
    };
  }
}

/** What does not begin with a slash stays as it is, and is refused: with something before it, it could name another connection. */
function below({ connection }: Entrance, path: string): string {
  return connection === undefined || !path.startsWith("/") ? path : `/${connection}${path}`;
}
