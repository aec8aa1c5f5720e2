/** What `odata()` asks for. Texts are OData's own and go out as they are, percent-encoded. */
export interface ODataOptions {
  /** Columns. Default: all. */
  readonly select?: readonly string[];
  /** An OData filter, as `CustNum gt 5`. */
  readonly filter?: string;
  /** Columns to sort by, as `CustID` or `["Company", "CustNum desc"]`. Pages need an order without ties. */
  readonly orderby?: string | readonly string[];
  /**
   * The columns that together tell every row from every other. Prophet 21 cuts its pages by them, each beginning after the
   * last row of the one before, so that rows which come or go meanwhile shift nothing; Kinetic sorts by them.
   */
  readonly key?: string | readonly string[];
  /** The most rows in all. Default: every row. */
  readonly top?: number;
  /** Rows to leave out first. @default 0 */
  readonly skip?: number;
  /** Related entities to bring along. Kinetic only; Prophet 21 has none. */
  readonly expand?: readonly string[];
  /** Rows a request. @default 100, which is what Kinetic answers unasked */
  readonly pageSize?: number;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
  /** For each request, in milliseconds. @default the connection's */
  readonly timeoutMs?: number;
}
