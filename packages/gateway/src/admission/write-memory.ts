/** The answer to a write, as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Undefined: it was too long to be kept. */
  readonly body: Uint8Array | undefined;
}

/** Names a write: by the key that its caller gave it. */
export interface WriteName {
  readonly consumerId: string;
  readonly connection: string;
  readonly key: string;
}

/** What became of a write; `unknown` is one whose answer got lost, `forgotten` one that was certainly not made. */
export type WriteOutcome =
  | { readonly kind: "done"; readonly answer: KeptAnswer }
  | { readonly kind: "unknown" }
  | { readonly kind: "forgotten" };

/** A write that was begun before. */
export interface KnownWrite {
  /** Of everything that decides what it does. */
  readonly digest: string;
  readonly state: "running" | "done" | "unknown";
  /** Of one that is done. */
  readonly answer: KeptAnswer | undefined;
}

/** Remembers writes, here or in the process that does so for several. */
export interface WriteLedger {
  /** @returns what is known of this write; undefined: nothing, and from now on it is known as being under way */
  claim(name: WriteName, digest: string): Promise<KnownWrite | undefined>;
  /** Ends what {@link claim} began. */
  settle(name: WriteName, outcome: WriteOutcome): Promise<void>;
}

interface Entry extends KnownWrite {
  readonly atMs: number;
}

/** The writes of one consumer, the oldest first. */
interface Own {
  readonly entries: Map<string, Entry>;
  /** Of the answers that are kept. */
  bytes: number;
}

const LIFETIME_MS = 24 * 3_600_000;
const MOST_PER_CONSUMER = 1000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Remembers writes by the key that the caller gave them, so that one sent again, because its answer got lost on the way, is
 * not made again. Kept in this process for a day, and for the last thousand keys of each consumer. Where the answers of all
 * take too much room, those of whoever has most go first: one consumer's writes cost no other its answers.
 */
export class WriteMemory implements WriteLedger {
  readonly #now: () => number;
  readonly #mostBytes: number;
  readonly #byConsumer = new Map<string, Own>();
  #bytes = 0;

  constructor(now: () => number, mostBytes: number = MOST_BYTES) {
    this.#now = now;
    this.#mostBytes = mostBytes;
  }

  claim(name: WriteName, digest: string): Promise<KnownWrite | undefined> {
    const own = this.#byConsumer.get(name.consumerId) ?? { entries: new Map<string, Entry>(), bytes: 0 };
    this.#byConsumer.set(name.consumerId, own);
    const id = idOf(name);
    const nowMs = this.#now();
    const known = own.entries.get(id);
    if (known !== undefined && nowMs - known.atMs < LIFETIME_MS) return Promise.resolve(known);
    this.#drop(own, id);
    this.#forgetOld(own, nowMs);
    own.entries.set(id, { digest, atMs: nowMs, state: "running", answer: undefined });
    return Promise.resolve(undefined);
  }

  settle(name: WriteName, outcome: WriteOutcome): Promise<void> {
    const own = this.#byConsumer.get(name.consumerId);
    const id = idOf(name);
    const entry = own?.entries.get(id);
    if (own === undefined || entry?.state !== "running") return Promise.resolve();
    if (outcome.kind === "forgotten") this.#drop(own, id);
    else if (outcome.kind === "unknown") own.entries.set(id, { ...entry, state: "unknown" });
    else this.#keep(own, id, { ...entry, state: "done", answer: outcome.answer });
    return Promise.resolve();
  }

  #keep(own: Own, id: string, entry: Entry): void {
    own.entries.set(id, entry);
    this.#count(own, sizeOf(entry));
    while (this.#bytes > this.#mostBytes) {
      let most = own;
      for (const other of this.#byConsumer.values()) if (other.bytes > most.bytes) most = other;
      this.#forgetAnswer(most);
    }
  }

  /** Of the oldest write whose answer is kept; that it was made stays known. */
  #forgetAnswer(own: Own): void {
    for (const [id, entry] of own.entries) {
      const size = sizeOf(entry);
      if (size === 0 || entry.answer === undefined) continue;
      own.entries.set(id, { ...entry, answer: { ...entry.answer, body: undefined } });
      return this.#count(own, -size);
    }
  }

  /** What has had its day, and what is more than a consumer has room for: never one that is under way, which would then be made again. */
  #forgetOld(own: Own, nowMs: number): void {
    for (const [id, { atMs, state }] of own.entries) {
      const isOld = nowMs - atMs >= LIFETIME_MS;
      if (!isOld && own.entries.size < MOST_PER_CONSUMER) return;
      if (isOld || state !== "running") this.#drop(own, id);
    }
  }

  #drop(own: Own, id: string): void {
    this.#count(own, -sizeOf(own.entries.get(id)));
    own.entries.delete(id);
  }

  #count(own: Own, bytes: number): void {
    own.bytes += bytes;
    this.#bytes += bytes;
  }
}

const sizeOf = (entry: Entry | undefined): number => entry?.answer?.body?.length ?? 0;

// A connection's name holds no such character, so no two pairs come to the same text.
const idOf = ({ connection, key }: WriteName): string => `${connection}\n${key}`;
