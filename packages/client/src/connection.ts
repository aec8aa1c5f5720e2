import type { ODataOptions } from "./odata/odata-options.ts";
import type { AccessToken } from "./token/token.ts";

/** How long a caller is willing to wait. */
export interface WaitInit {
  /** Ends this wait, and only this one: what others wait for goes on. */
  readonly signal?: AbortSignal;
  /** In milliseconds. @default the connection's `timeoutMs` */
  readonly timeoutMs?: number;
}

/** One call. */
export interface CallInit extends WaitInit {
  /** @default "GET" */
  readonly method?: string;
  /** Laid over the connection's own; those that carry its credential cannot be set. */
  readonly headers?: Readonly<Record<string, string>> | Iterable<readonly [string, string]>;
  /**
   * Text goes out as `application/json` unless a header says otherwise. A stream is sent once and never again, so a call
   * that carries one is not repeated after its token was refused.
   */
  readonly body?: string | Uint8Array | URLSearchParams | ReadableStream<Uint8Array>;
}

/** An answer as it came, its body not read yet. */
export interface ErpAnswer {
  readonly status: number;
  readonly statusText: string;
  /** What was asked for. */
  readonly url: string;
  /** Names in lower case and in order; a name that came more than once is there once, but for `set-cookie`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The body, part by part as it comes, and once. Whoever stops early ends the download. */
  body(): AsyncIterable<Uint8Array>;
}

/** A way into one ERP, made by `connect`. It sets no timer and holds no process open; `close()` ends its sockets. */
export interface Connection extends AsyncDisposable {
  readonly system: "kinetic" | "prophet21";
  /** The base URL, without a trailing slash. */
  readonly url: string;
  /**
   * Calls the ERP, let in. Answers of any status are returned, but for redirects, which are refused. A refused token is
   * replaced and the call repeated once; reads are repeated after passing faults, writes never.
   *
   * @param path Kinetic: relative to the API root, as `Erp.BO.CustomerSvc/Customers?$top=1`. Beginning with `/`: below the
   *   base URL, as it stands; for Prophet 21 always so.
   * @throws {ErpgateError} where there is no answer or no token; every code but those of a refused call
   */
  fetch(path: string, init?: CallInit): Promise<Response>;
  /**
   * The same without a `Response`, for a program that is started for one call: the mere name of that class loads all of
   * Node's fetch, which takes as long as half of Node's start (measured).
   */
  send(path: string, init?: CallInit): Promise<ErpAnswer>;
  /**
   * Calls the ERP and gives the parsed JSON, undefined for an empty answer. At most 64 MiB.
   *
   * @throws {ErpgateError} also for an answer that is not 2xx, with a code decided by its evidence
   */
  get<T = unknown>(path: string, init?: CallInit): Promise<T>;
  /**
   * Reads rows page by page, past the 100 that Kinetic answers unasked.
   *
   * @param resource Kinetic: `Erp.BO.CustomerSvc/Customers` or `BaqSvc/MyBaq/Data`; Prophet 21: `table/supplier`, `view/…`
   */
  odata<T = Record<string, unknown>>(resource: string, options?: ODataOptions): AsyncIterable<T>;
  /** A valid token; undefined where the login has none (Basic). */
  token(init?: WaitInit): Promise<AccessToken | undefined>;
  /** Every header that lets a call in, for another HTTP library; the names are lower case. Frozen; valid now, so ask again for each call. */
  headers(init?: WaitInit): Promise<Readonly<Record<string, string>>>;
  /**
   * The same at once: the same frozen object as long as the token in hand is valid, and its renewal is started in the
   * background when that is due. Undefined where `headers()` must be awaited.
   */
  heldHeaders(): Readonly<Record<string, string>> | undefined;
  /** Tells the connection that the ERP refused the token in these headers: it is dropped if it is still the current one. */
  refused(headers: Readonly<Record<string, string>>): void;
  /**
   * Tells the connection that a call with the token in hand was let in. Who makes calls by another HTTP library and says when they
   * are refused should say this as well: refusals in a row are repaired more and more slowly.
   */
  accepted(): void;
  /** Ends sockets and what waits. Calls after it are refused. */
  close(): Promise<void>;
}
