// Longer than a screen because it is one path: what happens to a request from its head to its answer, step by step.
import type { IncomingMessage, ServerResponse } from "node:http";
import { admitToSeat } from "./admission/admit-to-seat.ts";
import { rememberWrite } from "./admission/remember-write.ts";
import type { SeatBook } from "./admission/seat-book.ts";
import type { WriteMemory } from "./admission/write-memory.ts";
import type { AuditWriter } from "./audit/audit-writer.ts";
import type { Mount } from "./connections/mount.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { EndpointAnswer, OwnEndpoint } from "./endpoint.ts";
import { answeredOrigin, isPreflight, originHeaders, preflightHeaders } from "./cors.ts";
import { type Entrance, entranceFor, type Entrances } from "./entrance.ts";
import type { GatewayLog } from "./event.ts";
import { batchCallOf, batchFailure } from "./batch-call.ts";
import type { BatchServer } from "./batch-server.ts";
import { Exchange } from "./exchange.ts";
import type { FindingText } from "./finding-text.ts";
import type { Forwarder } from "./forward/forward.ts";
import { BodyTooLarge, readSmallBody } from "./forward/request-body.ts";
import { hasBody, type RequestHeaderReader, type RequestHeaders } from "./forward/request-headers.ts";
import { METHODS } from "./methods.ts";
import { lastPrincipal, rememberPrincipal } from "./identity/connection-memory.ts";
import type { Identification, Verdict } from "./identity/identify.ts";
import type { Principal } from "./identity/principal.ts";
import type { TokenIssuer } from "./issue/token-issuer.ts";
import type { ConnectionMetrics } from "./metrics/connection-metrics.ts";
import { isCanonicalPath } from "./policy/canonical-path.ts";
import { decide } from "./policy/decide.ts";
import type { Decision } from "./policy/decision.ts";
import { checkCallQuery, checkQuery } from "./policy/query.ts";
import type { Reason } from "./reason.ts";
import { refuse } from "./refuse.ts";
import type { SessionCall } from "./session-desk.ts";
import type { OriginalRequest } from "./verify/original-request.ts";
import { Reign } from "./reign.ts";

/** All that a request may need on its way. */
export interface FrontParts {
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly entrances: Entrances;
  /** The gateway's own addresses, by exact path. */
  readonly endpoints: ReadonlyMap<string, OwnEndpoint>;
  readonly headerReader: RequestHeaderReader;
  readonly identification: Identification;
  readonly consumers: ConsumerDirectory;
  readonly issuer: TokenIssuer;
  readonly forwarder: Forwarder;
  /** Connections whose sessions take turns. */
  readonly inTurn: ReadonlySet<string>;
  readonly audit: AuditWriter;
  /** Counts what belongs to no connection. */
  readonly ownMetrics: ConnectionMetrics;
  readonly publicUrl: string;
  /** Writes that their callers gave a key. */
  readonly writes: WriteMemory;
  readonly mostBodyBytes: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: GatewayLog;
  /** Read for each refusal, because the catalogue is loaded beside the start. */
  readonly findings: () => FindingText;
  /** Begins every request id of this process. */
  readonly idPrefix: string;
  /** True where another engine carries the bytes, so that nothing can be said about a call's end. */
  readonly onlyVerifies: boolean;
}

// A token request is a few hundred bytes.
const MOST_ENDPOINT_BODY_BYTES = 16 * 1024;
const EXCHANGE: unique symbol = Symbol("exchange");
type TracedResponse = ServerResponse & { [EXCHANGE]?: Exchange };

/**
 * Takes every request of the data listener. A credential that was verified before and an address that was allowed before
 * go straight out: two Map look-ups. All else takes the long way, once.
 */
export class Front {
  #parts: FrontParts;
  #reign = new Reign();
  #allBefore: Promise<unknown> = Promise.resolve();
  readonly #onClose: (this: ServerResponse) => void;
  #count = 0;
  #inFlight = 0;
  #draining = false;

