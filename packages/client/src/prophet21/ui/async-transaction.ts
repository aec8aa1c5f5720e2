import { answerMembers } from "../../answer-members.ts";
import type { WaitInit } from "../../connection.ts";
import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import { getText } from "../../http/get-json.ts";
import { waitFor } from "../../http/wait.ts";
import { redact } from "../../redact.ts";
import { checkResult } from "./check-result.ts";
import type { TransactionResult } from "./transaction-set.ts";

/** How long to wait for a set that was handed in. */
export interface AsyncWaitInit extends WaitInit {
  /** For all of it, in milliseconds. @default 600000 */
  readonly timeoutMs?: number;
  /** Between two questions, in milliseconds. @default 2000 */
  readonly everyMs?: number;
}

/** A set that was handed in. */
export interface AsyncTransaction {
  /** The server's `RequestId`. */
  readonly id: string;
  /**
   * Waits until the set has been worked off.
   *
   * @throws {ErpgateError} P21_TRANSACTION_FAILED where it failed or its summary counts a failure; CALL_TIMEOUT where it is
   *   not done in time: then it goes on at the server, and may be waited for again
   */
  wait(init?: AsyncWaitInit): Promise<TransactionResult>;
}

const PATH = "/api/v2/transaction/async";

/** Hands a set in. */
export async function asyncTransaction(
  caller: Caller,
  body: string,
  init: WaitInit | undefined,
): Promise<AsyncTransaction> {
  const members = answerMembers(await getText(caller, PATH, { ...init, method: "POST", body }));
  const id = members.get("RequestId");
  if (id === undefined || id === "") {
    throw new ErpgateError(
      "ANSWER_UNRECOGNISED",
      "the set was handed in, but the answer has no RequestId to ask for it by",
    );
  }
  return Object.freeze({ id, wait: (wait?: AsyncWaitInit) => waitForDone(caller, id, wait) });
}

async function waitForDone(caller: Caller, id: string, init: AsyncWaitInit = {}): Promise<TransactionResult> {
  const { timeoutMs = 600_000, everyMs = 2_000, signal } = init;
  const { runtime } = caller;
  const untilMs = runtime.now() + timeoutMs;
  const path = `${PATH}?id=${encodeURIComponent(id)}`;
  for (;;) {
    const answer = await getText(caller, path, signal ? { signal } : undefined);
    const result = readJob(caller, path, answer);
    if (result !== undefined) return result;
    if (runtime.now() + everyMs > untilMs) {
      throw new ErpgateError("CALL_TIMEOUT", `the set is not done after ${timeoutMs} ms; the server goes on with it`);
    }
    await waitFor(runtime.sleep(everyMs, signal), signal, undefined);
  }
}

/**
 * Undefined while the set is being worked off. `Status` is Active, Complete or Failed (official), or a number of which only
 * that of the finished is sure, and only by the date beside it (documented). The result is a text of JSON in `Messages`.
 */
function readJob(caller: Caller, path: string, answer: string): TransactionResult | undefined {
  const members = answerMembers(answer);
  const status = members.get("Status") ?? "";
  if (!/^(?:Complete|Failed)$/i.test(status) && (members.get("CompletedDate") ?? "") === "") return undefined;
  const { dialect } = caller;
  const { secrets } = dialect;
  const source = { method: "GET", path: redact(dialect.target(path), secrets), secrets };
  const inner = members.get("Messages") ?? "";
  if (inner.trimStart().startsWith("{")) return checkResult(inner, source);
  const failed = /^Failed$/i.test(status) ? 1 : 0;
  const summary = { Succeeded: 1 - failed, Failed: failed, Other: 0 };
  return checkResult(
    JSON.stringify({ Messages: inner === "" ? [] : [inner], Results: null, Summary: summary }),
    source,
  );
}
