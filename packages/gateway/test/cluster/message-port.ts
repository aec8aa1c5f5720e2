import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { Port } from "../../src/cluster/channel.ts";

/** Two ends of a pipe that clones what it carries, as the one between processes does. */
export function messagePorts(): readonly [Port, Port, Disposable] {
  const { port1, port2 } = new MessageChannel();
  return [endOf(port1), endOf(port2), { [Symbol.dispose]: () => port1.close() }];
}

function endOf(port: MessagePort): Port {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on("message", listener),
    onGone: (listener) => void port.once("close", listener),
  };
}
