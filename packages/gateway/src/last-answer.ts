import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

const ENDING: unique symbol = Symbol("ending");
type Ending = Socket & { [ENDING]?: true };

/** The connection ends with this answer, and says so. */
export function endWith(response: ServerResponse): void {
  response.shouldKeepAlive = false;
  (response.req.socket as Ending)[ENDING] = true;
}

/**
 * Whether a request came behind one whose answer is the connection's last. It is none any more (RFC 9112 9.6): its answer
 * cannot be sent, and a write would be made all the same.
 */
export function isTooLate({ socket }: IncomingMessage): boolean {
  return (socket as Ending)[ENDING] === true;
}
