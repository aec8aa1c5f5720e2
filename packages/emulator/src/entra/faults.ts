import type { Answer } from "../http/answer.ts";
import { AADSTS_CODES } from "./aadsts.ts";
import type { EntraExchange } from "./exchange.ts";
import { refusalAnswer, type RefusalChanges } from "./refusal-answer.ts";
import { Refusal } from "./refusal.ts";

/** A refusal that a fault brings about, and how it differs from what its number usually brings. */
export function takeRefusal(
  exchange: EntraExchange,
): { readonly refusal: Refusal; readonly changes: RefusalChanges } | undefined {
  const { surroundings, call } = exchange;
  const throttled = surroundings.takeFault(call, "throttled");
  const fault = throttled ?? surroundings.takeFault(call, "aadsts");
  if (fault === undefined) return undefined;
  const code = throttled === undefined ? fault.code : (fault.code ?? 90055);
  if (code === undefined || !AADSTS_CODES.includes(code)) return undefined;
  const { suberror, claims, retryAfterSeconds } = fault;
  const retry = retryAfterSeconds ?? (throttled === undefined ? undefined : 60);
  const changes = {
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
    ...(retry === undefined ? {} : { retryAfterSeconds: retry }),
  };
  return { refusal: new Refusal(code, "the same request once this fault is over"), changes };
}

/** RFC 8628's `slow_down`, to a device that polls. */
export function takeSlowDown(exchange: EntraExchange): Answer | undefined {
  const { surroundings, call, form } = exchange;
  if (!form.get("grant_type")?.endsWith("device_code")) return undefined;
  const fault = surroundings.takeFault(call, "slow-down");
  if (fault === undefined) return undefined;
  return refusalAnswer(exchange, new Refusal(900_000, "a poll five seconds later than before"));
}
