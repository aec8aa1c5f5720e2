import { isDeepStrictEqual } from "node:util";
import { ErpgateError } from "@erpgate/client";
import { admitToSeat } from "./admission/admit-to-seat.ts";
import type { HeldSeat } from "./admission/held-seat.ts";
import type { AuditWriter } from "./audit/audit-writer.ts";
import type { BatchCall } from "./batch-server.ts";
import type { Mount } from "./connections/mount.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { Exchange } from "./exchange.ts";
import type { FindingText } from "./finding-text.ts";
import { loginReason } from "./forward/refuse-login.ts";
import { reasonOf } from "./forward/relay.ts";
import { BodyCut, BodyTooLarge } from "./forward/request-body.ts";
import type { RequestHeaders } from "./forward/request-headers.ts";
import type { Principal } from "./identity/principal.ts";
import { renewPrincipal } from "./identity/renew-principal.ts";
import type { Reason } from "./reason.ts";
import { refusalBodyOf } from "./refuse.ts";

/** What a batch needs of the gateway. */
export interface BatchSurroundings {
  readonly findings: () => FindingText;
  readonly audit: Pick<AuditWriter, "record">;
  readonly consumers: Pick<ConsumerDirectory, "byName" | "bySubject">;
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
      const { seats } = mount.admission;
      if (seats === undefined) return sendUnseated(exchange, send, fail);
      const forward = (): void => {
        const reason = lapseOf(exchange, principal, mount, around);
        if (reason === undefined) sendSeated(exchange, send, fail);
        else refuse(reason);
      };
      admitToSeat(seats, { exchange, forward, refuse, isExhausted: (error) => mount.dialect.isExhausted(error) });
    },
  };
}

type Send = Parameters<BatchCall["admit"]>[0];

function sendUnseated(exchange: Exchange, send: Send, fail: (error: unknown) => void): void {
  const leaving = new AbortController();
  exchange.call = { hangUp: () => leaving.abort() };
  send(leaving.signal).catch(fail);
}

/** Whoever leaves leaves its seat behind until the ERP is done: it works on, and holds the licence. */
function sendSeated(exchange: Exchange, send: Send, fail: (error: unknown) => void): void {
  let left: HeldSeat | undefined;
  exchange.call = {
    hangUp() {
      left = exchange.seat;
      exchange.seat = undefined;
    },
  };
  const letGo = (): void => left?.release();
  send(new AbortController().signal).catch(fail).finally(letGo);
}

/**
 * What has ended while the batch stood in line. Its parts were judged when it came; where its consumer may do something else
 * now, they have to be judged anew, and its caller is told to come again.
 */
function lapseOf(
  exchange: Exchange,
  principal: Principal,
  { name }: Mount,
  { consumers, now }: BatchSurroundings,
): Reason | undefined {
  const renewed = renewPrincipal(principal, consumers, now());
  if (typeof renewed === "string") return renewed;
  if (isDeepStrictEqual(renewed.consumer.access[name], principal.consumer.access[name])) return undefined;
  exchange.retryAfterMs = 1000;
  exchange.detail = "What this consumer may do was changed while the batch waited. It was not made; send it again.";
  return "seat.none";
}

/** Why a batch came to nothing; undefined where the gateway itself is at fault. */
export function batchFailure(error: unknown): Reason | undefined {
  if (ErpgateError.is(error)) return loginReason(error);
  if (error instanceof BodyTooLarge) return "body.too-large";
  if (error instanceof BodyCut) return "caller.gone";
  return error instanceof Error && "code" in error ? reasonOf(error) : undefined;
}