  constructor(parts: FrontParts) {
    this.#parts = parts;
    const settle = (exchange: Exchange): void => this.#settle(exchange);
    // One listener for all responses: it finds its exchange through the response that it is called on.
    this.#onClose = function onClose(this: TracedResponse): void {
      const exchange = this[EXCHANGE];
      if (exchange !== undefined) settle(exchange);
    };
  }

  /** Requests that are being answered; for metrics and draining. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Credentials in memory; for metrics. */
  get remembered(): number {
    return this.#parts.identification.remembered;
  }

  /** From now on every answer ends its connection. */
  drain(): void {
    this.#draining = true;
  }

  /**
   * New requests go by these parts from now on; running ones finish by those they began with.
   * @returns resolves once nothing runs any more that began before
   */
  async replace(parts: FrontParts): Promise<void> {
    const ending = this.#reign;
    this.#parts = parts;
    this.#reign = new Reign();
    this.#allBefore = Promise.all([this.#allBefore, ending.over()]);
    await this.#allBefore;
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void =>
    this.#take(request, response, entranceFor(this.#parts.entrances, request));

  /** Takes the requests of a port that one connection has to itself. */
  handlerFor(connection: string): (request: IncomingMessage, response: ServerResponse) => void {
    return (request, response) => {
      const { byPort, main } = this.#parts.entrances;
      this.#take(request, response, byPort.get(connection) ?? main);
    };
  }

  /** Judges a request that another engine has before it, and will carry. */
  verify(request: IncomingMessage, response: ServerResponse, original: OriginalRequest): void {
    this.#take(request, response, this.#parts.entrances.main, original);
  }

  #take(request: IncomingMessage, response: ServerResponse, entrance: Entrance, original?: OriginalRequest): void {
    const id = this.#parts.idPrefix + (this.#count++).toString(36);
    const exchange = new Exchange(request, response, performance.now(), id, entrance, original);
    exchange.reign = this.#reign;
    this.#reign.begin();
    this.#inFlight += 1;
    (response as TracedResponse)[EXCHANGE] = exchange;
    response.on("close", this.#onClose);
    // The ERP's own Date goes through.
    response.sendDate = false;
    if (this.#draining) response.shouldKeepAlive = false;
    try {
      this.#serve(exchange);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #serve(exchange: Exchange): void {
    const headers = this.#parts.headerReader.read(exchange.request.rawHeaders);
    if (headers.fault === undefined && headers.context === undefined) {
      const principal = this.#recall(exchange, headers);
      const decision = principal?.decisions.get(exchange.method, exchange.path);
      if (principal !== undefined && decision !== undefined) {
        exchange.consumer = principal.consumer;
        exchange.mount = decision.mount;
        if (headers.origin !== undefined) exchange.origin = answeredOrigin(principal.consumer, headers.origin);
        this.#send(exchange, decision, headers);
        return;
      }
    }
    this.#serveUnknown(exchange, headers);
  }

  #recall({ request: { socket } }: Exchange, headers: RequestHeaders): Principal | undefined {
    const { authorization, apiKey } = headers;
    const { identification, now } = this.#parts;
    const nowMs = now();
    if (authorization === undefined || apiKey !== undefined) return identification.recall(headers, nowMs, socket);
    const last = lastPrincipal(socket, authorization, nowMs, identification);
    if (last !== undefined) return last;
    const principal = identification.recall(headers, nowMs, socket);
    if (principal !== undefined) rememberPrincipal(socket, authorization, principal, identification);
    return principal;
  }

  /** What was not asked for before by this credential: every check, in an order in which none can be gone round. */
  #serveUnknown(exchange: Exchange, headers: RequestHeaders): void {
    const { path, method, query } = exchange;
    if (!isCanonicalPath(path) || query?.includes("#") === true) return this.#refuse(exchange, "path.not-canonical");
    const mount = this.#findMount(path);
    exchange.mount = mount;
    if (headers.fault !== undefined) return this.#refuse(exchange, headers.fault);
    if (isPreflight(exchange.request)) return this.#answerPreflight(exchange);
    const inQuery = query === undefined ? undefined : checkQuery(query, undefined);
    if (inQuery !== undefined) return this.#refuse(exchange, inQuery);
    const endpoint = this.#parts.endpoints.get(path) ?? mount?.dialect.ownEndpoint(path.slice(mount.path.length));
    if (endpoint !== undefined && this.#parts.onlyVerifies) return this.#refuse(exchange, "verify.unsupported");
    if (endpoint?.open === true) return void this.#answer(exchange, endpoint);
    if (mount === undefined) return this.#refuse(exchange, "route.unknown");
    if (!METHODS.has(method)) return this.#refuse(exchange, "method.not-allowed");
    this.#serveJudged(exchange, mount, headers, endpoint);
  }

  #answerPreflight(exchange: Exchange): void {
    const { request, response, mount } = exchange;
    const headers = preflightHeaders(request, this.#parts.consumers, mount?.name);
    if (headers === undefined) return this.#refuse(exchange, "origin.refused");
    response.writeHead(204, [...headers]);
    response.end();
  }

  #serveJudged(exchange: Exchange, mount: Mount, headers: RequestHeaders, endpoint: OwnEndpoint | undefined): void {
    const { identification, now } = this.#parts;
    const found = identification.identify(headers, mount, now(), exchange.request.socket);
    if (!(found instanceof Promise)) return this.#serveIdentified(exchange, mount, headers, endpoint, found);
    const go = (principal: Verdict): void => this.#serveIdentified(exchange, mount, headers, endpoint, principal);
    found.then(go).catch((error: unknown) => this.#fail(exchange, error));
  }

  #serveIdentified(
    exchange: Exchange,
    mount: Mount,
    headers: RequestHeaders,
    endpoint: OwnEndpoint | undefined,
    principal: Verdict,
  ): void {
    const { path, method } = exchange;
    if (exchange.response.destroyed) return this.#refuse(exchange, "caller.gone");
    if (typeof principal === "string") return this.#refuse(exchange, principal);
    exchange.consumer = principal.consumer;
    exchange.origin = answeredOrigin(principal.consumer, headers.origin);
    const { batch } = mount.dialect;
    if (batch?.isBatch(method, path.slice(mount.path.length)) === true)
      return this.#serveBatch(exchange, principal, mount, headers, batch);
    const decision = decide(principal, mount, method, path, headers.context);
    if (typeof decision === "string") return this.#refuse(exchange, decision);
    if (endpoint !== undefined) return void this.#answer(exchange, endpoint);
    // What the decision depends on beside credential, method and path must come this way again.
    if (headers.context === undefined) principal.decisions.set(method, path, decision);
    this.#send(exchange, decision, headers);
  }

  #serveBatch(
    exchange: Exchange,
    principal: Principal,
    mount: Mount,
    headers: RequestHeaders,
    batch: BatchServer,
  ): void {
    // Judged and written anew, its body would have to pass through here.
    if (this.#parts.onlyVerifies) return this.#refuse(exchange, "verify.unsupported");
    if (headers.idempotencyKey !== undefined) return this.#refuse(exchange, "idempotency.malformed");
    const ready = mount.admission.ready(exchange);
    if (ready !== undefined)
      return this.#after(ready, exchange, () => this.#serveBatch(exchange, principal, mount, headers, batch));
    const reason = mount.admission.check(exchange);
    if (reason !== undefined) return this.#refuse(exchange, reason);
    const call = batchCallOf(exchange, principal, mount, headers, {
      findings: this.#parts.findings,
      audit: this.#parts.audit,
      now: this.#parts.now,
      refuse: (why, finding) => this.#refuse(exchange, why, finding),
      fail: (error) => this.#failStep(exchange, error),
    });
    batch.serve(call).catch((error: unknown) => this.#failStep(exchange, error));
  }

  /** A fault of the login or of the way to the ERP is told as that of any call. */
  #failStep(exchange: Exchange, error: unknown): void {
    const reason = batchFailure(error);
    if (reason === undefined || exchange.response.destroyed) return this.#fail(exchange, error);
    exchange.note = error instanceof Error ? error.name : undefined;
    this.#refuse(exchange, reason);
  }

  #send(exchange: Exchange, decision: Decision, headers: RequestHeaders): void {
    const { admission } = decision.mount;
    const ready = admission.ready(exchange);
    if (ready !== undefined) return this.#after(ready, exchange, () => this.#send(exchange, decision, headers));
    const reason = this.#checkCall(exchange, decision, headers) ?? admission.check(exchange);
    if (reason !== undefined) this.#refuse(exchange, reason);
    else if (this.#parts.onlyVerifies) this.#verified(exchange, decision, headers);
    else if (headers.idempotencyKey !== undefined && !isSafe(exchange.method))
      this.#remember(exchange, decision, headers, headers.idempotencyKey);
    else this.#dispatch(exchange, decision, headers);
  }

  /** Goes on once a rate is divided, unless the caller has left. */
  #after(ready: Promise<void>, exchange: Exchange, step: () => void): void {
    let gone = false;
    exchange.call = { hangUp: () => (gone = true) };
    const goOn = async (): Promise<void> => {
      await ready;
      exchange.call = undefined;
      if (!gone) this.#guarded(exchange, step);
    };
    void goOn();
  }

  /** A write that is to be made once, however often it comes. */
  #remember(exchange: Exchange, decision: Decision, headers: RequestHeaders, key: string): void {
    if (decision.session !== undefined) return this.#refuse(exchange, "idempotency.malformed");
    const write = {
      exchange,
      connection: decision.mount.name,
      headers,
      key,
      forward: () => this.#dispatch(exchange, decision, headers),
      refuse: (reason: Reason) => this.#refuse(exchange, reason),
    };
    rememberWrite(this.#parts.writes, write).catch((error: unknown) => this.#failStep(exchange, error));
  }

  #dispatch(exchange: Exchange, decision: Decision, headers: RequestHeaders): void {
    const { admission } = decision.mount;
    if (decision.session !== undefined) this.#serveSession(exchange, decision, headers, decision.session);
    else if (admission.seats === undefined) this.#parts.forwarder.forward(exchange, decision, headers);
    else this.#seat(exchange, decision, headers, admission.seats);
  }

  /** A seat is given back, and a session's turn ends, when the call ends; here nobody would know. */
  #verified(exchange: Exchange, decision: Decision, headers: RequestHeaders): void {
    const ends = decision.session !== undefined || decision.mount.admission.seats !== undefined;
    if (ends) this.#refuse(exchange, "verify.unsupported");
    else this.#parts.forwarder.forward(exchange, decision, headers);
  }

  /** Where calls need a seat: at once if one is free, else when it is this call's turn. */
  #seat(exchange: Exchange, decision: Decision, headers: RequestHeaders, seats: SeatBook): void {
    const { forwarder } = this.#parts;
    admitToSeat(seats, {
      exchange,
      forward: () => this.#guarded(exchange, () => forwarder.forward(exchange, decision, headers)),
      refuse: (reason, finding) => this.#refuse(exchange, reason, finding),
      isExhausted: (error) => decision.mount.dialect.isExhausted(error),
    });
  }

  /** What runs in another call's turn must not fail that call. */
  #guarded(exchange: Exchange, step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #serveSession(exchange: Exchange, decision: Decision, headers: RequestHeaders, session: SessionCall): void {
    const { mount } = decision;
    const { forwarder, inTurn, consumers } = this.#parts;
    const refusing = (of: Exchange, reason: Reason, finding?: string): void => this.#refuse(of, reason, finding);
    const turns = inTurn.has(mount.name);
    const call = { exchange, decision, headers, forwarder, consumers, refuse: refusing, inTurn: turns };
    mount.desk?.serve(call, session).catch((error: unknown) => this.#fail(exchange, error));
  }

  /** What has to be looked at in each request, however often its address was allowed. */
  #checkCall({ method, query }: Exchange, decision: Decision, headers: RequestHeaders): Reason | undefined {
    // A body on GET means something else to every server on the way, and to most smuggling attacks something too.
    if ((method === "GET" || method === "HEAD") && hasBody(headers)) return "body.not-allowed";
    if (headers.contentLength > this.#parts.mostBodyBytes) return "body.too-large";
    return checkCallQuery(query, decision.context, decision.checkScope);
  }

  #findMount(path: string): Mount | undefined {
    const slash = path.indexOf("/", 1);
    return slash < 0 ? undefined : this.#parts.mounts.get(path.slice(1, slash));
  }

  async #answer(exchange: Exchange, endpoint: OwnEndpoint): Promise<void> {
    const { consumers, issuer, now } = this.#parts;
    try {
      const answer = await endpoint.answer({
        request: exchange.request,
        query: exchange.query,
        publicUrl: exchange.mountUrl,
        connection: exchange.mount?.name,
        consumer: exchange.consumer,
        consumers,
        issuer,
        nowMs: now(),
        requestId: exchange.requestId,
        readBody: () => {
          if (exchange.request.headers.expect !== undefined) exchange.response.writeContinue();
          return readSmallBody(exchange.request, MOST_ENDPOINT_BODY_BYTES);
        },
      });
      const { consumer } = answer;
      exchange.consumerName = consumer;
      const known = consumer === undefined ? exchange.consumer : consumers.byName(consumer);
      exchange.origin = answeredOrigin(known, exchange.request.headers.origin);
      writeAnswer(exchange, answer);
    } catch (error) {
      if (error instanceof BodyTooLarge) this.#refuse(exchange, "body.too-large");
      else this.#fail(exchange, error);
    }
  }

  #refuse(exchange: Exchange, reason: Reason, finding?: string): void {
    refuse(exchange, reason, this.#parts.findings(), finding);
  }

  #fail(exchange: Exchange, error: unknown): void {
    exchange.note = placeOf(error);
    this.#refuse(exchange, exchange.response.destroyed ? "caller.gone" : "gateway.fault");
  }

  /** Once per request, when its answer has gone out or its caller has: counts it, writes its audit row, logs what was not simply served. */
  #settle(exchange: Exchange): void {
    this.#inFlight -= 1;
    exchange.reign?.end();
    const { response } = exchange;
    if (!response.writableFinished) {
      exchange.reason ??= "caller.gone";
      exchange.call?.hangUp();
    }
    exchange.seat?.release();
    if (exchange.memo !== undefined) {
      if (exchange.wasSent) exchange.memo.fail(exchange.reason);
      else exchange.memo.forget();
    }
    const { reason } = exchange;
    const status = reason === "caller.gone" ? 499 : response.statusCode;
    const durationMs = performance.now() - exchange.startedMs;
    (exchange.mount?.metrics ?? this.#parts.ownMetrics).count(exchange.outcome, status, reason, durationMs);
    const entry = exchange.auditEntry(this.#parts.now(), status, durationMs);
    this.#parts.audit.record(entry);
    // What the ERP refused is passed on as it says it; why, the operator is told.
    if (reason !== undefined || exchange.note !== undefined) this.#parts.log(requestEvent(exchange, entry));
  }
}

