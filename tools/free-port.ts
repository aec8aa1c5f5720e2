import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that any system gives out by itself, to listeners on port 0 and to outgoing connections: from 32768 on Linux. */
const LOWEST = 20_000;
const HOW_MANY = 12_000;

/**
 * A port of 127.0.0.1 for a program that cannot be asked to choose one itself. What the system chooses could go to somebody
 * else between our letting go of it and the program's taking it; none of these can, but by the same throw of the dice.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * HOW_MANY);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
