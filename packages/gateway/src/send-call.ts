import { admitToSeat } from "./admission/admit-to-seat.ts";
import { rememberWrite } from "./admission/remember-write.ts";
import type { SeatBook } from "./admission/seat-book.ts";
import type { Exchange } from "./exchange.ts";
import { failExchange, failStep } from "./fail-exchange.ts";
import type { SessionRoutes } from "./cluster/session-routes.ts";
import { hasBody, type RequestHeaders } from "./forward/request-headers.ts";
import type { FrontParts } from "./front-parts.ts";
import { renewPrincipal } from "./identity/renew-principal.ts";
import { decide } from "./policy/decide.ts";
import type { Decision } from "./policy/decision.ts";
import { checkCallQuery } from "./policy/query.ts";
import type { Reason } from "./reason.ts";
import { refuse } from "./refuse.ts";
import type { SessionCall } from "./session-desk.ts";
import { guardedStep, stepAfter } from "./steps.ts";

/** Sends a call that its scope allows, once it has passed what is looked at in each request. No closure is made where that is all. */
export function sendCall(exchange: Exchange, decision: Decision, headers: RequestHeaders, parts: FrontParts): void {
  if (decision.session !== undefined && parts.routes !== undefined && !parts.onlyVerifies)
    void sendToOwner(exchange, decision, headers, parts, parts.routes);
  else sendHere(exchange, decision, headers, parts);
}

/** A session's calls come to whichever process a connection leads to; they belong to the one that has it, which judges and counts them itself. */
async function sendToOwner(
  exchange: Exchange,
  decision: Decision,
  headers: RequestHeaders,
  parts: FrontParts,
  routes: SessionRoutes,
): Promise<void> {
  try {
    const owner = await routes.elsewhere(exchange);
    if (owner === undefined) return sendHere(exchange, decision, headers, parts);
    const { connection } = exchange.entrance;
    const isAtPort = connection !== undefined && parts.entrances.byPort.get(connection) === exchange.entrance;
    const wasAnswered = await routes.handOver(exchange, headers, { owner, port: isAtPort ? connection : undefined });
    if (!wasAnswered && !exchange.response.destroyed) refuse(exchange, "session.lost", parts.findings());
  } catch (error) {
    failStep(exchange, error, parts);
  }
}

function sendHere(exchange: Exchange, decision: Decision, headers: RequestHeaders, parts: FrontParts): void {
  const { admission } = decision.mount;
  const ready = admission.ready(exchange);
  if (ready !== undefined) return stepAfter(ready, exchange, parts, () => sendHere(exchange, decision, headers, parts));
  const reason = checkCall(exchange, decision, headers, parts.mostBodyBytes) ?? admission.check(exchange);
  if (reason !== undefined) refuse(exchange, reason, parts.findings());
  else if (parts.onlyVerifies) tellEngine(exchange, decision, headers, parts);
  else if (headers.idempotencyKey !== undefined && !isSafe(exchange.method))
    remember(exchange, decision, headers, parts, headers.idempotencyKey);
  else dispatch(exchange, decision, headers, parts);
}

/** What has to be looked at in each request, however often its address was allowed. */
function checkCall(
  { method, query }: Exchange,
  decision: Decision,
  headers: RequestHeaders,
  mostBodyBytes: number,
): Reason | undefined {
  // A body on GET means something else to every server on the way, and to most smuggling attacks something too.
  if ((method === "GET" || method === "HEAD") && hasBody(headers)) return "body.not-allowed";
  if (headers.contentLength > mostBodyBytes) return "body.too-large";
  return checkCallQuery(query, decision.context, decision.checkScope);
}

/** A seat is given back, and a session's turn ends, when the call ends; where another engine carries it nobody would know. */
function tellEngine(exchange: Exchange, decision: Decision, headers: RequestHeaders, parts: FrontParts): void {
  const ends = decision.session !== undefined || decision.mount.admission.seats !== undefined;
  if (ends) refuse(exchange, "verify.unsupported", parts.findings());
  else parts.forwarder.forward(exchange, decision, headers);
}

/** A write that is to be made once, however often it comes. */
function remember(
  exchange: Exchange,
  decision: Decision,
  headers: RequestHeaders,
  parts: FrontParts,
  key: string,
): void {
  if (decision.session !== undefined) return refuse(exchange, "idempotency.malformed", parts.findings());
  const write = {
    exchange,
    connection: decision.mount.name,
    headers,
    key,
    forward: () => dispatch(exchange, decision, headers, parts),
    refuse: (reason: Reason) => refuse(exchange, reason, parts.findings()),
  };
  rememberWrite(parts.writes, write).catch((error: unknown) => failStep(exchange, error, parts));
}

function dispatch(exchange: Exchange, decision: Decision, headers: RequestHeaders, parts: FrontParts): void {
  const { admission } = decision.mount;
  if (decision.session !== undefined) serveSession(exchange, decision, headers, parts, decision.session);
  else if (admission.seats === undefined) parts.forwarder.forward(exchange, decision, headers);
  else seat(exchange, decision, headers, parts, admission.seats);
}

/** Where calls need a seat: at once if one is free, else when it is this call's turn. */
function seat(
  exchange: Exchange,
  decision: Decision,
  headers: RequestHeaders,
  parts: FrontParts,
  seats: SeatBook,
): void {
  admitToSeat(seats, {
    exchange,
    forward: () => guardedStep(exchange, parts, () => forwardSeated(exchange, decision, headers, parts)),
    refuse: (reason, finding) => refuse(exchange, reason, parts.findings(), finding),
    isExhausted: (error) => decision.mount.dialect.isExhausted(error),
  });
}

/** What was allowed when the call came may have ended while it stood in line: whose key was revoked meanwhile is not served. */
function forwardSeated(exchange: Exchange, decision: Decision, headers: RequestHeaders, parts: FrontParts): void {
  const now = decideAgain(exchange, decision, headers, parts);
  if (typeof now === "string") refuse(exchange, now, parts.findings());
  else parts.forwarder.forward(exchange, now, headers);
}

function decideAgain(
  exchange: Exchange,
  decision: Decision,
  { context }: RequestHeaders,
  { consumers, now }: FrontParts,
): Decision | Reason {
  const { principal, method, path, query } = exchange;
  const renewed = principal && renewPrincipal(principal, consumers, now());
  if (renewed === principal || renewed === undefined) return decision;
  if (typeof renewed === "string") return renewed;
  const again = decide(renewed, decision.mount, method, path, context);
  if (typeof again === "string") return again;
  return checkCallQuery(query, again.context, again.checkScope) ?? again;
}

function serveSession(
  exchange: Exchange,
  decision: Decision,
  headers: RequestHeaders,
  parts: FrontParts,
  session: SessionCall,
): void {
  const { mount } = decision;
  const { forwarder, inTurn, consumers, findings, now } = parts;
  const refusing = (of: Exchange, reason: Reason, finding?: string): void => refuse(of, reason, findings(), finding);
  const turns = inTurn.has(mount.name);
  const call = { exchange, decision, headers, forwarder, consumers, now, refuse: refusing, inTurn: turns };
  mount.desk?.serve(call, session).catch((error: unknown) => failExchange(exchange, error, parts));
}

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";
