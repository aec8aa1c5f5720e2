import { redact } from "@erpgate/client";
import type { Exchange } from "../exchange.ts";

// Paths repeat; one that does not costs its search.
const MOST_KNOWN = 2000;
/** Characters of a path that are shown: enough to recognise it by. */
const LONGEST = 400;

/**
 * Paths as logs and traces may show them. Callers put a key into an address by mistake, so each is searched for secrets, in
 * the one place that does that; what came of it is remembered, because the search costs more than the rest of a line.
 */
export class ShownPaths {
  readonly #known = new Map<string, string>();

  of({ path, mount }: Pick<Exchange, "path" | "mount">): string {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    // Cut last: half a secret would not be known for one.
    const shown = (mount === undefined ? redact(path) : mount.redact(path)).slice(0, LONGEST);
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    if (path.length <= LONGEST) this.#known.set(path, shown);
    return shown;
  }
}
