import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Load } from "./balance.ts";

const SEEN: unique symbol = Symbol("seen");
type MeteredSocket = Socket & { [SEEN]?: number };

/** Knows what this worker has to do, and lets connections go where that is too much. */
export class LoadMeter {
  #requests = 0;
  #connections = 0;
  #toLetGo = 0;
  #turn = 0;

  /** A request has come. */
  readonly take = ({ socket }: IncomingMessage, response: ServerResponse): void => {
    this.#requests += 1;
    const metered = socket as MeteredSocket;
    if (metered[SEEN] === this.#turn) return;
    metered[SEEN] = this.#turn;
    this.#connections += 1;
    if (this.#toLetGo === 0) return;
    this.#toLetGo -= 1;
    response.shouldKeepAlive = false;
  };

  /** @returns what there was to do since this was called before */
  read(): Load {
    const load = { requests: this.#requests, connections: this.#connections };
    this.#requests = 0;
    this.#connections = 0;
    this.#turn += 1;
    this.#toLetGo = 0;
    return load;
  }

  /** The next answers on that many connections are their last. Until the load is read again, which takes the rest back. */
  letGo(count: number): void {
    this.#toLetGo = count;
  }
}
