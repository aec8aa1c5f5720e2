// Longer than a screen: the life of one call, from the caller's words to an answer that is theirs.
import type { CallInit } from "../connection.ts";
import type { Dialect } from "../dialect.ts";
import type { ErpgateErrorCode } from "../error-code.ts";
import { ErpgateError } from "../errors.ts";
import type { FailedCall } from "../failure.ts";
import type { Log } from "../log.ts";
import { redact } from "../redact.ts";
import type { Runtime } from "../runtime.ts";
import type { Authorizer, ReadyHeaders } from "./authorizer.ts";
import type { Answer, Endpoint, WireBody } from "./endpoint.ts";
import { hasHeader, headerOf, mergeHeaders, setHeader } from "./flat-headers.ts";
import type { FlatHeaders } from "./flat-headers.ts";
import { isRedirect, redirectError } from "./redirect.ts";
import { readAnswer } from "./read-answer.ts";
import { refusalError } from "./refusal.ts";
import { isSafe, retryDelayMs } from "./retry.ts";
import type { RetryBudget } from "./retry.ts";
import { readRetryAfterMs } from "./retry-after.ts";
import { waitFor } from "./wait.ts";

/** What calls are made with. */
export interface Caller {
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  readonly authorizer: Authorizer;
  readonly runtime: Runtime;
  readonly budget: RetryBudget;
  readonly timeoutMs: number;
  readonly log: Log | undefined;
}

/** One call on its way. */
interface Call {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly body: WireBody | undefined;
  readonly init: CallInit | undefined;
  readonly startedAtMs: number;
  readonly timeoutMs: number;
  attempts: number;
  isRepaired: boolean;
  /** The headers of the last attempt. */
  sent: FlatHeaders;
}

/** The headers that a call is about to be sent with, and where they came from. */
interface Sending {
  readonly ready: ReadyHeaders;
  readonly flat: FlatHeaders;
}

/** Makes one call and gives its answer, whatever its status but a redirect's. */
export async function makeCall(caller: Caller, path: string, init: CallInit | undefined): Promise<AnsweredCall> {
  const call = readCall(caller, path, init);
  caller.budget.earn();
  try {
    const answer = await attempt(caller, call);
    if (caller.log) logCall(caller, caller.log, call, answer.status);
    return { answer, method: call.method, path: call.path, sent: call.sent };
  } catch (error) {
    if (caller.log) logFailure(caller, caller.log, call, error);
    throw error;
  }
}

/** An answer with what its error would have to name. */
export interface AnsweredCall {
  readonly answer: Answer;
  readonly method: string;
  readonly path: string;
  readonly sent: FlatHeaders;
}

function readCall(caller: Caller, path: string, init: CallInit | undefined): Call {
  const method = init?.method ?? "GET";
  if (!/^[A-Z]{3,10}$/.test(method))
    throw new ErpgateError("REQUEST_INVALID", `"method" must be an HTTP method in capitals, such as "POST"`);
  return {
    method,
    path: caller.dialect.target(path),
    body: init?.body instanceof URLSearchParams ? init.body.toString() : init?.body,
    init,
    startedAtMs: caller.runtime.now(),
    timeoutMs: readTimeoutMs(init?.timeoutMs) ?? caller.timeoutMs,
    attempts: 0,
    isRepaired: false,
    sent: [],
  };
}

/** A caller's own time limit, checked; undefined where there is none. */
export function readTimeoutMs(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || (Number.isInteger(timeoutMs) && timeoutMs > 0)) return timeoutMs;
  throw new ErpgateError("REQUEST_INVALID", `"timeoutMs" must be a whole number of milliseconds above 0`);
}

async function attempt(caller: Caller, call: Call): Promise<Answer> {
  for (;;) {
    call.attempts += 1;
    const sending = await authorize(caller, call);
    call.sent = sending.flat;
    const outcome = await send(caller, call, sending);
    if (outcome.failed === undefined) {
      const answer = await repaired(caller, call, sending, outcome.answer);
      if (answer !== undefined) return answer;
    } else if (!(await mayRepeat(caller, call, outcome))) {
      if (outcome.answer !== undefined) return outcome.answer;
      throw outcome.error;
    }
  }
}

