/**
 * Thread of the slow readers' soak: those who read slowly, apart from the clock that times the others. Says "served" once each has
 * seen the beginning of its answer; asked by "count" it says how far they are.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type { ReaderCount, ReaderThreadOptions } from "./slow-readers.ts";

const { url, path, key, readers, readBytes, everyMs, wholeBytes } = workerData as ReaderThreadOptions;
const { hostname, port } = new URL(url);
const read = new Map<Socket, number>();

async function startReader(number: number): Promise<Socket> {
  const socket = connect(Number(port), hostname);
  socket.on("error", () => socket.destroy());
  socket.write(`GET ${path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  await once(socket, "readable");
  read.set(socket, 0);
  // Each at a time of its own, as strangers do: all at once would be one great reader.
  setTimeout(
    () => {
      readSome(socket);
      setInterval(readSome, everyMs, socket);
    },
    (everyMs * number) / readers,
  );
  return socket;
}

function readSome(socket: Socket): void {
  const chunk = socket.read(readBytes) as Buffer | null;
  read.set(socket, (read.get(socket) ?? 0) + (chunk?.length ?? 0));
}

const sockets = await Promise.all(Array.from({ length: readers }, (_, number) => startReader(number)));
parentPort?.on("message", () => {
  const count: ReaderCount = {
    served: sockets.filter((socket) => !socket.destroyed && (read.get(socket) ?? 0) > 0).length,
    finished: [...read.values()].filter((bytes) => bytes >= wholeBytes).length,
  };
  parentPort?.postMessage(count);
});
parentPort?.postMessage("served");
