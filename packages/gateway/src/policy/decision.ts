import type { Mount } from "../connections/mount.ts";
import type { TokenOutlet } from "../connections/outlet.ts";
import type { Context, QueryCheck } from "../dialect.ts";
import type { SessionCall } from "../session-desk.ts";

/** A call that may go out: where to, by which login, in which context. */
export interface Decision {
  readonly mount: Mount;
  readonly outlet: TokenOutlet;
  /** The path to send, base path included, query not. */
  readonly upstreamPath: string;
  readonly context: Context;
  /** What the scope says about its query. */
  readonly checkScope: QueryCheck | undefined;
  /** For a call that belongs to a session on a token of its own. */
  readonly session: SessionCall | undefined;
}
