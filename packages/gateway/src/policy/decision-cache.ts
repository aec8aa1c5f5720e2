import type { Decision } from "./decision.ts";

// A program uses some dozens of addresses; keys in the path (`Customers('ACME')`) make more. When full, all is forgotten.
const MOST_DECISIONS = 1000;

/** What was decided for one principal, by method and path. Two levels of Map, because a key joined from two texts can be ambiguous. */
export class DecisionCache {
  readonly #byMethod = new Map<string, Map<string, Decision>>();
  #size = 0;

  /** @param path the whole path, connection included, exactly as sent */
  get(method: string, path: string): Decision | undefined {
    return this.#byMethod.get(method)?.get(path);
  }

  set(method: string, path: string, decision: Decision): void {
    if (this.#size >= MOST_DECISIONS) {
      this.#byMethod.clear();
      this.#size = 0;
    }
    const paths = this.#byMethod.get(method) ?? new Map<string, Decision>();
    this.#byMethod.set(method, paths.set(path, decision));
    this.#size += 1;
  }
}
