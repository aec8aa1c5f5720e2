import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Whether a request was meant for this listener. A page in a browser can be made to send here under a name of its own (DNS
 * rebinding), never under the address that it arrives at. What can be meant honestly is localhost, the name that it listens
 * at, and the address itself.
 *
 * @param ownName where the administration listens, as it is configured
 */
export function isOwnHost(ownName: string, { headers, socket }: Pick<IncomingMessage, "headers" | "socket">): boolean {
  const url = URL.parse(`http://${headers.host ?? ""}`);
  if (url === null || Number(url.port || "80") !== socket.localPort) return false;
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const local = (socket.localAddress ?? "").replace(/^::ffff:/, "");
  return name === "localhost" || name === ownName.toLowerCase() || (isIP(name) > 0 && name === local);
}
