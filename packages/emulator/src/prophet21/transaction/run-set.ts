import { BusinessError } from "../windows/business-error.ts";
import type { ElementEdits, SaveContext } from "../windows/cells.ts";
import { saveRecord } from "../windows/save-record.ts";
import type { WindowService } from "../windows/window-service.ts";
import type { Transaction, TransactionSet } from "./transaction-set.ts";

/** The envelope of every transaction answer: 200 says nothing, Summary says it all (observed). */
export interface TransactionSetResult {
  readonly Messages: readonly string[];
  readonly Results: object | null;
  readonly Summary: { readonly Succeeded: number; readonly Failed: number; readonly Other: number };
}

/** Runs a set: each transaction is all or nothing, and none holds back another (observed). */
export function runSet(set: TransactionSet, service: WindowService, context: SaveContext): TransactionSetResult {
  const outcomes = set.transactions.map((transaction, at) => runOne(transaction, at + 1, service, context));
  const passed = outcomes.filter(({ status }) => status === "Passed").length;
  const results = outcomes.map(({ status, elements }) => ({ DataElements: elements, Documents: null, Status: status }));
  return {
    Messages: outcomes.map(({ message }) => message),
    Results: passed === 0 ? null : { Name: set.name, Transactions: results },
    Summary: { Succeeded: passed, Failed: outcomes.length - passed, Other: 0 },
  };
}

interface Outcome {
  readonly status: "Passed" | "Failed";
  readonly message: string;
  readonly elements: readonly object[];
}

function runOne(transaction: Transaction, number: number, service: WindowService, context: SaveContext): Outcome {
  try {
    // What was dropped from a body is missed only here (observed)
    if (transaction.damaged) throw new BusinessError("Object reference not set to an instance of an object.");
    const { key } = saveRecord(service, editsOf(transaction, service), context);
    return { status: "Passed", message: `Transaction ${number}:: `, elements: echo(transaction, service, key) };
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    return { status: "Failed", message: `Transaction ${number}:: ${error.message}`, elements: [] };
  }
}

function editsOf(transaction: Transaction, service: WindowService): readonly ElementEdits[] {
  return transaction.elements.map(({ name, keys, rows }) => {
    const element = service.elements.find((each) => each.name === name);
    if (element === undefined) throw new BusinessError(`Invalid data element: ${name}`);
    const fields = element.type === "Form" && element === service.elements[0] ? [] : keys;
    return { element, keys: fields, rows: rows.map((row) => new Map(row)) };
  });
}

/** What was sent, with the number that the record got. */
function echo(transaction: Transaction, service: WindowService, key: string): readonly object[] {
  return transaction.elements.map(({ name, type, keys, rows }, at) => ({
    Name: name,
    Type: type,
    Keys: keys,
    Rows: rows.map((row) => {
      const sent = row.filter(([field]) => field !== service.key.field);
      const edits = at === 0 ? [[service.key.field, key] as const, ...sent] : row;
      return { Edits: edits.map(([Name, Value]) => ({ Name, Value })), RelativeDateEdits: [] };
    }),
  }));
}