async function authorize(caller: Caller, call: Call): Promise<Sending> {
  const { signal } = call.init ?? {};
  const ready =
    caller.authorizer.held() ?? (await waitFor(caller.authorizer.ready(), signal, remainingMs(caller, call)));
  return { ready, flat: call.init === undefined ? ready.flat : headersOf(caller, call, call.init, ready.flat) };
}

function remainingMs(caller: Caller, call: Call): number {
  return Math.max(1, call.timeoutMs - (caller.runtime.now() - call.startedAtMs));
}

function headersOf(caller: Caller, call: Call, init: CallInit, base: FlatHeaders): FlatHeaders {
  if (init.headers === undefined && call.body === undefined && isSafe(call.method)) return base;
  const flat = mergeHeaders(base, init.headers ?? {}, caller.dialect.secretHeaders);
  const { body } = call;
  if (body !== undefined && !hasHeader(flat, "content-type")) setHeader(flat, "content-type", contentType(init.body));
  // Stated even for an empty body: IIS answers 411 to a POST that states none. A stream has none to state.
  const length = byteLength(body);
  if (length !== undefined && !isSafe(call.method)) setHeader(flat, "content-length", String(length));
  return flat;
}

function contentType(body: CallInit["body"]): string {
  if (typeof body === "string") return "application/json";
  return body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "application/octet-stream";
}

function byteLength(body: WireBody | undefined): number | undefined {
  if (typeof body === "string") return process.getBuiltinModule("node:buffer").Buffer.byteLength(body);
  return body === undefined || body instanceof Uint8Array ? (body?.byteLength ?? 0) : undefined;
}

type Outcome = { readonly failed: undefined; readonly answer: Answer } | FailedOutcome;

type FailedOutcome =
  | { readonly failed: ErpgateErrorCode; readonly answer: Answer; readonly retryAfterMs: number | undefined }
  | {
      readonly failed: ErpgateErrorCode;
      readonly answer: undefined;
      readonly error: ErpgateError;
      readonly retryAfterMs: undefined;
    };

async function send(caller: Caller, call: Call, { flat }: Sending): Promise<Outcome> {
  const { method, path, body, init } = call;
  const timeoutMs = remainingMs(caller, call);
  const wire = { method, path, headers: flat, body, signal: init?.signal, timeoutMs, isFresh: false };
  try {
    const answer = await caller.endpoint.send(wire);
    if (answer.status < 300) return { failed: undefined, answer };
    return judged(caller, call, answer);
  } catch (cause) {
    const error = ErpgateError.is(cause)
      ? cause
      : new ErpgateError("NETWORK_FAILED", "the call could not be sent", { cause });
    return { failed: error.code, answer: undefined, error, retryAfterMs: undefined };
  }
}

function judged(caller: Caller, call: Call, answer: Answer): Outcome {
  if (isRedirect(answer.status)) {
    const error = redirectError(call.method, caller.endpoint.origin + call.path, answer, caller.dialect.slashFinding);
    return { failed: error.code, answer: undefined, error, retryAfterMs: undefined };
  }
  const retryAfterMs = readRetryAfterMs(answer.header("retry-after"), caller.runtime.now());
  if (answer.status === 429) return { failed: "ANSWER_THROTTLED", answer, retryAfterMs };
  if (answer.status >= 502 && answer.status <= 504) return { failed: "ANSWER_GATEWAY_ERROR", answer, retryAfterMs };
  return { failed: undefined, answer };
}

