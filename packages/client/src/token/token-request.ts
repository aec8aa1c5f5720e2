import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import { ErpgateError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { Answer, Endpoint } from "../http/endpoint.ts";
import { readAnswer } from "../http/read-answer.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { isRedirect, redirectError } from "../http/redirect.ts";
import { refusalError } from "../http/refusal.ts";
import type { TokenGrant } from "./token.ts";

/** A token request, before it is sent. All are POSTs that carry a credential. */
export interface TokenRequest {
  readonly endpoint: Endpoint;
  /** Path below the origin. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for the forms that carry the credential in headers. */
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How the answer of one kind of token service is read. Asking and reading are apart, so that each can be tested alone. */
export interface TokenReader {
  /** The grant in a 2xx answer; undefined where there is none. */
  read(answer: ReadAnswer): Omit<TokenGrant, "issuerNowMs" | "isFresh"> | undefined;
  /** What a refusal of this service means. */
  classify(answer: ReadAnswer): Failure;
  readonly secrets: readonly string[];
}

/** Sends a token request on a connection of its own, so that it cannot be lost to one that the server is closing. */
export function sendTokenRequest(request: TokenRequest): Promise<Answer> {
  const { endpoint, path, headers, body, timeoutMs, signal } = request;
  const length = String(process.getBuiltinModule("node:buffer").Buffer.byteLength(body));
  const flat = ["host", endpoint.host, ...Object.entries(headers).flat(), "content-length", length];
  return endpoint.send({
    method: "POST",
    path,
    headers: flat,
    body: body === "" ? undefined : body,
    signal,
    timeoutMs,
    isFresh: true,
  });
}

/** Reads a token service's answer, or throws the error that it amounts to. */
export async function readTokenAnswer(
  request: TokenRequest,
  answer: Answer,
  reader: TokenReader,
  nowMs: number,
): Promise<TokenGrant> {
  const url = request.endpoint.origin + request.path;
  if (isRedirect(answer.status)) throw redirectError("POST", url, answer);
  const read = await readAnswer(answer);
  const grant = read.status >= 200 && read.status <= 299 ? reader.read(read) : undefined;
  if (grant === undefined || !isToken(grant.token)) throw tokenRefusal(request, read, reader, nowMs);
  const issuerNowMs = Date.parse(read.header("date"));
  return { ...grant, isFresh: true, issuerNowMs: Number.isNaN(issuerNowMs) ? undefined : issuerNowMs };
}

/** Whether a text can go out after `Bearer `: printable, without blanks. */
export function isToken(token: string): boolean {
  return /^[\u0021-\u007e]+$/.test(token);
}

function tokenRefusal(request: TokenRequest, answer: ReadAnswer, reader: TokenReader, nowMs: number): ErpgateError {
  const isSuccess = answer.status >= 200 && answer.status <= 299;
  const failure = isSuccess ? plain("TOKEN_ANSWER_UNREADABLE") : reader.classify(answer);
  const { path } = request;
  return refusalError({ failure, method: "POST", path, answer, body: answer.body, secrets: reader.secrets, nowMs });
}

/** A failure in which no token was at fault, because there was none yet. */
export function plain(code: ErpgateErrorCode): Failure {
  return { code, finding: errorTable[code].finding, tokenAtFault: false };
}
