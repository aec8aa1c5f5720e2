import type { ReloadCause } from "@erpgate/gateway";
import type { Sink } from "../command.ts";

/** Something that runs until it is stopped: a gateway with its configuration, or the demo. */
export interface Service extends AsyncDisposable {
  /** The ready line for machines. */
  readonly document: Readonly<Record<string, unknown>>;
  /** What a person sees once it runs. */
  screen(sink: Sink): string;
  /** Reads the configuration again, where there is one; says by itself what came of it. */
  readonly reload?: (cause: ReloadCause) => Promise<unknown>;
  /** Serves what is in flight, then lets go of everything. */
  drain(): Promise<void>;
}
