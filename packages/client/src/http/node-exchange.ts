import type { ClientRequest, IncomingMessage } from "node:http";
import type { ErpAnswer } from "../connection.ts";
import { ErpgateError } from "../errors.ts";
import { MAX_TIMER_MS } from "../runtime.ts";
import { decodeText } from "./decode-text.ts";
import type { Answer, WireRequest } from "./endpoint.ts";
import type { MakeResponse } from "./erp-response.ts";
import { readHeaders } from "./read-headers.ts";
import { IncomingBody } from "./incoming-body.ts";
import { networkError } from "./network-error.ts";
import { aborted } from "./wait.ts";
import { writeBody } from "./write-body.ts";

/**
 * One request and its answer. A class with fields rather than closures, because one is made for each call of the data path:
 * this is where the client's cost a call is decided.
 */
export class NodeExchange implements Answer {
  status = 0;
  readonly #wire: WireRequest;
  readonly #origin: string;
  readonly #makeResponse: MakeResponse;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: ErpgateError) => void;
  #request: ClientRequest | undefined;
  #incoming: IncomingMessage | undefined;
  #body: IncomingBody | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    wire: WireRequest,
    origin: string,
    makeResponse: MakeResponse,
    resolve: (answer: Answer) => void,
    reject: (error: ErpgateError) => void,
  ) {
    this.#wire = wire;
    this.#origin = origin;
    this.#makeResponse = makeResponse;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Opens the request and sends it. Node refuses what it cannot write by throwing, which ends this exchange alone. */
  begin(open: () => ClientRequest): void {
    if (this.#wire.signal?.aborted) return this.abandon(aborted(this.#wire.signal));
    try {
      this.#send(open());
    } catch {
      // Its error is not kept: Node quotes the header value or the path that it refused.
      this.abandon(
        new ErpgateError("REQUEST_INVALID", "Node refused to write this request: a header or the path is malformed"),
      );
    }
  }

  #send(request: ClientRequest): void {
    this.#request = request;
    this.#armTimer();
    if (this.#wire.signal) this.#watch(this.#wire.signal);
    request.on("response", (incoming) => this.#answered(incoming));
    request.on("error", (cause) => this.#failed(cause));
    if (this.#wire.body === undefined) request.end();
    else writeBody(request, this.#wire.body);
  }

  #armTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(timeIsUp, Math.min(this.#wire.timeoutMs, MAX_TIMER_MS), this);
  }

  #watch(signal: AbortSignal): void {
    const onAbort = (): void => this.abandon(aborted(signal));
    this.#onAbort = onAbort;
    signal.addEventListener("abort", onAbort, { once: true });
  }

  #answered(incoming: IncomingMessage): void {
    this.status = incoming.statusCode ?? 0;
    this.#incoming = incoming;
    this.#body = new IncomingBody(incoming, () => this.#settled());
    this.#resolve(this);
  }

  #failed(cause: Error): void {
    this.#settled();
    const stale = this.#request?.reusedSocket === true ? "on a kept-alive connection" : "before an answer came";
    if (!this.#body) this.#reject(networkError(cause, stale, this.#request?.socket));
  }

  #settled(): void {
    clearTimeout(this.#timer);
    if (this.#onAbort) this.#wire.signal?.removeEventListener("abort", this.#onAbort);
  }

  /** Ends the exchange with an error of ours. */
  abandon(error: ErpgateError): void {
    this.#settled();
    if (this.#body) this.#body.fail(error);
    else this.#reject(error);
    this.#request?.destroy();
  }

  timeIsUp(): void {
    const what = this.#body ? "the answer was not complete" : "there was no answer";
    this.abandon(new ErpgateError("CALL_TIMEOUT", `${what} after ${this.#wire.timeoutMs} ms`));
  }

  header(name: string): string {
    const value = this.#incoming?.headers[name];
    return typeof value === "string" ? value : (value?.join(", ") ?? "");
  }

  headers(): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.keys(this.#incoming?.headers ?? {}).map((name) => [name, this.header(name)]));
  }

  /** Names and values in turn, as they came. */
  rawHeaders(): readonly string[] {
    return this.#incoming?.rawHeaders ?? [];
  }

  get hasBody(): boolean {
    return this.#wire.method !== "HEAD" && this.status !== 204 && this.status !== 205 && this.status !== 304;
  }

  get url(): string {
    return this.#origin + this.#wire.path;
  }

  get statusText(): string {
    return this.#incoming?.statusMessage ?? "";
  }

  bytes(maxBytes: number): Promise<Uint8Array> {
    return this.#theBody().collect(maxBytes, false);
  }

  text(maxBytes: number): Promise<string> {
    return this.bytes(maxBytes).then(decodeText);
  }

  beginning(maxBytes: number): Promise<Uint8Array> {
    return this.#theBody().collect(maxBytes, true);
  }

  /** The body as a stream. From here on the time limit is one on silence, for a long download is no fault. */
  stream(): ReadableStream<Uint8Array> {
    const body = this.#theBody();
    clearTimeout(this.#timer);
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          this.#armTimer();
          const chunk = await body.next().finally(() => clearTimeout(this.#timer));
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
        cancel: () => body.cancel(),
      },
      { highWaterMark: 0 },
    );
  }

  response(): Response {
    return this.#makeResponse(this);
  }

  plain(): ErpAnswer {
    const { status, statusText, url } = this;
    return { status, statusText, url, headers: readHeaders(this.rawHeaders()), body: () => this.#parts() };
  }

  /** As with `stream`, the time limit is one on silence. */
  async *#parts(): AsyncGenerator<Uint8Array, void, void> {
    const body = this.#theBody();
    let isAtEnd = false;
    try {
      for (;;) {
        this.#armTimer();
        const chunk = await body.next().finally(() => clearTimeout(this.#timer));
        isAtEnd = !chunk;
        if (!chunk) return;
        yield chunk;
      }
    } finally {
      if (!isAtEnd) body.cancel();
    }
  }

  /** A small body has been taken in by itself, and its socket serves the next call; a large one is cut off when time is up. */
  discard(): void {
    return undefined;
  }

  #theBody(): IncomingBody {
    if (!this.#body) throw new Error("unreachable: an answer is handed out only with its body");
    return this.#body;
  }
}

// One function for all timers, so that arming one allocates no closure.
function timeIsUp(exchange: NodeExchange): void {
  exchange.timeIsUp();
}
