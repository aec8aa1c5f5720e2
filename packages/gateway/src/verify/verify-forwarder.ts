import type { Injection } from "../connections/outlet.ts";
import type { Exchange } from "../exchange.ts";
import type { Forwarder } from "../forward/forward.ts";
import { refuseLogin } from "../forward/refuse-login.ts";
import type { Decision } from "../policy/decision.ts";
import type { Reason } from "../reason.ts";

/** @returns what stands in the forwarder's place where another engine carries the bytes: it answers with what to inject */
export function createVerifyForwarder(
  refuse: (exchange: Exchange, reason: Reason, finding?: string) => void,
): Forwarder {
  return {
    forward(exchange, decision) {
      const held = decision.outlet.held();
      if (held !== undefined) return answer(exchange, decision, held);
      const leaving = new AbortController();
      exchange.call = { hangUp: () => leaving.abort() };
      decision.outlet.obtain(leaving.signal).then(
        (injection) => answer(exchange, decision, injection),
        (error: unknown) => refuseLogin(exchange, decision.outlet, error, refuse),
      );
    },
  };
}

/**
 * The headers to set on the call to the ERP, under their own names, and the target to send: the very text that was judged.
 * A second is as long as an engine may keep this: a revoked consumer is out after that.
 */
function answer(exchange: Exchange, { upstreamPath, context }: Decision, injection: Injection): void {
  const { response, query, consumer } = exchange;
  if (response.destroyed) return;
  const target = query === undefined ? upstreamPath : `${upstreamPath}?${query}`;
  const own = ["cache-control", "private, max-age=1", "content-length", "0", "x-erpgate-target", target];
  const named = consumer === undefined ? [] : ["x-erpgate-consumer", consumer.name];
  response.writeHead(200, [...own, ...named, ...context.headers, ...injection.headers]);
  response.end();
}
