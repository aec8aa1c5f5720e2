import type { Mount } from "../connections/mount.ts";
import type { Outlet } from "../connections/outlet.ts";
import type { Context } from "../dialect.ts";

/** A call that may go out: where to, by which login, in which context. */
export interface Decision {
  readonly mount: Mount;
  readonly outlet: Outlet;
  /** The path to send, base path included, query not. */
  readonly upstreamPath: string;
  readonly context: Context;
}
