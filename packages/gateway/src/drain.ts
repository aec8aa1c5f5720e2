import type { Server } from "node:http";
import type { Socket } from "node:net";

const SWEEP_MS = 20;

/**
 * Closes a server in good order: no new connection, what is under way finishes, idle connections end. Past the deadline
 * what is left is cut.
 *
 * @param sockets all of its open connections
 * @returns whether everything ended by itself
 */
export async function closeServer(server: Server, sockets: ReadonlySet<Socket>, timeoutMs: number): Promise<boolean> {
  if (!server.listening) return true;
  let cut = false;
  const sweep = (): void => {
    // A connection that is idle by the time its last answer has gone out must not hold the drain up for its keep-alive.
    server.closeIdleConnections();
    // Node holds one that has not sent a byte yet for busy.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  };
  const sweeper = setInterval(sweep, SWEEP_MS);
  const deadline = setTimeout(() => {
    cut = true;
    server.closeAllConnections();
  }, timeoutMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    sweep();
  });
  clearInterval(sweeper);
  clearTimeout(deadline);
  return !cut;
}
