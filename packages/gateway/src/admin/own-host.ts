import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Whether a request was meant for this listener. A page in a browser can be made to send here under a name of its own (DNS
 * rebinding), never under the address that it arrives at. What can be meant honestly is localhost, the name that it listens
 * at, and the address itself.
 *
 * @param ownName where the administration listens, as it is configured
 */
export function isOwnHost(
  ownName: string,
  { headersDistinct, socket }: Pick<IncomingMessage, "headersDistinct" | "socket">,
): boolean {
  // Two Host lines are two answers to what was meant, of which `headers` would give the first.
  const [host = "", ...more] = headersDistinct["host"] ?? [];
  const url = more.length > 0 ? null : URL.parse(`http://${host}`);
  if (url === null || Number(url.port || "80") !== socket.localPort) return false;
  const name = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const local = (socket.localAddress ?? "").replace(/^::ffff:/, "");
  return name === "localhost" || name === ownName.toLowerCase() || (isIP(name) > 0 && name === local);
}
