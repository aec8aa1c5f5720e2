import type { Exchange } from "../../evidence/evidence.ts";
import { readTarget } from "../../evidence/target.ts";
import { failureOf } from "./failure-of.ts";
import type { Carry, ProbeRequest, RawAnswer, Sent } from "./sent.ts";

/** Sends requests and keeps what came of them, so that the rules of `explain` can judge it. */
export interface Recorder {
  send(request: ProbeRequest): Promise<Sent>;
  /** The same as a fetch function: for the client, whose requests are evidence too. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** In the order in which they were sent. */
  readonly all: readonly Sent[];
}

export interface RecorderSettings {
  readonly carry: Carry;
  readonly now: () => number;
  /** For one request, its answer included, in milliseconds. */
  readonly limitMs: number;
}

const MAX_BYTES = 65_536;

export function createRecorder({ carry, now, limitMs }: RecorderSettings): Recorder {
  const all: Sent[] = [];
  const send = async (request: ProbeRequest): Promise<Sent> => {
    const startedAtMs = now();
    const outcome = await attempt(carry, { maxBytes: MAX_BYTES, ...request }, limitMs);
    const sent = recorded(request, outcome, startedAtMs, now() - startedAtMs);
    all.push(sent);
    return sent;
  };
  return { send, all, fetch: (request) => fetchThrough(request, send) };
}

type Outcome = { readonly answer: RawAnswer } | { readonly error: unknown };

async function attempt(carry: Carry, request: ProbeRequest, limitMs: number): Promise<Outcome> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    return { answer: await carry(request, limit) };
  } catch (error) {
    const late = { code: "ETIMEDOUT", message: `no whole answer after ${String(limitMs)} ms` };
    return { error: limit.aborted ? late : error };
  }
}

function recorded(request: ProbeRequest, outcome: Outcome, atMs: number, tookMs: number): Sent {
  const answer = "answer" in outcome ? outcome.answer : undefined;
  return {
    purpose: request.purpose,
    exchange: { request: requestOf(request), response: answer && responseOf(answer), atMs, tookMs },
    failure: "error" in outcome ? failureOf(outcome.error) : undefined,
    status: answer?.status ?? 0,
    body: answer?.body ?? "",
    tookMs,
  };
}

function requestOf({ method, url, headers, body }: ProbeRequest): Exchange["request"] {
  const { host, path, query } = readTarget(url);
  const list = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return { method, host, path, query, headers: list, headersKnown: true, body };
}

function responseOf({ status, headers, body }: RawAnswer): Exchange["response"] {
  const date = headers.find(({ name }) => name.toLowerCase() === "date")?.value ?? "";
  const dateMs = Date.parse(date);
  return {
    status,
    headers,
    body,
    bodyKnown: true,
    substatus: undefined,
    dateMs: Number.isNaN(dateMs) ? undefined : dateMs,
  };
}

async function fetchThrough(request: Request, send: Recorder["send"]): Promise<Response> {
  const body = request.body === null ? undefined : await request.text();
  const sent = await send({
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    ...(body === undefined ? {} : { body }),
    purpose: "sign in",
  });
  const { response } = sent.exchange;
  if (response === undefined)
    throw Object.assign(new Error(sent.failure?.message ?? "no answer"), { code: sent.failure?.code });
  const headers = response.headers.map(({ name, value }): [string, string] => [name, value]);
  const isBare = [204, 205, 304].includes(response.status);
  return new Response(isBare ? null : response.body, { status: response.status, headers });
}
