import { ErpgateError } from "@erpgate/client";
import type { TokenOutlet } from "../connections/outlet.ts";
import type { Exchange } from "../exchange.ts";
import type { Reason } from "../reason.ts";

/** Answers a call for which there was no token to be had. */
export async function refuseLogin(
  exchange: Exchange,
  outlet: TokenOutlet,
  error: unknown,
  refuse: (exchange: Exchange, reason: Reason, finding?: string) => void,
): Promise<void> {
  exchange.note = ErpgateError.is(error) ? error.code : "no token";
  const ofCaller = await outlet.faultOfCaller?.(error);
  exchange.challenge = ofCaller?.challenge;
  refuse(exchange, ofCaller?.reason ?? loginReason(error), ErpgateError.is(error) ? error.finding : undefined);
}

// A login that the ERP refused will be refused again; anything else may pass.
export function loginReason(error: unknown): Reason {
  return ErpgateError.is(error) && !error.retryable && error.status !== undefined
    ? "upstream.login-refused"
    : "upstream.login-unavailable";
}
