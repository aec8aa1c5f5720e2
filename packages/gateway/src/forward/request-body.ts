import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** The caller sent more than the gateway takes. */
export class BodyTooLarge extends Error {}
/** The caller left before its body was complete. */
export class BodyCut extends Error {}

/**
 * A request's body on its way out. undici destroys the body stream when the ERP answers early or fails, and destroying a
 * node:http request takes the caller's socket, and the answer, with it: so undici is given this stand-in.
 */
export class RequestBody extends Readable {
  readonly #request: IncomingMessage;
  #left: number;

  /** @param mostBytes past which the body fails with {@link BodyTooLarge} */
  constructor(request: IncomingMessage, mostBytes: number) {
    super();
    this.#request = request;
    this.#left = mostBytes;
    request.on("data", (chunk: Buffer) => this.#take(chunk));
    request.on("end", () => this.push(null));
    request.on("close", () => {
      if (!request.complete) this.destroy(new BodyCut("The caller left before its body was complete."));
    });
    request.pause();
  }

  override _read(): void {
    this.#request.resume();
  }

  /** What is still to come is read and forgotten, so that the connection can carry the next request. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#request.removeAllListeners("data");
    this.#request.resume();
    callback(error);
  }

  #take(chunk: Buffer): void {
    this.#left -= chunk.length;
    if (this.#left < 0) this.destroy(new BodyTooLarge("The request body is larger than this gateway takes."));
    else if (!this.push(chunk)) this.#request.pause();
  }
}

/** Reads a whole small body. @throws BodyTooLarge, BodyCut */
export async function readSmallBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of new RequestBody(request, mostBytes)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
