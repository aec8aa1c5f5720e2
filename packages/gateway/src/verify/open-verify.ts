import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { Front } from "../front.ts";
import { createListener, type Listener } from "../listen.ts";
import { originalRequest } from "./original-request.ts";
import { readPeers } from "./peers.ts";

/**
 * The listener at which an engine that carries the bytes itself asks whether it may, and with which headers. Apart from the
 * data listener, because its answers hold the ERP's credential: it talks to the peers that are named and to nobody else.
 *
 * @param front judges as the data listener does, and answers where that forwards
 * @param seen makes of a handler one whose requests are counted as well
 */
export function createVerifyListener(
  { limits, verify }: Pick<GatewayConfig, "limits" | "verify">,
  front: () => Front | undefined,
  seen: (handle: RequestListener) => RequestListener = (handle) => handle,
): Listener {
  const peers = readPeers(verify?.peers ?? [], () => undefined);
  const handle: RequestListener = (request, response) => {
    if (!peers.includes(request.socket.remoteAddress)) return plain(request, response, 403, "Not a named peer.");
    const original = originalRequest(request);
    if (original !== undefined) return front()?.verify(request, response, original);
    plain(
      request,
      response,
      400,
      "Ask at /verify with one pair of X-Original-Method and X-Original-URI or X-Forwarded-Method and X-Forwarded-Uri, or below /verify/.",
    );
  };
  return createListener(limits, seen(handle));
}

function plain(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  request.resume();
  response.writeHead(status, { "content-type": "text/plain", "cache-control": "no-store" });
  response.end(`${text}\n`);
}
