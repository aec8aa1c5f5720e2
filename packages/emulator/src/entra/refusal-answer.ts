import { refusing, type Answer } from "../http/answer.ts";
import { randomGuid } from "../seeded-random.ts";
import { aadstsRow, type AadstsRow } from "./aadsts.ts";
import type { EntraExchange } from "./exchange.ts";
import type { Refusal, RefusalValues } from "./refusal.ts";

/** How a refusal may differ from what its number usually brings: faults say so. */
export interface RefusalChanges {
  readonly suberror?: string;
  readonly claims?: string;
  readonly retryAfterSeconds?: number;
}

/** The members of an error, as the token endpoint writes them and as a redirect carries the first two. */
export function refusalMembers(
  exchange: EntraExchange,
  refusal: Refusal,
  changes: RefusalChanges = {},
): Readonly<Record<string, unknown>> & { readonly error: string; readonly error_description: string } {
  const row = aadstsRow(refusal.code);
  const suberror = changes.suberror ?? row.suberror;
  const timestamp = timeText(exchange.nowMs);
  const claims = changes.claims ?? (row.claims === true ? challenge(exchange) : undefined);
  return {
    error: nameOf(exchange, refusal.code, row),
    error_description: descriptionOf(exchange, refusal, timestamp),
    error_codes: [refusal.code],
    timestamp,
    trace_id: exchange.traceId,
    correlation_id: exchange.correlationId(),
    error_uri: `${exchange.state.origin}/error?code=${refusal.code}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** A refusal as the answer of an endpoint for programs. */
export function refusalAnswer(exchange: EntraExchange, refusal: Refusal, changes: RefusalChanges = {}): Answer {
  const row = aadstsRow(refusal.code);
  const retry = changes.retryAfterSeconds === undefined ? {} : { "retry-after": String(changes.retryAfterSeconds) };
  const answer = {
    status: row.status ?? (row.error === "invalid_client" ? 401 : 400),
    headers: { ...programHeaders(exchange), ...retry },
    body: JSON.stringify(refusalMembers(exchange, refusal, changes)),
    rule: `entra.aadsts.${refusal.code}`,
  };
  return refusing(answer, refusal.wouldAccept);
}

/** What every answer for a program carries. */
export function programHeaders(exchange: EntraExchange): Readonly<Record<string, string>> {
  const { call, traceId } = exchange;
  const echoed = call.headers["client-request-id"];
  const isCrossOrigin = call.headers["origin"] !== undefined;
  return {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store, no-cache",
    pragma: "no-cache",
    "x-ms-request-id": traceId,
    ...(echoed === undefined ? {} : { "client-request-id": echoed }),
    ...(isCrossOrigin ? { "access-control-allow-origin": "*" } : {}),
  };
}

/** The v1.0 endpoint has a name of its own for a device code that ran out (official). */
function nameOf({ version }: EntraExchange, code: number, row: AadstsRow): string {
  return code === 70019 && version === 1 ? "code_expired" : row.error;
}

function descriptionOf(exchange: EntraExchange, { code, values }: Refusal, timestamp: string): string {
  const all: RefusalValues = { ...requestValues(exchange), ...values };
  const words = aadstsRow(code).text.replaceAll(/\{(\w+)\}/g, (_, name: string) => all[name] ?? "unknown");
  return [
    `AADSTS${code}: ${words}`,
    `Trace ID: ${exchange.traceId}`,
    `Correlation ID: ${exchange.correlationId()}`,
    `Timestamp: ${timestamp}`,
  ].join("\r\n");
}

/** What can be said of any request, for the numbers that a fault brings about. */
function requestValues({ form, tenantName, nowMs, call }: EntraExchange): RefusalValues {
  const scope = form.get("scope") ?? "";
  return {
    app: form.get("client_id") ?? "unknown",
    name: form.get("client_id") ?? "unknown",
    tenant: tenantName,
    scope,
    resource: form.get("resource") ?? scope.replace(/\/[^/]*$/, ""),
    redirect: form.get("redirect_uri") ?? "",
    user: form.get("username") ?? form.get("loginfmt") ?? "the user",
    grant: form.get("grant_type") ?? "",
    responseType: form.get("response_type") ?? "",
    now: new Date(nowMs).toISOString(),
    method: call.method,
  };
}

/** A request for the authentication context that would do; clients hand it on as `claims` unread. */
function challenge({ surroundings }: EntraExchange): string {
  return JSON.stringify({
    access_token: { capolids: { essential: true, values: [randomGuid(surroundings.random)] } },
  });
}

/** `2026-11-21 12:00:00Z` */
function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")}Z`;
}