/** Whether the call is to be made again, after the wait that this takes. */
async function mayRepeat(caller: Caller, call: Call, outcome: FailedOutcome): Promise<boolean> {
  const { failed, retryAfterMs, answer } = outcome;
  const { method, attempts } = call;
  const question = {
    attempts,
    method,
    failed,
    retryAfterMs,
    remainingMs: remainingMs(caller, call),
    random: caller.runtime.random(),
  };
  const delayMs = isSendable(call) ? retryDelayMs(question) : undefined;
  if (delayMs === undefined || !caller.budget.spend()) return false;
  answer?.discard();
  caller.log?.({
    event: "call-retried",
    method,
    path: redact(call.path, caller.dialect.secrets),
    reason: failed,
    delayMs,
  });
  await waitFor(caller.runtime.sleep(delayMs, call.init?.signal), call.init?.signal, undefined);
  return true;
}

function isSendable(call: Call): boolean {
  return call.body === undefined || typeof call.body === "string" || call.body instanceof Uint8Array;
}

/**
 * Repairs a refused token once: undefined where the call is to be made again with another token, the answer where it
 * stands. Writes are repeated here, too, though nowhere else: a 401 for the token is the server's word that the call was
 * turned away at the door, so that nothing can have been done.
 */
async function repaired(caller: Caller, call: Call, sending: Sending, answer: Answer): Promise<Answer | undefined> {
  const { authorizer, dialect } = caller;
  if (answer.status !== 401) {
    authorizer.accepted();
    return answer;
  }
  if (dialect.login.kind !== "token") return answer;
  const read = await readAnswer(answer);
  const headers = read.headers();
  const evidence = evidenceOf(call.path, sending.flat);
  if (!dialect.classifyFailure({ status: 401, headers, body: read.body }, evidence).tokenAtFault) return read;
  authorizer.refused(sending.ready.record, Date.parse(read.header("date")));
  if (call.isRepaired || !isSendable(call)) return read;
  call.isRepaired = true;
  const next = authorizer.held() ?? (await anotherToken(caller, call));
  // The same token again: kept because fresh ones are refused as well, or handed out anew by the issuer. Either is final.
  return next === undefined || next.record["authorization"] === sending.ready.record["authorization"]
    ? read
    : undefined;
}

/** Where no other token is to be had, the ERP's own 401 says more than the reason why. */
async function anotherToken(caller: Caller, call: Call): Promise<ReadyHeaders | undefined> {
  try {
    return await waitFor(caller.authorizer.ready(), call.init?.signal, remainingMs(caller, call));
  } catch (error) {
    if (ErpgateError.is(error) && error.code === "CALL_ABORTED") throw error;
    return undefined;
  }
}

/** What a call was made with, as far as refusals are told apart by it. */
function evidenceOf(path: string, sent: FlatHeaders): FailedCall & { readonly token: string } {
  const authorization = headerOf(sent, "authorization") ?? "";
  const [scheme = ""] = authorization.split(" ");
  return {
    path,
    scheme: scheme.toLowerCase(),
    token: authorization.slice(scheme.length + 1),
    accept: headerOf(sent, "accept"),
  };
}

/** The error of an answer that is not 2xx. */
export async function refusal(caller: Caller, { answer, method, path, sent }: AnsweredCall): Promise<ErpgateError> {
  const { body } = await readAnswer(answer);
  const call = evidenceOf(path, sent);
  const failure = caller.dialect.classifyFailure({ status: answer.status, headers: answer.headers(), body }, call);
  // A server may repeat the token, too, which is nobody's option and so not among the dialect's secrets.
  const secrets = [...caller.dialect.secrets, call.token];
  return refusalError({ failure, method, path, answer, body, secrets, nowMs: caller.runtime.now() });
}

function logCall(caller: Caller, log: Log, call: Call, status: number): void {
  const { method } = call;
  const durationMs = caller.runtime.now() - call.startedAtMs;
  log({ event: "call", method, path: redact(call.path, caller.dialect.secrets), status, durationMs });
}

function logFailure(caller: Caller, log: Log, call: Call, error: unknown): void {
  const { method } = call;
  const code = ErpgateError.is(error) ? error.code : "NETWORK_FAILED";
  const durationMs = caller.runtime.now() - call.startedAtMs;
  log({ event: "call-failed", method, path: redact(call.path, caller.dialect.secrets), code, durationMs });
}
