import { ErpgateError } from "@erpgate/client";
import { classifyFailure } from "@erpgate/client/prophet21";
import type { CheckedAnswer } from "../../forward/checked-answer.ts";
import { loginReason } from "../../forward/refuse-login.ts";
import { reasonOf } from "../../forward/relay.ts";
import { BodyTooLarge } from "../../forward/request-body.ts";
import { responseHeaders } from "../../forward/response-headers.ts";
import type { DeskCall } from "../../session-desk.ts";
import type { Pin } from "./pin.ts";
import { AnswerTooLong } from "./send-whole.ts";

/** P21's answer to a create or an end. */
export interface Received {
  readonly status: number;
  readonly answer: CheckedAnswer;
}

/** Hands P21's answer on, unless it speaks of the gateway's own login. */
export function answerCaller(call: DeskCall, { status, answer }: Received, pin: Pin): void {
  const { exchange, decision, refuse } = call;
  const { mount } = decision;
  exchange.upstreamStatus = status;
  if (exchange.response.destroyed) return;
  const evidence = answer.evidence();
  if (mount.dialect.mayConcernLogin(status)) {
    const failure = classifyFailure(evidence);
    if (mount.dialect.concernsLogin(failure, status)) {
      exchange.note = failure.code;
      return refuse(exchange, pin.token === undefined ? "upstream.login-refused" : pin.refusal, failure.finding);
    }
  }
  const body = Buffer.from(mount.redact(evidence.body), "utf8");
  const headers = responseHeaders(answer.headersWithoutCoding(), mount, exchange.mountUrl);
  exchange.response.writeHead(status, [...headers, "content-length", String(body.length)]);
  exchange.response.end(body);
}

/** Tells the caller that there is no answer, and why. */
export function refuseFault({ exchange, refuse }: DeskCall, error: unknown): void {
  if (ErpgateError.is(error)) {
    exchange.note = error.code;
    return refuse(exchange, loginReason(error), error.finding);
  }
  if (error instanceof BodyTooLarge) return refuse(exchange, "body.too-large");
  if (error instanceof AnswerTooLong) return refuse(exchange, "upstream.error-too-long");
  if (!(error instanceof Error)) throw error;
  exchange.note = error.name;
  refuse(exchange, reasonOf(error));
}
