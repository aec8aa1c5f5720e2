import type { ErpAnswer } from "../connection.ts";
import { ErpgateError } from "../errors.ts";
import { MAX_TIMER_MS } from "../runtime.ts";
import { decodeText } from "./decode-text.ts";
import type { Answer, Endpoint, WireRequest } from "./endpoint.ts";
import { networkError } from "./network-error.ts";
import { aborted } from "./wait.ts";

/** An endpoint over a fetch function: an emulator in the same process, or a test. */
export function openFetchEndpoint(url: URL, fetch: (request: Request) => Promise<Response>): Endpoint {
  return {
    origin: url.origin,
    host: url.host,
    send: (wire) => send(url.origin, wire, fetch),
    close: () => undefined,
  };
}

async function send(
  origin: string,
  wire: WireRequest,
  fetch: (request: Request) => Promise<Response>,
): Promise<Answer> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(timeIsUp(wire.timeoutMs)), Math.min(wire.timeoutMs, MAX_TIMER_MS));
  const signal = wire.signal ? AbortSignal.any([limit.signal, wire.signal]) : limit.signal;
  try {
    // A fetch function need not look at the signal, so it is waited for here as well.
    const response = await Promise.race([fetch(toRequest(origin, wire, signal)), rejection(signal)]);
    return new FetchAnswer(response);
  } catch (cause) {
    if (signal.aborted) throw aborted(signal);
    throw networkError(cause, "in the fetch function that was given");
  } finally {
    clearTimeout(timer);
  }
}

function timeIsUp(timeoutMs: number): ErpgateError {
  return new ErpgateError("CALL_TIMEOUT", `there was no answer after ${timeoutMs} ms`);
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(aborted(signal));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/** `host`, `connection` and `content-length` belong to the wire; a Request refuses or ignores them. */
function toRequest(origin: string, wire: WireRequest, signal: AbortSignal): Request {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < wire.headers.length; at += 2) {
    const name = wire.headers[at] ?? "";
    if (!/^(?:host|connection|content-length)$/i.test(name)) headers.push([name, wire.headers[at + 1] ?? ""]);
  }
  const { method, body } = wire;
  // A view into a larger buffer is copied; a stream needs to be told that nobody reads the answer before it has ended.
  const sent = body instanceof Uint8Array ? new Uint8Array(body) : body;
  const init = { method, headers, redirect: "manual" as const, signal, duplex: "half" as const };
  return new Request(origin + wire.path, sent === undefined ? init : { ...init, body: sent });
}

/** A Response as an {@link Answer}. */
class FetchAnswer implements Answer {
  readonly status: number;
  readonly #response: Response;

  constructor(response: Response) {
    this.#response = response;
    this.status = response.status;
  }

  header(name: string): string {
    return this.#response.headers.get(name) ?? "";
  }

  headers(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#response.headers);
  }

  async text(maxBytes: number): Promise<string> {
    const { bytes, isWhole } = await readAtMost(this.#response, maxBytes);
    if (isWhole) return decodeText(bytes);
    throw new ErpgateError(
      "ANSWER_TOO_LARGE",
      `the answer is larger than the ${maxBytes} bytes that this call may hold`,
    );
  }

  async beginning(maxBytes: number): Promise<Uint8Array> {
    const { bytes } = await readAtMost(this.#response, maxBytes).catch(() => ({ bytes: new Uint8Array() }));
    return bytes.subarray(0, maxBytes);
  }

  response(): Response {
    return this.#response;
  }

  plain(): ErpAnswer {
    const { status, statusText, url, headers, body } = this.#response;
    return { status, statusText, url, headers: [...headers], body: () => partsOf(body) };
  }

  discard(): void {
    this.#response.body?.cancel().catch(() => undefined);
  }
}

async function* partsOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void, void> {
  if (body) yield* body;
}

async function readAtMost(response: Response, maxBytes: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = response.body as ReadableStream<Uint8Array> | null;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return { bytes: process.getBuiltinModule("node:buffer").Buffer.concat(chunks), isWhole: size <= maxBytes };
}
