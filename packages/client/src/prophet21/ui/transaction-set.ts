/**
 * The Transaction API's own shapes, member for member as they go over the wire. Every `Value` is a text: no other type was
 * seen to work (observed). A member in another letter case is silently not read (documented).
 */
export interface TransactionSet {
  /** The service, as `Order`. */
  readonly Name: string;
  /** @default false: the values are those on the screen */
  readonly UseCodeValues?: boolean;
  /** Lets a transaction go on past disabled fields, which are then not written (observed). */
  readonly IgnoreDisabled?: boolean;
  readonly Transactions: readonly Transaction[];
}

/** One record to write. Each passes or fails by itself. */
export interface Transaction {
  /** `New` for changes as well: the record's key decides. Every other word is refused by the server (observed). @default "New" */
  readonly Status?: "New";
  readonly DataElements: readonly DataElement[];
}

/** One tab's form or grid. */
export interface DataElement {
  /** As `TABPAGE_1.order`. */
  readonly Name: string;
  readonly Type: "Form" | "List";
  /** The fields that tell a grid's rows apart. Without them two rows of the same item become one (observed). */
  readonly Keys?: readonly string[];
  readonly Rows: readonly TransactionRow[];
}

/** A row, as the fields to fill in, in the order of the screen. */
export interface TransactionRow {
  readonly Edits: readonly { readonly Name: string; readonly Value: string; readonly IgnoreIfEmpty?: boolean }[];
  readonly RelativeDateEdits?: readonly unknown[];
}

/** Which records to read. */
export interface TransactionQuery {
  readonly ServiceName: string;
  readonly TransactionStates: readonly {
    readonly DataElementName: string;
    readonly Keys: readonly { readonly Name: string; readonly Value: string }[];
  }[];
}

/** What came of a set in which nothing failed. */
export interface TransactionResult {
  /** One for each transaction, also where there is nothing to say. */
  readonly Messages: readonly string[];
  /** What was sent, with the keys that the server gave. */
  readonly Results: unknown;
  readonly Summary: { readonly Succeeded: number; readonly Failed: number; readonly Other: number };
}
