import type { WriteLedger } from "../admission/write-memory.ts";
import type { Configuration } from "../reload/prepare.ts";
import type { StageOptions } from "../reload/reloader.ts";
import type { ReloadResult } from "../reload/reload-result.ts";
import type { Store } from "../store/store.ts";
import type { Load } from "./balance.ts";
import type { SessionOwners } from "./session-owners.ts";
import type { StoreCalls } from "./store-calls.ts";

/** What a worker is told of the gateway that it belongs to. */
export interface GatewayOfWorkers {
  /** When it was started, in epoch milliseconds. */
  readonly startedAtMs: number;
  /** With which its workers know each other. */
  readonly secret: string;
}

/** Where a worker serves. */
export interface WorkerAddress {
  readonly url: string;
  readonly verifyUrl: string | undefined;
  readonly mountUrls: Readonly<Record<string, string>>;
  /** Its own administration, for the primary alone. */
  readonly adminUrl: string;
}

/** What a worker does when the primary says so. */
export type WorkerCalls = {
  readonly start: (
    configuration: Configuration,
    store: Pick<Store, "kind" | "location">,
    gateway: GatewayOfWorkers,
  ) => Promise<WorkerAddress>;
  /** The first half of a reload; then comes one of the other two. */
  readonly stage: (configuration: Configuration, options: StageOptions) => Promise<ReloadResult>;
  readonly commit: () => Promise<void>;
  readonly abandon: () => Promise<void>;
  /** A consumer or a key was changed. Resolves when that is in force. */
  readonly changed: () => Promise<void>;
  /** What there was to do since it was asked before. */
  readonly load: () => Load;
  /** So many connections are to end with their next answer. */
  readonly letGo: (count: number) => void;
  readonly drain: () => Promise<void>;
};

/** What the primary does when a worker says so. */
export type PrimaryCalls = StoreCalls & {
  readonly writesClaim: WriteLedger["claim"];
  readonly writesSettle: WriteLedger["settle"];
  readonly sessionOwner: SessionOwners["ownerOf"];
};
