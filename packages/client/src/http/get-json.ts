import { isWebPage } from "../answer-members.ts";
import type { CallInit } from "../connection.ts";
import { errorTable } from "../error-table.ts";
import { ErpgateError } from "../errors.ts";
import { redact } from "../redact.ts";
import { makeCall, refusal } from "./call.ts";
import type { AnsweredCall, Caller } from "./call.ts";

/** The most that a parsed answer may weigh. An unfiltered P21 collection was seen at 63 MB (observed): that much, no more. */
const MOST_PARSED_BYTES = 67_108_864;

/** Calls and gives the body of a 2xx answer; any other answer is thrown as its error. */
export async function getText(caller: Caller, path: string, init: CallInit | undefined): Promise<string> {
  const call = await makeCall(caller, path, init);
  if (call.answer.status >= 300) throw await refusal(caller, call);
  return call.answer.text(MOST_PARSED_BYTES);
}

/** Calls and parses. An empty 2xx answer, as to a DELETE, is undefined. */
export async function getJson<T>(caller: Caller, path: string, init: CallInit | undefined): Promise<T> {
  const call = await makeCall(caller, path, init);
  if (call.answer.status >= 300) throw await refusal(caller, call);
  const text = await call.answer.text(MOST_PARSED_BYTES);
  if (text === "") return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    // The parser's own error is not kept: it quotes the text.
    throw notJson(caller, call, text);
  }
}

function notJson(caller: Caller, { method, path, answer }: AnsweredCall, text: string): ErpgateError {
  const code = isWebPage(text) ? "ANSWER_HTML" : "ANSWER_NOT_JSON";
  const clean = redact(path, caller.dialect.secrets);
  const type = JSON.stringify(answer.header("content-type").slice(0, 80));
  const said = `${method} ${clean.split("?")[0] ?? ""} was answered ${answer.status} with content-type ${type}`;
  return new ErpgateError(code, `${errorTable[code].summary} ${said}. ${errorTable[code].fix}`, {
    status: answer.status,
    request: Object.freeze({ method, path: clean }),
  });
}
