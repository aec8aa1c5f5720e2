/** A TransactionSet as it was sent, in JSON or XML. */
export interface TransactionSet {
  readonly name: string;
  /** Counts at the top level only; inside a transaction it is ignored (documented). */
  readonly ignoreDisabled: boolean;
  readonly transactions: readonly Transaction[];
}

export interface Transaction {
  readonly status: string;
  readonly elements: readonly SentElement[];
  /** Something in it was dropped for standing in the wrong place of an XML body. */
  readonly damaged: boolean;
}

export interface SentElement {
  readonly name: string;
  readonly type: string;
  readonly keys: readonly string[];
  readonly rows: readonly SentRow[];
}

/** Field names and texts, in the order in which they were sent. */
export type SentRow = readonly (readonly [name: string, value: string])[];

/** Which records `transaction/get` asks for. */
export interface StateRequest {
  readonly service: string;
  readonly states: readonly (readonly (readonly [name: string, value: string])[])[];
}
