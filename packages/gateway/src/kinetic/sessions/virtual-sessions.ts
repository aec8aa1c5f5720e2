import { createHash, randomBytes } from "node:crypto";

// Enough for every program that logs in before each call and out after it; what is forgotten counts as open again.
const MOST_ENDED = 10_000;
const RANDOM_BYTES = 8;

/**
 * The sessions that callers believe to have. Kinetic's own belong to the gateway; a caller's Login gets an id that stands for
 * nothing upstream. Half of it is random, half follows from that and from whose it is, so that every process of a gateway
 * knows it again without having kept it; no right hangs on it. Only those that have ended are kept, by the
 * process that saw the Logout.
 */
export class VirtualSessions {
  readonly #ended = new Set<string>();

  /** @returns the id of a new session of this consumer: a GUID */
  open(consumerId: string): string {
    return idOf(randomBytes(RANDOM_BYTES).toString("hex"), consumerId);
  }

  /** Whether it is one of this consumer's, and has not ended. */
  isOpen(id: string, consumerId: string): boolean {
    const bare = id.replaceAll("-", "").toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(bare) || this.#ended.has(bare)) return false;
    return idOf(bare.slice(0, 2 * RANDOM_BYTES), consumerId).replaceAll("-", "") === bare;
  }

  /** @returns whether there was one to end */
  end(id: string, consumerId: string): boolean {
    if (!this.isOpen(id, consumerId)) return false;
    const [oldest] = this.#ended;
    if (this.#ended.size >= MOST_ENDED && oldest !== undefined) this.#ended.delete(oldest);
    this.#ended.add(id.replaceAll("-", "").toLowerCase());
    return true;
  }
}

function idOf(random: string, consumerId: string): string {
  const rest = createHash("sha256").update(`erpgate session\0${random}\0${consumerId}`).digest("hex");
  const hex = random + rest.slice(0, 32 - random.length);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
