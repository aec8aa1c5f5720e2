import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import type { Limits } from "../config/gateway-config.ts";
import { createListener, type Listener } from "../listen.ts";

/** Says that a call comes from another worker, and at which connection's own port it came in there (empty: at none). */
export const RELAYED = "x-erpgate-relayed";

/** What a call has more of when it comes from another worker. */
const MORE_HEADER_BYTES = 1024;

/**
 * Takes calls that other workers hand over, and nobody else's: they know the secret of this gateway.
 * @param handlerFor serves what came in at that connection's own port, or at none
 */
export function createRelayListener(
  limits: Limits,
  secret: string,
  handlerFor: (connection: string | undefined) => RequestListener,
): Listener {
  const wanted = Buffer.from(secret);
  return createListener({ ...limits, headerBytes: limits.headerBytes + MORE_HEADER_BYTES }, (request, response) => {
    const [shown = "", connection = ""] = take(request)?.split(" ") ?? [];
    const given = Buffer.from(shown);
    if (given.length === wanted.length && timingSafeEqual(given, wanted))
      return handlerFor(connection === "" ? undefined : connection)(request, response);
    request.resume();
    response.writeHead(403, { "content-type": "text/plain" }).end("For workers of this gateway.\n");
  });
}

/** Takes the mark off: what follows sees the call as its caller sent it. Only the first one is the worker's. */
function take({ rawHeaders, headers }: IncomingMessage): string | undefined {
  if (rawHeaders[0] !== RELAYED) return undefined;
  delete headers[RELAYED];
  const [, value] = rawHeaders.splice(0, 2);
  return value;
}
