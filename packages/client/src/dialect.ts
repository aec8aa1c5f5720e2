import type { FailedAnswer, FailedCall, Failure } from "./failure.ts";
import type { Caller } from "./http/call.ts";
import type { OpenEndpoint } from "./http/endpoint.ts";
import type { ODataOptions } from "./odata/odata-options.ts";
import type { Runtime } from "./runtime.ts";
import type { TokenIdentity } from "./token/token-key.ts";
import type { ObtainToken } from "./token/token.ts";

/** How a connection is let in: by a header that never changes, or by tokens. */
export type Login =
  | { readonly kind: "header"; readonly authorization: string }
  /** `identity` is undefined where nobody can say what decides the token: then no store keeps it. */
  | { readonly kind: "token"; readonly obtain: ObtainToken; readonly identity: TokenIdentity | undefined };

/** What an auth strategy needs to fetch tokens. */
export interface TokenWorld {
  readonly open: OpenEndpoint;
  readonly runtime: Runtime;
  readonly timeoutMs: number;
}

/** What the members are made of that only one system's connections have. */
export interface ConnectionInside {
  /** Makes the connection's own calls. */
  readonly caller: Caller;
  /** Opens another origin; it is closed with the connection. */
  readonly open: OpenEndpoint;
  /** Ends the connection: for members that have to do something first. */
  readonly close: () => Promise<void>;
}

/** A page of OData rows: where it is, and how the rows are found in the answer. */
export interface ODataPager {
  /**
   * Path and query of a page, as `fetch` takes it.
   *
   * @param last the last row of the page before; undefined for the first page
   */
  page(skip: number, top: number, last?: unknown): string;
  /** Rows a page, and the most rows in all. */
  readonly pageSize: number;
  readonly top: number;
}

/** What {@link Dialect.odata} may ask for on the way: the text of a metadata document. */
export type ReadText = (path: string) => Promise<string>;

/**
 * All that differs between the two systems. Everything outside the folders `kinetic` and `prophet21` knows neither; it knows
 * this.
 */
export interface Dialect {
  readonly system: "kinetic" | "prophet21";
  /** Base URL without a trailing slash. */
  readonly url: string;
  /** Sent with every call, besides Authorization. Lower-case names unless an option spells one. */
  readonly headers: Readonly<Record<string, string>>;
  /** Lower-case names of headers that carry a credential: no call may set them. */
  readonly secretHeaders: ReadonlySet<string>;
  /** What must never be seen in an error or a log. */
  readonly secrets: readonly string[];
  readonly login: Login;
  /** A path as the caller writes it, as a path below the origin. */
  target(path: string): string;
  /** `call.path` is below the origin, as {@link target} gives it. */
  classifyFailure(answer: FailedAnswer, call?: FailedCall): Failure;
  /** The finding for a redirect that does nothing but add the slash at a path's end. */
  readonly slashFinding?: string;
  odata(resource: string, options: ODataOptions, read: ReadText): Promise<ODataPager>;
  /** The members that this system's connections have besides those of every connection, or in their place. */
  members?(inside: ConnectionInside): object;
}
