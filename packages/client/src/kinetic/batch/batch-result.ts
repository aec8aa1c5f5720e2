import { ErpgateError } from "../../errors.ts";
import type { Caller } from "../../http/call.ts";
import type { Answer } from "../../http/endpoint.ts";
import { refusalError } from "../../http/refusal.ts";
import { redact } from "../../redact.ts";
import type { BatchPart, BatchResult, PartAnswer } from "./batch-types.ts";

/** What came of one part, its failure judged by its evidence as that of a call of its own. */
export function batchResult(caller: Caller, part: BatchPart, answer: PartAnswer | undefined): BatchResult {
  const { id } = part;
  const { status, headers = {}, body = "" } = answer ?? {};
  const error = errorOf(caller, part, answer);
  const json = <T>(): T => {
    if (error) throw error;
    return body === "" ? (undefined as T) : parsed<T>(body, id);
  };
  return Object.freeze({ id, status, headers, body, json, error });
}

function parsed<T>(body: string, id: string): T {
  try {
    return JSON.parse(body) as T;
  } catch {
    throw new ErpgateError("ANSWER_NOT_JSON", `part "${id}" of the batch was answered with something else than JSON`);
  }
}

function errorOf(caller: Caller, part: BatchPart, answer: PartAnswer | undefined): ErpgateError | undefined {
  if (answer && answer.status >= 200 && answer.status <= 299) return undefined;
  const path = redact(part.target, caller.dialect.secrets);
  if (!answer) {
    const message = `part "${part.id}" of the batch (${part.method} ${path.split("?")[0] ?? ""}) was not answered`;
    return new ErpgateError("ANSWER_UNRECOGNISED", `${message}: the server may have stopped at a part before it`);
  }
  return named(part, refusalOf(caller, part, answer));
}

function refusalOf(caller: Caller, { method, target }: BatchPart, answer: PartAnswer): ErpgateError {
  const { dialect, runtime } = caller;
  const failure = dialect.classifyFailure(answer, { path: target });
  return refusalError({
    failure,
    method,
    path: target,
    answer: asAnswer(answer),
    body: answer.body,
    secrets: dialect.secrets,
    nowMs: runtime.now(),
  });
}

function named({ id }: BatchPart, error: ErpgateError): ErpgateError {
  const { code, message, status, finding, retryAfterMs, request, response } = error;
  return new ErpgateError(code, `part "${id}" of the batch: ${message}`, {
    status,
    finding,
    retryAfterMs,
    request,
    response,
  });
}

function asAnswer({ status, headers, body }: PartAnswer): Answer {
  const unread = (): never => {
    throw new ErpgateError("ANSWER_UNRECOGNISED", "the part of a batch has been read already");
  };
  return {
    status,
    header: (name) => headers[name] ?? "",
    headers: () => headers,
    text: () => Promise.resolve(body),
    beginning: unread,
    response: unread,
    plain: unread,
    discard: () => undefined,
  };
}
