import type { IncomingMessage } from "node:http";
import { ErpgateError } from "../errors.ts";
import { networkError } from "./network-error.ts";

/** What is taken in before anybody asks for it: enough that a small answer nobody reads gives its socket back. */
const UNASKED_BYTES = 262_144;

/**
 * The body of an answer, taken in as it comes. A class, because one is made for each call of the data path and a class is
 * the cheapest shape for that. It reads ahead only a little; beyond that the socket waits until somebody asks.
 */
export class IncomingBody {
  readonly #incoming: IncomingMessage;
  readonly #onEnd: () => void;
  #chunks: Buffer[] = [];
  #size = 0;
  #limit: number = UNASKED_BYTES;
  #isEnded = false;
  #error: ErpgateError | undefined;
  #wake: (() => void) | undefined;

  /** @param onEnd called once, when the body has ended or failed */
  constructor(incoming: IncomingMessage, onEnd: () => void) {
    this.#incoming = incoming;
    this.#onEnd = onEnd;
    incoming.on("data", (chunk: Buffer) => this.#take(chunk));
    incoming.on("end", () => this.#end(undefined));
    incoming.on("error", (cause) => this.#end(networkError(cause, "while the answer's body was read")));
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > this.#limit) this.#incoming.pause();
    if (this.#wake && (this.#limit <= 0 || this.#size > this.#limit)) this.#wakeUp();
  }

  #end(error: ErpgateError | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#error ??= error;
    this.#onEnd();
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Ends the body with an error of ours: time is up, or the caller has gone. */
  fail(error: ErpgateError): void {
    this.#error = error;
    this.cancel();
  }

  /**
   * The whole body. Beyond `maxBytes` it rejects with ANSWER_TOO_LARGE, or, with `isCut`, answers what it has.
   */
  collect(maxBytes: number, isCut: boolean): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        if (this.#size > maxBytes) this.cancel();
        if (this.#size > maxBytes && !isCut) return reject(tooLarge(maxBytes));
        if (this.#error && !isCut) return reject(this.#error);
        resolve(this.#drain());
      };
      if (this.#isEnded || this.#size > maxBytes) return finish();
      this.#limit = maxBytes;
      this.#wake = finish;
      this.#incoming.resume();
    });
  }

  /** The next part of the body, whatever its size; undefined at the end. */
  next(): Promise<Buffer | undefined> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        if (this.#size > 0) return resolve(this.#drain());
        if (this.#error) return reject(this.#error);
        resolve(undefined);
      };
      if (this.#isEnded || this.#size > 0) return finish();
      this.#limit = 0;
      this.#wake = finish;
      this.#incoming.resume();
    });
  }

  /** Nobody wants the rest: the connection is given up, since what is still on its way would come first. */
  cancel(): void {
    this.#incoming.destroy();
    this.#end(undefined);
  }

  #drain(): Buffer {
    const [only] = this.#chunks;
    const all =
      this.#chunks.length === 1 && only ? only : process.getBuiltinModule("node:buffer").Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#size = 0;
    return all;
  }
}

function tooLarge(maxBytes: number): ErpgateError {
  return new ErpgateError(
    "ANSWER_TOO_LARGE",
    `the answer is larger than the ${maxBytes} bytes that this call may hold`,
  );
}
