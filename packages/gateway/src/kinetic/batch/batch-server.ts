// Longer than a screen: from the caller's bytes to the ERP's answer it is one path, and the order of its steps is what makes it safe.
import { randomBytes } from "node:crypto";
import type { BatchCall, BatchServer } from "../../batch-server.ts";
import { originHeaders } from "../../cors.ts";
import { type Injection, loginRefusal, type TokenOutlet } from "../../connections/outlet.ts";
import { refuseLogin } from "../../forward/refuse-login.ts";
import { requestFrom } from "../../connections/request-from.ts";
import { hasBody } from "../../forward/request-headers.ts";
import { readSmallBody } from "../../forward/request-body.ts";
import { responseHeaders } from "../../forward/response-headers.ts";
import { headersOfTrace } from "../../observe/trace-context.ts";
import type { ConsumerRates } from "../../admission/consumer-rates.ts";
import type { SeatOutlet } from "../../admission/seat.ts";
import { companyInPath } from "../call-settings.ts";
import { type AnsweredUnit, passedAnswer, refusedAnswers, writeAnswers } from "./answer-parts.ts";
import { type Batch, BatchMalformed, MOST_PARTS } from "./batch.ts";
import { type JudgedUnit, judgeParts } from "./judge-parts.ts";
import { readJsonAnswers, readJsonBatch } from "./json-batch.ts";
import { readAnswers, readMultipart } from "./multipart.ts";
import { type TracedParts, traceParts } from "./trace-parts.ts";
import { writeRequests } from "./write-requests.ts";

const MOST_REQUEST_BYTES = 1024 * 1024;
const MOST_ANSWER_BYTES = 16 * 1024 * 1024;
/** Of the API's root, or of one service. */
const ADDRESS = /^\/api\/(?:v1|v2\/odata\/[A-Za-z0-9_-]+)(?:\/[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*Svc)?\/\$batch$/i;

/**
 * Kinetic's `$batch`, of which no source says where it is and in which form (claimed to exist); OData's own two forms are
 * taken. Each part is judged as a call of its own. Those that are allowed are written anew and sent; those that are refused
 * are answered in their places, and nothing of them is sent.
 */
export const kineticBatch: BatchServer = {
  isBatch: (method, path) => method === "POST" && path.endsWith("/$batch") && ADDRESS.test(path),
  async serve(call) {
    const { exchange, refuse, mount } = call;
    if (exchange.query !== undefined) return refuse("query.option-refused");
    if (isElsewhere(call)) return refuse("context.pinned");
    const batch = await readBatch(call);
    if (batch instanceof BatchMalformed) {
      exchange.detail = `The batch was not sent: ${batch.message}.`;
      return refuse("batch.malformed");
    }
    const units = judgeParts(batch, call);
    const allowed = units.filter(isAllowed);
    const rateMs = takeParts(mount.admission.rates, call, allowed);
    if (rateMs > 0) {
      exchange.retryAfterMs = rateMs;
      return refuse("rate.exceeded");
    }
    if (allowed.length === 0) return answer(call, batch, units, [], isV1(exchange.path) ? 202 : 200);
    const outlet = mount.outletFor(call.principal);
    if (typeof outlet === "string") return refuse(outlet);
    call.admit((leaving) => send({ ...call, leaving }, batch, units, allowed, outlet));
  },
};

/** Its address names a company, too, and a server may go by that for all parts. */
function isElsewhere({ exchange: { path }, mount, principal: { consumer } }: BatchCall): boolean {
  const company = companyInPath(path.slice(mount.path.length));
  const pinned = consumer.access[mount.name]?.pinned?.["company"];
  return company !== undefined && pinned !== undefined && company !== pinned;
}

const isAllowed = ({ parts }: JudgedUnit): boolean => parts.every(({ reason }) => reason === undefined);
const isV1 = (path: string): boolean => /\/api\/v1\//i.test(path);

async function readBatch({ exchange, headers }: BatchCall): Promise<Batch | BatchMalformed> {
  if (!hasBody(headers)) return new BatchMalformed("it has no body");
  if (headers.waitsForContinue) exchange.response.writeContinue();
  const bytes = await readSmallBody(exchange.request, MOST_REQUEST_BYTES);
  const type = exchange.request.headers["content-type"] ?? "";
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const batch = /^application\/json\b/i.test(type) ? readJsonBatch(text) : readMultipart(type, text);
    const count = batch.units.reduce((sum, { parts }) => sum + parts.length, 0);
    return count > MOST_PARTS ? new BatchMalformed(`it has ${count} parts, and ${MOST_PARTS} are the most`) : batch;
  } catch (error) {
    if (error instanceof BatchMalformed) return error;
    if (error instanceof TypeError) return new BatchMalformed("it is not UTF-8");
    throw error;
  }
}

