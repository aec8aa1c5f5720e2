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

const LIFETIME_MS = 24 * 3_600_000;
const MOST_PER_CONSUMER = 1000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Remembers writes by the key that the caller gave them, so that one sent again, because its answer got lost on the way, is
 * not made again. Kept in this process for a day, and for the last thousand keys of each consumer.
 */
export class WriteMemory implements WriteLedger {
  readonly #now: () => number;
  readonly #byConsumer = new Map<string, Map<string, Entry>>();
  #bytes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  claim(name: WriteName, digest: string): Promise<KnownWrite | undefined> {
    const entries = this.#byConsumer.get(name.consumerId) ?? new Map<string, Entry>();
    this.#byConsumer.set(name.consumerId, entries);
    const id = idOf(name);
    const known = entries.get(id);
    if (known !== undefined && this.#now() - known.atMs < LIFETIME_MS) return Promise.resolve(known);
    this.#drop(entries, id);
    const [oldest] = entries.keys();
    if (entries.size >= MOST_PER_CONSUMER && oldest !== undefined) this.#drop(entries, oldest);
    entries.set(id, { digest, atMs: this.#now(), state: "running", answer: undefined });
    return Promise.resolve(undefined);
  }

  settle(name: WriteName, outcome: WriteOutcome): Promise<void> {
    const entries = this.#byConsumer.get(name.consumerId);
    const id = idOf(name);
    const entry = entries?.get(id);
    if (entries === undefined || entry?.state !== "running") return Promise.resolve();
    if (outcome.kind === "forgotten") this.#drop(entries, id);
    else if (outcome.kind === "unknown") entries.set(id, { ...entry, state: "unknown" });
    else entries.set(id, { ...entry, state: "done", answer: this.#kept(outcome.answer) });
    return Promise.resolve();
  }

  #kept(answer: KeptAnswer): KeptAnswer {
    const size = answer.body?.length ?? 0;
    if (this.#bytes + size > MOST_BYTES) return { ...answer, body: undefined };
    this.#bytes += size;
    return answer;
  }

  #drop(entries: Map<string, Entry>, id: string): void {
    this.#bytes -= entries.get(id)?.answer?.body?.length ?? 0;
    entries.delete(id);
  }
}

// A connection's name holds no such character, so no two pairs come to the same text.
const idOf = ({ connection, key }: WriteName): string => `${connection}\n${key}`;
