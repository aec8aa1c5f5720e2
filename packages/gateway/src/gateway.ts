import type { Runtime } from "@erpgate/client";
import { createAdmin } from "./admin/create-admin.ts";
import { createClosingList } from "./closing-list.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { GatewayLog } from "./event.ts";
import type { Keyring } from "./keys/keyring.ts";
import type { WriteText } from "./observe/line-writer.ts";
import type { Configuration } from "./reload/prepare.ts";
import type { ReloadCause } from "./reload/reload-record.ts";
import type { ReloadResult } from "./reload/reload-result.ts";
import { startServing } from "./serving.ts";
import { openStore } from "./store/open-store.ts";
import type { Store } from "./store/store.ts";

export interface GatewayOptions extends Configuration {
  /**
   * Reads the configuration anew, for `reload()` and for `POST /reload` at the administration. Without it there is
   * nothing to read.
   */
  readonly readAgain?: () => Promise<Configuration>;
  /** For tests: the clock; `fetch` serves token requests alone, the data path has its own sockets. */
  readonly runtime?: Partial<Runtime>;
  /** @default silence */
  readonly log?: GatewayLog;
  /** Takes the lines of `gateway.log` to their stream. @default writes them to this process's own */
  readonly writeText?: WriteText;
}

export interface RunningGateway extends AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly adminUrl: string;
  /** Where engines ask; undefined where that is not configured. */
  readonly verifyUrl: string | undefined;
  /** Where connections with a port of their own listen, by connection. */
  readonly mountUrls: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly consumers: ConsumerDirectory;
  /**
   * Puts another configuration in force, or the one that is read again. It is checked whole first. New requests go by the
   * new one from one moment to the next, running ones finish by the old; what is the same keeps its tokens and sockets.
   * Reloads take turns. Each has its audit row and its log line, also when it fails; they say who asked for it.
   * @param next undefined: what `readAgain` reads
   * @param cause default: the program that it runs in
   * @returns what is different
   * @throws ErpgateError or ConfigError `CONFIG_INVALID` with every fault; ReloadError `RESTART_REQUIRED` with the options
   * that cannot change while it runs, `RELOAD_UNAVAILABLE`. Nothing was changed then.
   */
  reload(next?: Configuration, cause?: ReloadCause): Promise<ReloadResult>;
  /** Takes nothing new, finishes what runs (up to `limits.drainTimeoutMs`), writes the audit trail out, and closes. */
  drain(): Promise<void>;
}

/**
 * Starts a gateway.
 * @throws ErpgateError `CONFIG_INVALID` listing every fault; StoreError where the store or its key file cannot be used
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const opened = createClosingList();
  const { log = () => undefined } = options;
  try {
    const serving = await startServing({ ...options, openStore: (location) => openStore(location) }, opened);
    const admin = createAdmin(serving.subjects, options.config);
    opened.defer(() => admin.close(0));
    const adminUrl = await admin.bind("gateway.admin", options.config.admin);
    serving.warmUp();
    const { url, verifyUrl, mountUrls, records, reloader, drain } = serving;
    log({ level: "info", event: "gateway.started", message: `Listening at ${url}, administration at ${adminUrl}.` });
    const { store, keyring, consumers } = records;
    const own = { url, adminUrl, verifyUrl, mountUrls, store, keyring, consumers };
    return { ...own, reload: reloader.reload, drain, [Symbol.asyncDispose]: drain };
  } catch (error) {
    await opened.closeAll().catch(() => undefined);
    throw error;
  }
}