/** A batch counts for as many calls as it has parts, all of them or none; the first has been counted. */
function takeParts(
  rates: ConsumerRates | undefined,
  { principal, exchange }: BatchCall,
  allowed: readonly JudgedUnit[],
): number {
  const count = allowed.reduce((sum, { parts }) => sum + parts.length, 0);
  const waitMs = count > 1 ? (rates?.take(principal.consumer, count - 1) ?? 0) : 0;
  if (waitMs > 0)
    exchange.detail = `Each part of a batch counts as a call, and this one has ${count}: more than this consumer may make now. Send it again after Retry-After, in smaller batches if it has more parts than the rate has calls.`;
  return waitMs;
}

/** A batch on its way. */
interface SentBatch extends BatchCall {
  readonly leaving: AbortSignal;
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly traced: TracedParts;
}

type Written = ReturnType<typeof writeRequests>;

async function send(
  call: SentBatch,
  batch: Batch,
  units: readonly JudgedUnit[],
  allowed: readonly JudgedUnit[],
  login: TokenOutlet,
): Promise<void> {
  const { exchange, mount, refuse } = call;
  const seat = exchange.seat?.outlet;
  const outlet = seat ?? login;
  const boundary = `batch_${randomBytes(18).toString("hex")}`;
  const { host } = new URL(mount.origin);
  const write = (parts: readonly JudgedUnit[]): Written =>
    writeRequests(batch.form, parts, { basePath: mount.basePath, host, boundary });
  const received = await sendOnce(call, { allowed, write }, { outlet, seat }, true);
  if (received === undefined) return;
  exchange.upstreamStatus = received.status;
  if (exchange.response.destroyed) return received.traced.end();
  if (received.status >= 300) return passWhole(call, received, outlet);
  try {
    const answers = answersOf(batch, allowed, received);
    received.traced.answered(answers);
    return answer(call, batch, units, answers, received.status);
  } catch (error) {
    received.traced.end();
    if (!(error instanceof BatchMalformed)) throw error;
    exchange.note = error.message;
    refuse("upstream.broken");
  }
}

/**
 * Of the caller's own headers none goes along, because a server may apply them to every part. A 401 and the end of a session come before anything was done, so the batch can be sent once more.
 */
async function sendOnce(
  call: SentBatch,
  what: { readonly allowed: readonly JudgedUnit[]; readonly write: (parts: readonly JudgedUnit[]) => Written },
  way: { readonly outlet: TokenOutlet; readonly seat: SeatOutlet | undefined },
  mayRepeat: boolean,
): Promise<Received | undefined> {
  const { exchange, mount, leaving } = call;
  const { outlet, seat } = way;
  const injection = outlet.held() ?? (await obtain(call, outlet));
  if (injection === undefined) return undefined;
  const headers = ["accept", "", "prefer", "odata.continue-on-error", ...headersOfTrace(call.headers.passing)];
  headers.push(...injection.headers);
  exchange.observation?.sending(headers);
  const traced = traceParts(what.allowed, call);
  const written = what.write(traced.units);
  headers[1] = written.contentType.split(";", 1)[0] ?? "";
  headers.push("content-type", written.contentType);
  try {
    const path = mount.basePath + exchange.path.slice(mount.path.length);
    const options = { method: "POST", path, headers, body: written.body, signal: leaving } as const;
    const { statusCode: status, headers: said, body } = await requestFrom(mount.pool, options);
    exchange.observation?.answered(status);
    const text = await readText(body);
    mount.admission.breaker?.answered(status);
    const failure = status >= 400 ? mount.dialect.classifyFailure({ status, headers: {}, body: text }) : undefined;
    const received = { status, headers: said, text, traced };
    if (status < 300) return received;
    traced.end();
    if (failure === undefined || !mayRepeat || exchange.response.destroyed) return received;
    if (seat !== undefined && mount.dialect.concernsSession?.(failure) === true) seat.lost();
    else if (!failure.tokenAtFault || !outlet.refused(injection)) return received;
  } catch (error) {
    traced.end();
    throw error;
  }
  return sendOnce(call, what, way, false);
}

