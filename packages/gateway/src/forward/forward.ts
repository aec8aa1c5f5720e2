import type { Injection } from "../connections/outlet.ts";
import type { Exchange } from "../exchange.ts";
import type { Decision } from "../policy/decision.ts";
import type { Reason } from "../reason.ts";
import { refuseLogin } from "./refuse-login.ts";
import { Relay, type RelayOwner } from "./relay.ts";
import { RequestBody } from "./request-body.ts";
import { hasBody, type RequestHeaders } from "./request-headers.ts";

/** What forwarding needs of the gateway. */
export interface ForwarderOptions {
  readonly mostBodyBytes: number;
  readonly refuse: (exchange: Exchange, reason: Reason, finding?: string) => void;
}

export interface Forwarder {
  /** Sends a call that policy has allowed. */
  forward(exchange: Exchange, decision: Decision, headers: RequestHeaders): void;
}

/** @returns the way out to the ERPs */
export function createForwarder(options: ForwarderOptions): Forwarder {
  const owner: RelayOwner = {
    refuse: options.refuse,
    repeat: (relay, renew) => {
      const injection = renew ? undefined : relay.injection;
      if (injection !== undefined) send(relay, injection, relay.exchange.body);
      else void obtainAndSend(relay, relay.exchange.body, options);
    },
  };
  return {
    forward(exchange, decision, headers) {
      pushLength(headers, exchange.method);
      if (decision.context.headers.length > 0) headers.passing.push(...decision.context.headers);
      const relay = new Relay(owner, exchange, decision, headers);
      exchange.call = relay;
      const body = exchange.body ?? (hasBody(headers) ? takeBody(exchange, headers, options) : undefined);
      const held = relay.outlet.held();
      if (held === undefined) void obtainAndSend(relay, body, options);
      else send(relay, held, body);
    },
  };
}

// IIS answers 411 to a POST without a length (claimed), and a POST without one has no body: so it is said.
function pushLength({ passing, contentLength, chunked }: RequestHeaders, method: string): void {
  if (contentLength >= 0) passing.push("content-length", String(contentLength));
  else if (!chunked && (method === "POST" || method === "PUT" || method === "PATCH"))
    passing.push("content-length", "0");
}

function takeBody(exchange: Exchange, headers: RequestHeaders, options: ForwarderOptions): RequestBody {
  // Only now, with the call allowed, is the caller asked for a body that it held back.
  if (headers.waitsForContinue) exchange.response.writeContinue();
  return new RequestBody(exchange.request, options.mostBodyBytes);
}

function send(relay: Relay, injection: Injection, body: RequestBody | Buffer | undefined): void {
  const { exchange, decision } = relay;
  relay.injection = injection;
  const headers = relay.headers.passing.concat(injection.headers);
  if (exchange.observation !== undefined) exchange.observation.sending(headers);
  const path = exchange.query === undefined ? decision.upstreamPath : `${decision.upstreamPath}?${exchange.query}`;
  decision.mount.pool.dispatch({ path, method: exchange.method, headers, body: body ?? null }, relay);
}

async function obtainAndSend(
  relay: Relay,
  body: RequestBody | Buffer | undefined,
  options: ForwarderOptions,
): Promise<void> {
  const leaving = new AbortController();
  const { exchange } = relay;
  exchange.call = {
    hangUp() {
      leaving.abort();
      relay.hangUp();
    },
  };
  try {
    const injection = await relay.outlet.obtain(leaving.signal);
    exchange.call = relay;
    if (!relay.callerGone) send(relay, injection, body);
  } catch (error) {
    if (body instanceof RequestBody) body.destroy();
    if (!relay.callerGone) await refuseLogin(exchange, relay.outlet, error, options.refuse);
  }
}
