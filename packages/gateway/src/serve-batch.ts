import { batchCallOf } from "./batch-call.ts";
import type { BatchServer } from "./batch-server.ts";
import type { Mount } from "./connections/mount.ts";
import type { Exchange } from "./exchange.ts";
import { failStep } from "./fail-exchange.ts";
import type { RequestHeaders } from "./forward/request-headers.ts";
import type { FrontParts } from "./front-parts.ts";
import type { Principal } from "./identity/principal.ts";
import type { Reason } from "./reason.ts";
import { refuse } from "./refuse.ts";
import { stepAfter } from "./steps.ts";

/** A request that holds requests, from a caller who is known. */
export interface IdentifiedBatch {
  readonly exchange: Exchange;
  readonly principal: Principal;
  readonly mount: Mount;
  readonly headers: RequestHeaders;
  readonly batch: BatchServer;
}

/** Passes it on to its dialect, once it has passed what every call has to. */
export function serveBatch(asked: IdentifiedBatch, parts: FrontParts): void {
  const { exchange, principal, mount, headers, batch } = asked;
  const refusing = (reason: Reason, finding?: string): void => refuse(exchange, reason, parts.findings(), finding);
  // Judged and written anew, its body would have to pass through here.
  if (parts.onlyVerifies) return refusing("verify.unsupported");
  if (headers.idempotencyKey !== undefined) return refusing("idempotency.malformed");
  const ready = mount.admission.ready(exchange);
  if (ready !== undefined) return stepAfter(ready, exchange, parts, () => serveBatch(asked, parts));
  const reason = mount.admission.check(exchange);
  if (reason !== undefined) return refusing(reason);
  const fail = (error: unknown): void => failStep(exchange, error, parts);
  const call = batchCallOf(exchange, principal, mount, headers, {
    findings: parts.findings,
    audit: parts.audit,
    consumers: parts.consumers,
    now: parts.now,
    refuse: refusing,
    fail,
  });
  batch.serve(call).catch(fail);
}