/** @returns undefined where there was no token, and the caller has been told so */
async function obtain({ exchange, refuse, leaving }: SentBatch, outlet: TokenOutlet): Promise<Injection | undefined> {
  try {
    return await outlet.obtain(leaving);
  } catch (error) {
    await refuseLogin(exchange, outlet, error, (_, reason, finding) => refuse(reason, finding));
    return undefined;
  }
}

async function readText(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MOST_ANSWER_BYTES) throw new Error("The answer to the batch is too long.");
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The ERP refused the batch as a whole. */
function passWhole(
  { exchange, mount, refuse }: BatchCall,
  { status, headers, text }: Received,
  outlet: TokenOutlet,
): void {
  const failure = mount.dialect.classifyFailure({ status, headers: {}, body: text });
  if (mount.dialect.concernsLogin(failure, status)) {
    outlet.loginRefused?.(failure);
    return refuse(loginRefusal(outlet, failure.tokenAtFault), failure.finding);
  }
  const { "content-length": _length, "content-encoding": _coding, ...rest } = headers;
  const body = Buffer.from(mount.redact(text), "utf8");
  exchange.response.writeHead(status, [
    ...responseHeaders(rest, mount, exchange.mountUrl),
    ...pageHeaders(exchange),
    "content-length",
    String(body.length),
  ]);
  exchange.response.end(body);
}

/** What the ERP said to each unit that was sent: in their order in multipart, by id in JSON. */
function answersOf(
  batch: Batch,
  allowed: readonly JudgedUnit[],
  { headers, text }: Received,
): readonly AnsweredUnit["answers"][] {
  const type = headers["content-type"];
  if (batch.form === "multipart") return readAnswers(typeof type === "string" ? type : "", text);
  const byId = new Map(readJsonAnswers(text).map((each) => [each.id, each]));
  return allowed.map(({ parts }) => parts.flatMap(({ part }) => byId.get(part.id) ?? []));
}

function answer(
  call: BatchCall,
  batch: Batch,
  units: readonly JudgedUnit[],
  received: readonly AnsweredUnit["answers"][],
  status: number,
): void {
  const { response } = call.exchange;
  let next = 0;
  const answered = units.map((unit): AnsweredUnit => {
    if (!isAllowed(unit)) return { unit, answers: refusedAnswers(unit, call) };
    const answers = (received[next++] ?? []).map((each, at) => passedAnswer(each, unit.parts[at], call));
    return { unit, answers };
  });
  record(call, answered);
  const written = writeAnswers(batch.form, answered, `batchresponse_${randomBytes(18).toString("hex")}`);
  const bytes = Buffer.from(written.body, "utf8");
  response.writeHead(status, [
    "content-type",
    written.contentType,
    "content-length",
    String(bytes.length),
    "cache-control",
    "no-store",
    ...pageHeaders(call.exchange),
  ]);
  response.end(bytes);
}

/** One audit row for each part. */
function record({ recordPart, mount }: BatchCall, answered: readonly AnsweredUnit[]): void {
  let number = 0;
  for (const { unit, answers } of answered) {
    for (const [at, { part, path, reason }] of unit.parts.entries()) {
      const status = (answers[at] ?? answers[0])?.status ?? 0;
      recordPart((number += 1), part.method, mount.path + path, status, reason);
    }
  }
}

const pageHeaders = ({ origin }: BatchCall["exchange"]): readonly string[] =>
  origin === undefined ? [] : originHeaders(origin);
