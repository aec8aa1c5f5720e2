import { empty, refusing, type Answer } from "../http/answer.ts";
import { queryOf, type Call } from "../http/call.ts";
import { lazily } from "../lazily.ts";
import { markup } from "../http/markup.ts";
import { randomGuid } from "../seeded-random.ts";
import type { Findings, Surroundings } from "../system.ts";
import { adminConsent, logout } from "./endpoints/admin-consent.ts";
import { authorize, login } from "./endpoints/authorize.ts";
import { devicePage } from "./endpoints/device-page.ts";
import { deviceCode } from "./endpoints/devicecode.ts";
import { discovery, instance, keys } from "./endpoints/discovery.ts";
import { token } from "./endpoints/token.ts";
import type { EntraExchange } from "./exchange.ts";
import { takeRefusal, takeSlowDown } from "./faults.ts";
import { page } from "./pages/layout.ts";
import { readEntraAddress } from "./read-address.ts";
import { refusalAnswer, refusalMembers, type RefusalChanges } from "./refusal-answer.ts";
import { Refusal } from "./refusal.ts";
import type { EntraState } from "./state.ts";
import type { EntraSwitches } from "./switches.ts";

export interface Service {
  readonly state: EntraState;
  readonly switches: EntraSwitches;
  readonly surroundings: Surroundings;
}

/** The answer to a request. */
export function serve(service: Service, call: Call, findings: Findings): Answer {
  const address = readEntraAddress(call.path);
  if (address.kind === "unknown")
    return refusing(empty("entra.address.unknown", 404), "an endpoint below a tenant, as /{tenant}/oauth2/v2.0/token");
  const exchange = exchangeOf(service, call, findings, address);
  if (address.kind === "instance") return instance(exchange);
  if (call.method === "OPTIONS") return preflight(exchange);
  const fault = takeRefusal(exchange);
  try {
    if (fault !== undefined && exchange.endpoint !== "authorize") throw fault.refusal;
    return answerAt(exchange, fault?.refusal);
  } catch (error) {
    if (error instanceof Refusal) return refused(exchange, error, fault?.changes);
    throw error;
  }
}

function answerAt(exchange: EntraExchange, fault: Refusal | undefined): Answer {
  switch (exchange.endpoint) {
    case "token":
      return takeSlowDown(exchange) ?? token(exchange);
    case "authorize":
      return authorize(exchange, fault);
    case "login":
      return login(exchange);
    case "devicecode":
      return deviceCode(exchange);
    case "discovery":
      return discovery(exchange);
    case "keys":
      return keys(exchange);
    case "logout":
      return logout(exchange);
    case "adminconsent":
      return adminConsent(exchange);
    case "device-page":
      return devicePage(exchange);
  }
}

/** Pages tell a person, everything else tells a program. */
function refused(exchange: EntraExchange, refusal: Refusal, changes: RefusalChanges | undefined): Answer {
  switch (exchange.endpoint) {
    case "authorize":
    case "login":
    case "adminconsent":
    case "logout":
    case "device-page":
      return refusalPage(exchange, refusal);
    case "token":
    case "devicecode":
    case "discovery":
    case "keys":
      return refusalAnswer(exchange, refusal, changes);
  }
}

function refusalPage(exchange: EntraExchange, refusal: Refusal): Answer {
  const { error_description } = refusalMembers(exchange, refusal);
  const body = markup`<p>Sorry, but we're having trouble signing you in.</p><p class="fault" role="alert" id="fault">${error_description}</p>`;
  return refusing(page(`entra.aadsts.${refusal.code}`, "Sign in", body, 400), refusal.wouldAccept);
}

export function exchangeOf(
  { state, switches, surroundings }: Service,
  call: Call,
  findings: Findings,
  address: Exclude<ReturnType<typeof readEntraAddress>, { kind: "unknown" }>,
): EntraExchange {
  const isEndpoint = address.kind === "endpoint";
  const { random } = surroundings;
  return {
    call,
    endpoint: isEndpoint ? address.endpoint : "device-page",
    tenantName: isEndpoint ? address.tenant : "common",
    version: isEndpoint ? address.version : 2,
    form: call.method === "POST" ? new URLSearchParams(call.body) : queryOf(call),
    state,
    switches,
    surroundings,
    findings,
    nowMs: surroundings.clock.now(),
    traceId: randomGuid(random),
    // Refusals alone show it, so most requests have no need of one
    correlationId: lazily(() => call.headers["client-request-id"] ?? randomGuid(random)),
  };
}

/** A single-page application's browser asks before it posts. */
function preflight(exchange: EntraExchange): Answer {
  const headers = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST, GET, OPTIONS",
    "access-control-allow-headers": exchange.call.headers["access-control-request-headers"] ?? "content-type",
  };
  return { status: 200, headers, body: "", rule: "entra.preflight" };
}
