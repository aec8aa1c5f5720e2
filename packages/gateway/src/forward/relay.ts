import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { FailedCall } from "@erpgate/client";
import type { Dispatcher } from "undici";
import type { Failure } from "@erpgate/client";
import type { HeldSeat } from "../admission/held-seat.ts";
import type { SeatOutlet } from "../admission/seat.ts";
import type { WriteMemo } from "../admission/write-memo.ts";
import { type Injection, loginRefusal, type TokenOutlet } from "../connections/outlet.ts";
import { originHeaders } from "../cors.ts";
import { type Exchange, REQUEST_ID } from "../exchange.ts";
import type { Decision } from "../policy/decision.ts";
import type { Reason } from "../reason.ts";
import { CheckedAnswer } from "./checked-answer.ts";
import { BodyCut, BodyTooLarge } from "./request-body.ts";
import { hasBody, type RequestHeaders } from "./request-headers.ts";
import { responseHeaders } from "./response-headers.ts";

/** What a relay asks of the gateway. */
export interface RelayOwner {
  readonly refuse: (exchange: Exchange, reason: Reason, finding?: string) => void;
  /** Sends the call once more, with a fresh token where `renew` says so. */
  readonly repeat: (relay: Relay, renew: boolean) => void;
}

// Up to this size an answer that came in one piece leaves in one piece: header and body in one write of one text. Latin-1
// keeps bytes as they are. It spares node:http a cork, a tick and a scatter write, about 7 % of a small request.
const LARGEST_SINGLE_WRITE = 16_384;

/** Thrown into undici before a request was written, so that it drops the request and keeps the connection. */
class CallerGone extends Error {}

/**
 * Carries one call to the ERP and its answer back, untouched and no faster than the caller reads. This is the data path:
 * it is one object, undici's handler and the caller's side at once, and makes no closure and no promise for a request
 * that simply succeeds.
 */
export class Relay implements Dispatcher.DispatchHandler {
  readonly exchange: Exchange;
  readonly decision: Decision;
  readonly headers: RequestHeaders;
  /** What was injected last. */
  injection: Injection | undefined = undefined;
  repeated = false;

  readonly #owner: RelayOwner;
  readonly #response: ServerResponse;
  #controller: Dispatcher.DispatchController | undefined = undefined;
  #callerGone = false;
  #ended = false;
  /** Length that the ERP announced; -1: none. */
  #announced = -1;
  #checked: CheckedAnswer | undefined = undefined;
  /** The caller has left, and the call goes on. */
  #lingers = false;
  /** Once the caller has left: what is still held. */
  #seat: HeldSeat | undefined = undefined;
  #memo: WriteMemo | undefined = undefined;

  constructor(owner: RelayOwner, exchange: Exchange, decision: Decision, headers: RequestHeaders) {
    this.#owner = owner;
    this.exchange = exchange;
    this.decision = decision;
    this.#response = exchange.response;
    this.headers = headers;
  }

  get callerGone(): boolean {
    return this.#callerGone;
  }

  /** Where the call takes its token from. */
  get outlet(): TokenOutlet {
    return this.exchange.seat?.outlet ?? this.decision.outlet;
  }

