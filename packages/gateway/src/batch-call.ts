import { ErpgateError } from "@erpgate/client";
import { admitToSeat } from "./admission/admit-to-seat.ts";
import type { AuditWriter } from "./audit/audit-writer.ts";
import type { BatchCall } from "./batch-server.ts";
import type { Mount } from "./connections/mount.ts";
import type { Exchange } from "./exchange.ts";
import type { FindingText } from "./finding-text.ts";
import { loginReason } from "./forward/refuse-login.ts";
import { reasonOf } from "./forward/relay.ts";
import { BodyCut, BodyTooLarge } from "./forward/request-body.ts";
import type { RequestHeaders } from "./forward/request-headers.ts";
import type { Principal } from "./identity/principal.ts";
import type { Reason } from "./reason.ts";
import { refusalBodyOf } from "./refuse.ts";

/** What a batch needs of the gateway. */
export interface BatchSurroundings {
  readonly findings: () => FindingText;
  readonly audit: Pick<AuditWriter, "record">;
  readonly now: () => number;
  readonly refuse: (reason: Reason, finding?: string) => void;
  readonly fail: (error: unknown) => void;
}

/** @returns the batch as its dialect serves it */
export function batchCallOf(
  exchange: Exchange,
  principal: Principal,
  mount: Mount,
  headers: RequestHeaders,
  around: BatchSurroundings,
): BatchCall {
  const { refuse, fail } = around;
  return {
    exchange,
    principal,
    mount,
    headers,
    refuse,
    refusalOf: (reason, method, path) =>
      refusalBodyOf(exchange, { reason, method, path, finding: undefined }, around.findings()),
    recordPart(part, method, path, status, reason) {
      const { consumer, connection, atMs, durationMs } = exchange.auditEntry(around.now(), 0, 0);
      around.audit.record({
        atMs,
        consumer,
        connection,
        action: `${method} ${path}`.slice(0, 400),
        decision: reason === undefined ? "allowed" : "refused",
        reason,
        status,
        upstreamStatus: reason === undefined ? status : undefined,
        durationMs,
        requestId: `${exchange.requestId}/${part}`,
      });
    },
    admit(send) {
      const forward = (): void => void send().catch(fail);
      const { seats } = mount.admission;
      if (seats === undefined) return forward();
      admitToSeat(seats, { exchange, forward, refuse, isExhausted: (error) => mount.dialect.isExhausted(error) });
    },
  };
}

/** Why a batch came to nothing; undefined where the gateway itself is at fault. */
export function batchFailure(error: unknown): Reason | undefined {
  if (ErpgateError.is(error)) return loginReason(error);
  if (error instanceof BodyTooLarge) return "body.too-large";
  if (error instanceof BodyCut) return "caller.gone";
  return error instanceof Error && "code" in error ? reasonOf(error) : undefined;
}
