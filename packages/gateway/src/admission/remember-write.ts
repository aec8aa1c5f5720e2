import { createHash } from "node:crypto";
import type { Exchange } from "../exchange.ts";
import { readSmallBody } from "../forward/request-body.ts";
import { hasBody, type RequestHeaders } from "../forward/request-headers.ts";
import type { Reason } from "../reason.ts";
import { WriteMemo } from "./write-memo.ts";
import type { KeptAnswer, KnownWrite, WriteLedger } from "./write-memory.ts";

// Its body is held while it is compared; a business object's is far below.
const MOST_BODY_BYTES = 1024 * 1024;

/** A write that its caller gave a key. */
export interface KeyedWrite {
  readonly exchange: Exchange;
  readonly connection: string;
  readonly headers: RequestHeaders;
  readonly key: string;
  /** Sends it on. */
  readonly forward: () => void;
  readonly refuse: (reason: Reason) => void;
}

/** Makes a write once: the first with its key is sent, the same again gets the first one's answer. @throws BodyTooLarge, BodyCut */
export async function rememberWrite(ledger: WriteLedger, write: KeyedWrite): Promise<void> {
  const { exchange, connection, headers, forward, refuse } = write;
  const name = { consumerId: exchange.consumer?.id ?? "", connection, key: ownKey(write) };
  if (hasBody(headers)) {
    if (headers.waitsForContinue) exchange.response.writeContinue();
    exchange.body = await readSmallBody(exchange.request, MOST_BODY_BYTES);
  }
  if (exchange.response.destroyed) return;
  const digest = digestOf(exchange, headers);
  const known = await ledger.claim(name, digest);
  if (known === undefined) {
    const memo = new WriteMemo((outcome) => void ledger.settle(name, outcome).catch(() => undefined));
    // Its caller has left while it was looked up.
    if (exchange.response.destroyed) return memo.forget();
    exchange.memo = memo;
    return forward();
  }
  if (exchange.response.destroyed) return;
  const reason = refusalOf(known, digest, exchange);
  if (reason === undefined && known.answer !== undefined) giveAgain(exchange, known.answer);
  else refuse(reason ?? "idempotency.unknown");
}

/** Many users may call through one consumer, and none is to get another's answer. A header holds no line break, so no two come to the same text. */
const ownKey = ({ exchange: { principal }, key }: KeyedWrite): string =>
  principal?.user === undefined ? key : `${principal.user}\n${key}`;

function refusalOf(known: KnownWrite, digest: string, exchange: Exchange): Reason | undefined {
  if (known.digest !== digest) return "idempotency.differs";
  switch (known.state) {
    case "running":
      exchange.retryAfterMs = 1000;
      return "idempotency.running";
    case "unknown":
      return "idempotency.unknown";
    case "done":
      if (known.answer?.body !== undefined) return undefined;
      exchange.detail = `The call was made, and answered with ${known.answer?.status ?? 0}; the answer was too long to be kept.`;
      return "idempotency.spent";
  }
}

/** Of everything that decides what the write does: each part with its length before it, so that no two come to the same text. */
function digestOf({ method, path, query = "", body }: Exchange, { context = "" }: RequestHeaders): string {
  const hash = createHash("sha256");
  for (const part of [method, path, query, context]) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.update(body ?? "").digest("base64");
}

function giveAgain({ response }: Exchange, { status, headers, body }: KeptAnswer): void {
  const rest = headers.filter((_, at) => headers[at - (at % 2)] !== "content-length");
  response.writeHead(status, [...rest, "content-length", String(body?.length ?? 0), "idempotency-replayed", "true"]);
  response.end(body);
}
