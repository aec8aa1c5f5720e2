import type { WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { getJson, getText } from "../../http/get-json.ts";
import { redact } from "../../redact.ts";
import { checkResult } from "./check-result.ts";
import { asyncTransaction } from "./async-transaction.ts";
import type { AsyncTransaction } from "./async-transaction.ts";
import type { TransactionQuery, TransactionResult, TransactionSet } from "./transaction-set.ts";

export type { AsyncTransaction, AsyncWaitInit } from "./async-transaction.ts";

/**
 * The Transaction API. A set is sent once and never again by the client, whatever happens to it: Prophet 21 knows no key by
 * which it would recognise the same set a second time. After a broken connection or a time-out, read back what was written
 * before sending anything again.
 */
export interface Prophet21Transactions {
  /** The services that there are; reports (`m_…`) work and are not listed (observed). */
  services(init?: WaitInit): Promise<unknown>;
  /** A service's fields, with a set to fill in as its `Template`. */
  definition(service: string, init?: WaitInit): Promise<unknown>;
  /** A set with the service's default values. */
  defaults(service: string, init?: WaitInit): Promise<unknown>;
  /** Reads records, in the form in which they would be written. */
  get(query: TransactionQuery, init?: WaitInit): Promise<TransactionSet>;
  /**
   * Writes.
   *
   * @throws {ErpgateError} P21_TRANSACTION_FAILED for an answer of 200 whose summary counts a failure, with the messages
   */
  post(set: TransactionSet, init?: WaitInit): Promise<TransactionResult>;
  /** Hands a set in to be written later; two run at a time by default (documented). */
  postAsync(set: TransactionSet, init?: WaitInit): Promise<AsyncTransaction>;
}

/** @param callerFor gives the caller for the UI server */
export function transactionsAt(callerFor: (init: WaitInit | undefined) => Promise<Caller>): Prophet21Transactions {
  const read = async <T>(path: string, init: WaitInit | undefined): Promise<T> =>
    getJson<T>(await callerFor(init), path, init);
  return Object.freeze({
    services: (init?: WaitInit) => read("/api/v2/services", init),
    definition: async (service: string, init?: WaitInit) => read(`/api/v2/definition/${named(service)}`, init),
    defaults: async (service: string, init?: WaitInit) => read(`/api/v2/defaults/${named(service)}`, init),
    get: async (query: TransactionQuery, init?: WaitInit) =>
      getJson<TransactionSet>(await callerFor(init), "/api/v2/transaction/get", {
        ...init,
        method: "POST",
        body: JSON.stringify(query),
      }),
    post: async (set: TransactionSet, init?: WaitInit) => {
      const body = written(set);
      return post(await callerFor(init), body, init);
    },
    postAsync: async (set: TransactionSet, init?: WaitInit) => {
      const body = written(set);
      return asyncTransaction(await callerFor(init), body, init);
    },
  });
}

async function post(caller: Caller, body: string, init: WaitInit | undefined): Promise<TransactionResult> {
  const path = "/api/v2/transaction";
  const answer = await getText(caller, path, { ...init, method: "POST", body });
  const { dialect } = caller;
  const { secrets } = dialect;
  return checkResult(answer, { method: "POST", path: redact(dialect.target(path), secrets), secrets });
}

function named(service: string): string {
  if (/^\w+$/.test(service)) return service;
  throw new ErpgateError("REQUEST_INVALID", `a service is named as "Order" or "SalesPricePage"`);
}

/**
 * A set as it is sent. Types are for compilers only, and what the server makes of a mistake is silence: a name in another
 * letter case, a number for a text.
 */
function written(set: TransactionSet): string {
  const faults: string[] = [];
  if (typeof set.Name !== "string" || set.Name === "") faults.push(`"Name" must be the service's name`);
  if (!Array.isArray(set.Transactions) || set.Transactions.length === 0) faults.push(`"Transactions" must be a list`);
  const transactions = Array.isArray(set.Transactions) ? set.Transactions : [];
  for (const [at, { Status, DataElements }] of transactions.entries()) {
    if (Status !== undefined && Status !== "New")
      faults.push(`"Transactions[${at}].Status" must be "New", also for changes: the record's key decides`);
    if (!Array.isArray(DataElements)) faults.push(`"Transactions[${at}].DataElements" must be a list`);
  }
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", `the set was not sent: ${faults.join("; ")}`);
  return JSON.stringify({ ...set, Transactions: transactions.map((one) => ({ ...one, Status: "New" })) });
}
