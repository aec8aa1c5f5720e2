import type { Principal } from "./principal.ts";

const MOST_IN_A_GENERATION = 5000;

/** Whether what was verified before still counts: not yet expired, its consumer neither changed nor revoked. */
export function holds(principal: Principal, nowMs: number): boolean {
  return principal.untilMs > nowMs && principal.consumer.active;
}

/**
 * Remembers verified credentials by their whole text, so that a token costs its signature check once. Only what verified
 * gets in, so no flood of made-up tokens can push anything out. Two generations bound it: when the young one is full it
 * becomes the old one, and what is used again moves back.
 */
export class KnownCredentials {
  #young = new Map<string, Principal>();
  #old = new Map<string, Principal>();

  /** The principal, if it still holds at `nowMs`. One Map look-up for a credential in use. */
  get(text: string, nowMs: number): Principal | undefined {
    const principal = this.#young.get(text) ?? this.#promote(text);
    return principal !== undefined && holds(principal, nowMs) ? principal : undefined;
  }

  set(text: string, principal: Principal): void {
    if (this.#young.size >= MOST_IN_A_GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, principal);
  }

  /** For metrics. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  #promote(text: string): Principal | undefined {
    const principal = this.#old.get(text);
    if (principal === undefined) return undefined;
    this.#old.delete(text);
    this.set(text, principal);
    return principal;
  }
}
