import type { Reason } from "../reason.ts";
import type { KeptAnswer, WriteOutcome } from "./write-memory.ts";

const MOST_BODY_BYTES = 16 * 1024;

// What happens before the ERP could have read the call: whoever sends it again sends it for the first time.
const NOT_SENT: ReadonlySet<Reason> = new Set([
  "seat.none",
  "session.ended",
  "body.too-large",
  "upstream.unreachable",
  "upstream.resting",
  "upstream.login-refused",
  "upstream.login-unavailable",
]);

/** One write that is under way: collects its answer, and says once what became of it. */
export class WriteMemo {
  #answer: Omit<KeptAnswer, "body"> | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #isSettled = false;
  readonly #tell: (outcome: WriteOutcome) => void;

  constructor(tell: (outcome: WriteOutcome) => void) {
    this.#tell = tell;
  }

  /** The answer has begun. */
  begin(status: number, headers: readonly string[]): void {
    this.#answer = { status, headers };
  }

  /** A part of its body, which may be a view of a buffer that is used again. */
  take(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= MOST_BODY_BYTES) this.#chunks.push(Buffer.from(chunk));
  }

  /** The answer is whole. */
  complete(): void {
    if (this.#answer === undefined) return;
    const body = this.#size <= MOST_BODY_BYTES ? Buffer.concat(this.#chunks) : undefined;
    this.#settle({ kind: "done", answer: { ...this.#answer, body } });
  }

  /** It was not made. */
  forget(): void {
    this.#settle({ kind: "forgotten" });
  }

  /** There is no whole answer. @param reason why */
  fail(reason: Reason | undefined): void {
    this.#settle({ kind: reason !== undefined && NOT_SENT.has(reason) ? "forgotten" : "unknown" });
  }

  #settle(outcome: WriteOutcome): void {
    if (!this.#isSettled) this.#tell(outcome);
    this.#isSettled = true;
    this.#chunks = [];
  }
}
