import { originHeaders } from "./cors.ts";
import type { Mount } from "./connections/mount.ts";
import type { Refusal, RefusalBody } from "./dialect.ts";
import { type Exchange, REQUEST_ID } from "./exchange.ts";
import type { FindingText } from "./finding-text.ts";
import { endWith } from "./last-answer.ts";
import { PROBLEM_JSON, problemMembers } from "./problem-body.ts";
import { type Problem, problemOf } from "./problem.ts";
import type { Reason } from "./reason.ts";

/**
 * Answers a request that is not answered by the ERP. On a connection's mount the answer carries the ERP's own error
 * members and status as well, in the ERP's own form.
 */
export function refuse(exchange: Exchange, reason: Reason, findings: FindingText, finding?: string): void {
  const { response, mount } = exchange;
  exchange.reason = reason;
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { path, method } = exchange;
  const below = mount === undefined ? path : path.slice(mount.path.length);
  const body = refusalBodyOf(exchange, { reason, method, path: below, finding }, findings);
  writeRefusal(exchange, exchange.twoRefusals && body.status !== 401 ? { ...body, status: 403 } : body, reason);
}

/** What was refused: a request, or one that stands in a batch. */
export interface Refused {
  readonly reason: Reason;
  readonly method: string;
  /** Below the connection's base URL. */
  readonly path: string;
  readonly finding: string | undefined;
}

/** The answer to what was refused, not written yet. */
export function refusalBodyOf(exchange: Exchange, refused: Refused, findings: FindingText): RefusalBody {
  const { mount } = exchange;
  const { reason, path } = refused;
  const known = problemOf(reason);
  const problem = exchange.detail === undefined ? known : { ...known, detail: exchange.detail };
  const id = refused.finding ?? mount?.dialect.findingOf(reason) ?? problem.finding;
  const refusal: Refusal = {
    problem,
    finding: id,
    fix: fixOf(mount, problem, refused) ?? (id === undefined ? undefined : findings(id)?.fix),
    requestId: exchange.requestId,
    scheme: exchange.request.headers.authorization?.split(" ", 1)[0]?.toLowerCase(),
    accept: exchange.request.headers.accept,
    path,
  };
  return mount === undefined ? ownBody(refusal) : mount.dialect.refusalBody(refusal);
}

/** The gateway's own advice, first in the words of the connection's ERP. */
function fixOf(mount: Mount | undefined, problem: Problem, { method, path }: Refused): readonly string[] | undefined {
  const fix = mount?.dialect.fixOf?.(problem.reason, method, path) ?? problem.fix;
  return fix?.map((step) => step.replaceAll("CONNECTION", mount?.name ?? "CONNECTION"));
}

function writeRefusal(exchange: Exchange, body: RefusalBody, reason: Reason): void {
  const { response, request, origin, retryAfterMs } = exchange;
  const bytes = Buffer.from(body.body, "utf8");
  const headers = [
    "content-type",
    body.contentType,
    "content-length",
    String(bytes.length),
    "cache-control",
    "no-store",
    REQUEST_ID,
    exchange.requestId,
  ];
  if (origin !== undefined) headers.push(...originHeaders(origin));
  const challenge = body.challenge === undefined ? undefined : (exchange.challenge ?? body.challenge);
  if (challenge !== undefined) headers.push("www-authenticate", challenge);
  if (retryAfterMs !== undefined) headers.push("retry-after", String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  if (reason === "method.not-allowed") headers.push("allow", "GET, HEAD, POST, PUT, PATCH, MERGE, DELETE");
  // What is left of a body is not waited for: the connection ends with the answer. A request that surely has none carries on,
  // also before the parser has come to its end, or who asks again and again would pay for a TLS handshake each time.
  if (!request.complete && !exchange.isBodiless) endWith(response);
  response.writeHead(body.status, headers);
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function ownBody(refusal: Refusal): RefusalBody {
  const { status } = refusal.problem;
  const challenge = status === 401 ? 'Bearer realm="erpgate"' : undefined;
  return { status, contentType: PROBLEM_JSON, body: JSON.stringify(problemMembers(refusal, status)), challenge };
}