/** Kind and place of a fault. Not its message: the runtime's own messages repeat header values. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const frame = error.stack?.split("\n").find((line) => line.trimStart().startsWith("at "));
  return `${error.name} ${frame?.trim() ?? ""}`;
}

function requestEvent(exchange: Exchange, entry: ReturnType<Exchange["auditEntry"]>): Parameters<GatewayLog>[0] {
  const failed = exchange.outcome === "error";
  const refused = exchange.reason === undefined ? "request.erp-refused" : "request.refused";
  return {
    level: failed ? "error" : "info",
    event: failed ? "request.failed" : refused,
    message: `${entry.action} → ${entry.status} ${entry.reason ?? ""}`,
    ...entry,
    ...(exchange.note === undefined ? {} : { note: exchange.note }),
    ...(exchange.finding === undefined ? {} : { finding: exchange.finding }),
  };
}

function writeAnswer(exchange: Exchange, answer: EndpointAnswer): void {
  const { response, request } = exchange;
  exchange.reason = answer.reason;
  if (response.destroyed) return;
  const body = Buffer.from(answer.body, "utf8");
  const page = exchange.origin === undefined ? [] : originHeaders(exchange.origin);
  response.writeHead(answer.status, [...answer.headers, ...page, "content-length", String(body.length)]);
  response.end(request.method === "HEAD" ? undefined : body);
}

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";
