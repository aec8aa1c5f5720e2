import type { Reason } from "../reason.ts";

/** The answer to a write, as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined: it was too long to be kept. */
  readonly body: Buffer | undefined;
}

const LIFETIME_MS = 24 * 3_600_000;
const MOST_PER_CONSUMER = 1000;
const MOST_BODY_BYTES = 16 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;

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

/** One write that is under way, and what becomes of it. */
export class WriteMemo {
  readonly digest: string;
  readonly atMs: number;
  #state: "running" | "done" | "unknown" = "running";
  #answer: KeptAnswer | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #forget: () => void;
  readonly #mayKeep: (bytes: number) => boolean;

  constructor(digest: string, atMs: number, forget: () => void, mayKeep: (bytes: number) => boolean) {
    this.digest = digest;
    this.atMs = atMs;
    this.#forget = forget;
    this.#mayKeep = mayKeep;
  }

  get state(): "running" | "done" | "unknown" {
    return this.#state;
  }

  get answer(): KeptAnswer | undefined {
    return this.#answer;
  }

  /** The answer has begun. */
  begin(status: number, headers: readonly string[]): void {
    this.#answer = { status, headers, body: undefined };
  }

  /** A part of its body, which may be a view of a buffer that is used again. */
  take(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size <= MOST_BODY_BYTES) this.#chunks.push(Buffer.from(chunk));
  }

  /** The answer is whole. */
  complete(): void {
    if (this.#answer === undefined || this.#state !== "running") return;
    this.#state = "done";
    const isKept = this.#size <= MOST_BODY_BYTES && this.#mayKeep(this.#size);
    this.#answer = { ...this.#answer, body: isKept ? Buffer.concat(this.#chunks) : undefined };
    this.#chunks = [];
  }

  /** It was not made. */
  forget(): void {
    if (this.#state === "running") this.#forget();
  }

  /** There is no whole answer. @param reason why */
  fail(reason: Reason | undefined): void {
    if (this.#state !== "running") return;
    if (reason !== undefined && NOT_SENT.has(reason)) this.#forget();
    else this.#state = "unknown";
    this.#chunks = [];
  }
}

/**
 * Remembers writes by the key that the caller gave them, so that one sent again, because its answer got lost on the way, is
 * not made again. Kept in this process for a day, and for the last thousand keys of each consumer.
 */
export class WriteMemory {
  readonly #now: () => number;
  readonly #byConsumer = new Map<string, Map<string, WriteMemo>>();
  #bytes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns what is known of this key; undefined: nothing, and from now on it is known as being under way */
  find(consumerId: string, connection: string, key: string): WriteMemo | undefined {
    const memos = this.#byConsumer.get(consumerId);
    const memo = memos?.get(idOf(connection, key));
    if (memo === undefined || this.#now() - memo.atMs < LIFETIME_MS) return memo;
    this.#drop(memos, idOf(connection, key));
    return undefined;
  }

  begin(consumerId: string, connection: string, key: string, digest: string): WriteMemo {
    const memos = this.#byConsumer.get(consumerId) ?? new Map<string, WriteMemo>();
    this.#byConsumer.set(consumerId, memos);
    const [oldest] = memos.keys();
    if (memos.size >= MOST_PER_CONSUMER && oldest !== undefined) this.#drop(memos, oldest);
    const id = idOf(connection, key);
    const memo = new WriteMemo(
      digest,
      this.#now(),
      () => this.#drop(memos, id),
      (bytes) => this.#mayKeep(bytes),
    );
    memos.set(id, memo);
    return memo;
  }

  #mayKeep(bytes: number): boolean {
    if (this.#bytes + bytes > MOST_BYTES) return false;
    this.#bytes += bytes;
    return true;
  }

  #drop(memos: Map<string, WriteMemo> | undefined, id: string): void {
    this.#bytes -= memos?.get(id)?.answer?.body?.length ?? 0;
    memos?.delete(id);
  }
}

// A connection's name holds no such character, so no two pairs come to the same text.
const idOf = (connection: string, key: string): string => `${connection}\n${key}`;