  /**
   * A caller that leaves must not keep its connection to the ERP: enough of them, and nobody is served any more. A call
   * with a seat goes on to its end: the ERP does, and holds the licence; whoever got the seat meanwhile would need another.
   * So does a write with a key: its caller will ask again what became of it.
   */
  hangUp(): void {
    this.#callerGone = true;
    const { seat, memo } = this.exchange;
    if ((seat !== undefined || memo !== undefined) && this.#controller !== undefined && !this.#ended) {
      this.#lingers = true;
      this.#seat = seat;
      this.#memo = memo;
      this.exchange.seat = undefined;
      this.exchange.memo = undefined;
      this.#controller.resume();
    } else if (!this.#ended) this.#controller?.abort(new CallerGone("The caller left."));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Waited in the queue while the caller left. To throw here costs no connection; to abort would.
    if (this.#callerGone) throw new CallerGone("The caller left.");
    this.#controller = controller;
    this.exchange.wasSent = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, received: IncomingHttpHeaders): void {
    // Early hints and the like are for this hop; what counts is still to come.
    if (status < 200) return;
    this.exchange.upstreamStatus = status;
    if (status < 400) this.outlet.accepted?.();
    if (this.exchange.observation !== undefined) this.exchange.observation.answered(status);
    const { mount } = this.decision;
    mount.admission.breaker?.answered(status);
    const isChecked = mount.dialect.mayConcernLogin(status);
    // What may hold the gateway's credential is not kept unread.
    if (this.#lingers) {
      if (!isChecked) this.#memo?.begin(status, responseHeaders(received, mount, this.exchange.mountUrl));
      return;
    }
    if (isChecked) {
      this.#checked = new CheckedAnswer(status, received);
      return;
    }
    const length = received["content-length"];
    this.#announced = length === undefined ? -1 : Number(length);
    const headers = responseHeaders(received, mount, this.exchange.mountUrl);
    const { origin, memo, observation } = this.exchange;
    if (memo !== undefined) memo.begin(status, [...headers]);
    if (observation !== undefined) headers.push(REQUEST_ID, this.exchange.requestId);
    if (origin !== undefined) headers.push(...originHeaders(origin));
    this.#response.writeHead(status, headers);
    if (!this.#response.writable) controller.abort(new CallerGone("The caller left."));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#lingers) return this.#memo?.take(chunk);
    if (this.#checked !== undefined) {
      if (!this.#checked.take(chunk)) controller.abort(new Error("The error answer is too long."));
      return;
    }
    const { memo } = this.exchange;
    if (memo !== undefined) memo.take(chunk);
    if (chunk.length === this.#announced && chunk.length <= LARGEST_SINGLE_WRITE) {
      this.#ended = true;
      memo?.complete();
      this.#response.end(chunk.toString("latin1"), "latin1");
      return;
    }
    if (!this.#response.write(chunk)) {
      controller.pause();
      this.#response.once("drain", () => controller.resume());
    }
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#lingers) this.#letGo();
    else if (this.#checked === undefined) {
      this.exchange.memo?.complete();
      this.#response.end();
    } else this.#settleChecked(this.#checked);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#lingers) this.#letGo(reasonOf(error));
    if (this.#callerGone) return;
    const { exchange } = this;
    // The caller must see that the answer is cut: a clean end would pass off half a table as the whole of it.
    if (this.#response.headersSent) {
      exchange.reason = "upstream.broken";
      exchange.note = describeFault(error);
      this.#response.destroy();
      return;
    }
    if (isRead(exchange.method) && this.#mayRepeat() && isStaleConnection(error)) return this.#repeat(false);
    exchange.note = describeFault(error);
    const reason = this.#checked === undefined ? reasonOf(error) : "upstream.error-too-long";
    if (FAILING.has(reason)) this.decision.mount.admission.breaker?.failed();
    this.#owner.refuse(exchange, reason);
  }

  /** The end of a call whose caller has left. @param reason why it came to nothing */
  #letGo(reason?: Reason): void {
    if (reason === undefined) this.#memo?.complete();
    this.#memo?.fail(reason);
    this.#seat?.release();
  }

  #settleChecked(answer: CheckedAnswer): void {
    const { exchange, decision, injection, outlet } = this;
    const { dialect } = decision.mount;
    const evidence = answer.evidence();
    const failure = dialect.classifyFailure(evidence, failedCall(exchange, decision, injection));
    if (exchange.seat?.outlet !== undefined && dialect.concernsSession?.(failure) === true)
      return this.#settleEnded(exchange.seat.outlet, failure);
    if (failure.tokenAtFault && injection !== undefined) {
      const another = outlet.refused(injection);
      if (another && this.#mayRepeat()) return this.#repeat(true);
    }
    exchange.note = failure.code;
    exchange.finding = failure.finding;
    if (dialect.concernsLogin(failure, evidence.status)) {
      outlet.loginRefused?.(failure);
      this.#owner.refuse(exchange, loginRefusal(outlet, failure.tokenAtFault), failure.finding);
      return;
    }
    const headers = responseHeaders(answer.headersWithoutCoding(), decision.mount, exchange.mountUrl);
    if (exchange.origin !== undefined) headers.push(...originHeaders(exchange.origin));
    const body = Buffer.from(decision.mount.redact(evidence.body), "utf8");
    exchange.memo?.begin(evidence.status, headers);
    exchange.memo?.take(body);
    exchange.memo?.complete();
    this.#response.writeHead(evidence.status, [...headers, "content-length", String(body.length)]);
    this.#response.end(exchange.method === "HEAD" ? undefined : body);
  }

  /** The ERP has ended the session before it looked at the call: with a new one the call can be made, if it can be sent again. */
  #settleEnded(outlet: SeatOutlet, failure: Failure): void {
    outlet.lost();
    if (this.#mayRepeat()) return this.#repeat(true);
    this.exchange.note = failure.code;
    this.exchange.retryAfterMs = 1000;
    this.#owner.refuse(this.exchange, "session.ended", failure.finding);
  }

  /** A body that has been streamed away cannot be sent again; whatever has none, or one that is held, is sent once more at most. */
  #mayRepeat(): boolean {
    const canBeSent = !hasBody(this.headers) || this.exchange.body !== undefined;
    return !this.repeated && canBeSent && !this.#callerGone;
  }

  #repeat(renew: boolean): void {
    this.repeated = true;
    this.#ended = false;
    this.#checked = undefined;
    this.#controller = undefined;
    this.exchange.upstreamStatus = undefined;
    this.#owner.repeat(this, renew);
  }
}

// What says that the ERP is not there. One that takes its time may be: business objects can take minutes.
const FAILING: ReadonlySet<Reason> = new Set(["upstream.unreachable", "upstream.broken"]);

/** As the ERP saw it: by the gateway's token, not by the caller's. */
function failedCall(exchange: Exchange, { mount }: Decision, injection: Injection | undefined): FailedCall {
  const [scheme = "", token] = (injection?.held["authorization"] ?? "").split(" ");
  const path = exchange.path.slice(mount.path.length);
  const accept = exchange.request.headers.accept ?? "";
  return { path, accept, scheme: scheme.toLowerCase(), token: /^bearer$/i.test(scheme) ? token : undefined };
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : error.name);

/** For operators. Messages of the runtime may hold header values, so only code and kind are kept. */
function describeFault(error: Error): string {
  return codeOf(error);
}

/** Why a call to the ERP came to nothing. */
export function reasonOf(error: Error): Reason {
  if (error instanceof BodyTooLarge) return "body.too-large";
  if (error instanceof BodyCut) return "caller.gone";
  switch (codeOf(error)) {
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return "upstream.timeout";
    case "UND_ERR_CONNECT_TIMEOUT":
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "upstream.unreachable";
    case "UND_ERR_SOCKET":
    case "ECONNRESET":
    case "EPIPE":
      return "upstream.broken";
    default:
      // The client's own codes where its connector opened the socket, Node's where undici did.
      return /^(?:ERR_TLS|TLS_|PROXY_|NETWORK_|CALL_TIMEOUT)|CERT/.test(codeOf(error))
        ? "upstream.unreachable"
        : "upstream.broken";
  }
}

/** As when the ERP closes an idle connection while a call goes out on it. It cannot be told whether the call was read, so only reads are sent again. */
function isStaleConnection(error: Error): boolean {
  const code = codeOf(error);
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}
