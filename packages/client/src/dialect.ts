import type { FailedAnswer, Failure } from "./failure.ts";
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

/** A page of OData rows: where it is, and how the rows are found in the answer. */
export interface ODataPager {
  /** Path and query of a page, as `fetch` takes it. */
  page(skip: number, top: number): string;
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
  classifyFailure(answer: FailedAnswer): Failure;
  odata(resource: string, options: ODataOptions, read: ReadText): Promise<ODataPager>;
}
