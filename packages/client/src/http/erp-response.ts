// One long function: the class of a standard has as many members as the standard gives it, and is defined only when needed.
import { decodeText } from "./decode-text.ts";

/** An answer from the wire as a `Response` needs it. At most one of `bytes` and `stream` is called. */
export interface UnreadAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  /** False for answers that cannot have one: to HEAD, and 204, 205, 304. */
  readonly hasBody: boolean;
  /** Names and values in turn. */
  rawHeaders(): readonly string[];
  bytes(maxBytes: number): Promise<Uint8Array>;
  stream(): ReadableStream<Uint8Array>;
}

/** Makes a standard `Response` of an answer. */
export type MakeResponse = (answer: UnreadAnswer) => Response;

/**
 * The maker of responses for one connection. The class is defined on first use, because naming the global `Response` loads
 * all of Node's fetch (20 ms, measured), which a program that only calls `get` never needs.
 */
export function createResponseMaker(): MakeResponse {
  let ErpResponse: (new (answer: UnreadAnswer) => Response) | undefined;
  return (answer) => {
    ErpResponse ??= defineErpResponse();
    return new ErpResponse(answer);
  };
}

/**
 * A `Response` whose body is read straight from the socket's chunks: a web stream for each small JSON answer would cost
 * more than the rest of the call (measured). As soon as somebody asks for the stream itself, a clone or a form, a plain
 * Response over the stream takes over, so every member behaves as the standard says.
 */
function defineErpResponse(): new (answer: UnreadAnswer) => Response {
  // The standard's type declares members as properties, which accessors may not stand for; its prototype has accessors.
  const Base = Response as unknown as new () => object;
  const ErpResponse = class ErpResponse extends Base {
    readonly #answer: UnreadAnswer;
    #isRead = false;
    #plain: Response | undefined;
    #headers: Headers | undefined;

    constructor(answer: UnreadAnswer) {
      super();
      this.#answer = answer;
    }

    get status(): number {
      return this.#answer.status;
    }

    get ok(): boolean {
      return this.#answer.status >= 200 && this.#answer.status <= 299;
    }

    get statusText(): string {
      return this.#answer.statusText;
    }

    get url(): string {
      return this.#answer.url;
    }

    get headers(): Headers {
      this.#headers ??= readHeaders(this.#answer.rawHeaders());
      return this.#headers;
    }

    get bodyUsed(): boolean {
      return this.#isRead || (this.#plain?.bodyUsed ?? false);
    }

    get body(): ReadableStream<Uint8Array> | null {
      return this.#overStream().body;
    }

    clone(): Response {
      const copy = this.#overStream().clone();
      return Object.defineProperty(copy, "url", { value: this.url });
    }

    formData(): ReturnType<Response["formData"]> {
      return this.#overStream().formData();
    }

    async text(): Promise<string> {
      return this.#plain ? this.#plain.text() : decodeText(await this.#read());
    }

    async json(): Promise<unknown> {
      return this.#plain ? this.#plain.json() : JSON.parse(decodeText(await this.#read()));
    }

    async bytes(): Promise<Uint8Array> {
      // A copy: the chunk lies in a buffer that Node shares between many.
      return this.#plain ? this.#plain.bytes() : new Uint8Array(await this.#read());
    }

    async arrayBuffer(): Promise<ArrayBuffer> {
      return this.#plain ? this.#plain.arrayBuffer() : new Uint8Array(await this.#read()).buffer;
    }

    async blob(): Promise<Blob> {
      if (this.#plain) return this.#plain.blob();
      const type = this.headers.get("content-type") ?? "";
      return new Blob([new Uint8Array(await this.#read())], { type });
    }

    #read(): Promise<Uint8Array> {
      if (this.#isRead) return Promise.reject(new TypeError("Body is unusable: Body has already been read"));
      this.#isRead = this.#answer.hasBody;
      return this.#answer.bytes(Infinity);
    }

    #overStream(): Response {
      this.#plain ??= this.#isRead ? spentResponse() : plainResponse(this.#answer, this.headers);
      return this.#plain;
    }
  };
  return ErpResponse as unknown as new (answer: UnreadAnswer) => Response;
}

function readHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? "", raw[at + 1] ?? "");
  return headers;
}

function plainResponse(answer: UnreadAnswer, headers: Headers): Response {
  const { status, statusText } = answer;
  return new Response(answer.hasBody ? answer.stream() : null, { status, statusText, headers });
}

/** What is left once the body was read without a stream: a stream that is used up, which refuses as the standard says. */
function spentResponse(): Response {
  const spent = new Response("");
  void spent.text();
  return spent;
}
