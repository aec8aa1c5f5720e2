import { answeredOrigin, originHeaders } from "./cors.ts";
import type { EndpointAnswer, OwnEndpoint } from "./endpoint.ts";
import type { Exchange } from "./exchange.ts";
import { failExchange } from "./fail-exchange.ts";
import { BodyTooLarge, readSmallBody } from "./forward/request-body.ts";
import type { RequestHeaders } from "./forward/request-headers.ts";
import type { FrontParts } from "./front-parts.ts";
import type { Principal } from "./identity/principal.ts";
import { refuse } from "./refuse.ts";

// A token request is a few hundred bytes.
const MOST_ENDPOINT_BODY_BYTES = 16 * 1024;

/** Answers at an address of the gateway's own. */
export async function answerEndpoint(
  exchange: Exchange,
  endpoint: OwnEndpoint,
  headers: RequestHeaders,
  parts: FrontParts,
  principal?: Principal,
): Promise<void> {
  const { consumers, issuer, now, mounts } = parts;
  try {
    const answer = await endpoint.answer({
      request: exchange.request,
      query: exchange.query,
      publicUrl: exchange.mountUrl,
      connection: exchange.mount?.name,
      consumer: exchange.consumer,
      consumers,
      principal,
      mounts,
      issuer,
      nowMs: now(),
      requestId: exchange.requestId,
      readBody: () => {
        if (exchange.request.headers.expect !== undefined) exchange.response.writeContinue();
        return readSmallBody(exchange.request, MOST_ENDPOINT_BODY_BYTES);
      },
    });
    const { consumer } = answer;
    exchange.consumerName = consumer;
    if (await isContradicted(exchange, headers, consumer, parts))
      return refuse(exchange, "credential.conflict", parts.findings());
    const known = consumer === undefined ? exchange.consumer : consumers.byName(consumer);
    exchange.origin = answeredOrigin(known, exchange.request.headers.origin);
    writeAnswer(exchange, answer);
  } catch (error) {
    if (error instanceof BodyTooLarge) refuse(exchange, "body.too-large", parts.findings());
    else failExchange(exchange, error, parts);
  }
}

/**
 * Whether a token is asked for as one consumer while a header or a certificate of the same request speaks for another. One that
 * speaks for nobody does not matter: programs send the token along that they want to replace.
 */
async function isContradicted(
  { mount, request: { socket } }: Exchange,
  headers: RequestHeaders,
  consumer: string | undefined,
  { identification, now }: FrontParts,
): Promise<boolean> {
  if (consumer === undefined) return false;
  const other = await identification.identify(headers, mount, now(), socket);
  return typeof other === "string" ? other === "credential.conflict" : other.consumer.name !== consumer;
}

function writeAnswer(exchange: Exchange, answer: EndpointAnswer): void {
  const { response, request } = exchange;
  exchange.reason = answer.reason;
  if (response.destroyed) return;
  const body = Buffer.from(answer.body, "utf8");
  const page = exchange.origin === undefined ? [] : originHeaders(exchange.origin);
  response.writeHead(answer.status, [...answer.headers, ...page, "content-length", String(body.length)]);
  response.end(request.method === "HEAD" ? undefined : body);
}
