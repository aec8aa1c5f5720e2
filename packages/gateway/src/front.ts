import type { IncomingMessage, ServerResponse } from "node:http";
import { answerEndpoint } from "./answer-endpoint.ts";
import type { Mount } from "./connections/mount.ts";
import { answeredOrigin, isPreflight, preflightHeaders } from "./cors.ts";
import type { OwnEndpoint } from "./endpoint.ts";
import { type Entrance, entranceFor } from "./entrance.ts";
import { Exchange } from "./exchange.ts";
import { failExchange } from "./fail-exchange.ts";
import { hasBody, type RequestHeaders } from "./forward/request-headers.ts";
import type { FrontParts } from "./front-parts.ts";
import { endWith, isTooLate } from "./last-answer.ts";
import { lastPrincipal, rememberPrincipal } from "./identity/connection-memory.ts";
import type { Verdict } from "./identity/identify.ts";
import type { Principal } from "./identity/principal.ts";
import { METHODS } from "./methods.ts";
import { isCanonicalPath } from "./policy/canonical-path.ts";
import { decide } from "./policy/decide.ts";
import { checkQuery } from "./policy/query.ts";
import type { Reason } from "./reason.ts";
import { refuse } from "./refuse.ts";
import { Reign } from "./reign.ts";
import { sendCall } from "./send-call.ts";
import { serveBatch } from "./serve-batch.ts";
import { settleExchange } from "./settle-exchange.ts";
import type { OriginalRequest } from "./verify/original-request.ts";

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
    // Nothing is said to it: the connection goes once the last answer has.
    if (isTooLate(request)) return;
    const id = this.#parts.idPrefix + (this.#count++).toString(36);
    const exchange = new Exchange(request, response, performance.now(), id, entrance, original);
    exchange.reign = this.#reign;
    this.#reign.begin();
    this.#inFlight += 1;
    (response as TracedResponse)[EXCHANGE] = exchange;
    response.on("close", this.#onClose);
    // The ERP's own Date goes through.
    response.sendDate = false;
    if (this.#draining || !response.shouldKeepAlive) endWith(response);
    try {
      this.#serve(exchange);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #serve(exchange: Exchange): void {
    const { headerReader, observer } = this.#parts;
    const headers = headerReader.read(exchange.request.rawHeaders);
    exchange.isBodiless = headers.fault === undefined && !hasBody(headers);
    if (observer !== undefined) exchange.observation = observer.begin(exchange, headers);
    if (headers.fault === undefined && headers.context === undefined) {
      const principal = this.#recall(exchange, headers);
      const decision = principal?.decisions.get(exchange.method, exchange.path);
      if (principal !== undefined && decision !== undefined) {
        exchange.identified(principal);
        exchange.mount = decision.mount;
        if (headers.origin !== undefined) exchange.origin = answeredOrigin(principal.consumer, headers.origin);
        sendCall(exchange, decision, headers, this.#parts);
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
    // An engine that takes any 2xx for a yes would send the preflight on to the ERP, past policy and without a credential.
    if (isPreflight(exchange.request) && exchange.onlyOkIsYes) return this.#answerPreflight(exchange);
    const inQuery = query === undefined ? undefined : checkQuery(query, undefined);
    if (inQuery !== undefined) return this.#refuse(exchange, inQuery);
    const endpoint = this.#parts.endpoints.get(path) ?? mount?.dialect.ownEndpoint(path.slice(mount.path.length));
    if (endpoint !== undefined && this.#parts.onlyVerifies) return this.#refuse(exchange, "verify.unsupported");
    if (endpoint?.open === true) return void answerEndpoint(exchange, endpoint, headers, this.#parts);
    if (endpoint?.forConsumers === true) return void this.#answerConsumer(exchange, headers, endpoint);
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

  /** At an address of the gateway's own that asks who is calling, and for nothing else. */
  async #answerConsumer(exchange: Exchange, headers: RequestHeaders, endpoint: OwnEndpoint): Promise<void> {
    const { method, request } = exchange;
    if (method !== "GET" && method !== "HEAD") return this.#refuse(exchange, "method.not-allowed");
    if (hasBody(headers)) return this.#refuse(exchange, "body.not-allowed");
    try {
      const { identification, now } = this.#parts;
      const principal = await identification.identify(headers, undefined, now(), request.socket);
      if (typeof principal === "string") return this.#refuse(exchange, principal);
      exchange.identified(principal);
      await answerEndpoint(exchange, endpoint, headers, this.#parts, principal);
    } catch (error) {
      this.#fail(exchange, error);
    }
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
    exchange.identified(principal);
    exchange.origin = answeredOrigin(principal.consumer, headers.origin);
    const { batch } = mount.dialect;
    if (batch?.isBatch(method, path.slice(mount.path.length)) === true)
      return serveBatch({ exchange, principal, mount, headers, batch }, this.#parts);
    const decision = decide(principal, mount, method, path, headers.context);
    if (typeof decision === "string") return this.#refuse(exchange, decision);
    if (endpoint !== undefined) return void answerEndpoint(exchange, endpoint, headers, this.#parts);
    // What the decision depends on beside credential, method and path must come this way again.
    if (headers.context === undefined) principal.decisions.set(method, path, decision);
    sendCall(exchange, decision, headers, this.#parts);
  }

  #findMount(path: string): Mount | undefined {
    const slash = path.indexOf("/", 1);
    return slash < 0 ? undefined : this.#parts.mounts.get(path.slice(1, slash));
  }

  #refuse(exchange: Exchange, reason: Reason): void {
    refuse(exchange, reason, this.#parts.findings());
  }

  #fail(exchange: Exchange, error: unknown): void {
    failExchange(exchange, error, this.#parts);
  }

  #settle(exchange: Exchange): void {
    this.#inFlight -= 1;
    exchange.reign?.end();
    settleExchange(exchange, this.#parts);
  }
}
