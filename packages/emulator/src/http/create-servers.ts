import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createNetServer, type Server, type Socket } from "node:net";
import type { TlsFaultKind, TlsMaterial } from "../certificates/create-tls-material.ts";

/** How a listener speaks TLS: with what, and which fault the next connection meets. */
export interface ListenerTls {
  readonly material: TlsMaterial;
  takeFault(): TlsFaultKind | undefined;
}

/** @param reset resets a connection, which over TLS is the one below it */
export type AnswerRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  reset: (socket: Socket) => void,
) => void;

/** Servers behind one port. */
export interface Servers {
  /** The one that gets the port. */
  readonly front: Server;
  /** Cuts the connections that no request is on, so that what comes next begins with a handshake. */
  closeIdle(): void;
  closeAll(): void;
}

/** Without TLS a plain server. With it a server for each way of speaking TLS, and one in front that decides by connection. */
export function createServers(answer: AnswerRequest, tls: ListenerTls | undefined): Servers {
  if (tls !== undefined) return createTlsServers(answer, tls);
  const server = createHttpServer((request, response) =>
    answer(request, response, (socket) => void socket.resetAndDestroy()),
  );
  return {
    front: server,
    closeIdle: () => server.closeIdleConnections(),
    closeAll: () => server.closeAllConnections(),
  };
}

function createTlsServers(answer: AnswerRequest, tls: ListenerTls): Servers {
  const connections = trackConnections();
  const byFault = new Map<TlsFaultKind | undefined, HttpServer>();
  const serverFor = (fault: TlsFaultKind | undefined): HttpServer => {
    const made =
      byFault.get(fault) ??
      createHttpsServer(tls.material.serverOptions(fault), (request, response) => {
        connections.isBusyUntilClosed(request.socket, response);
        answer(request, response, (socket) => connections.reset(socket));
      });
    byFault.set(fault, made);
    return made;
  };
  const front = createNetServer((socket) => {
    connections.add(socket);
    serverFor(tls.takeFault()).emit("connection", socket);
  });
  return { front, closeIdle: () => connections.closeIdle(), closeAll: () => connections.closeAll() };
}

/** The connections below TLS. The TLS sockets above are known by the same other end; their servers, which never listen, keep no list. */
interface Connections {
  add(socket: Socket): void;
  isBusyUntilClosed(above: Socket, response: ServerResponse): void;
  reset(above: Socket): void;
  closeIdle(): void;
  closeAll(): void;
}

function trackConnections(): Connections {
  const byPort = new Map<number | undefined, Socket>();
  const busy = new Set<number | undefined>();
  return {
    add: (socket) => {
      const { remotePort } = socket;
      byPort.set(remotePort, socket);
      socket.once("close", () => byPort.delete(remotePort));
      // A client that does not like the certificate hangs up in the middle of the handshake
      socket.on("error", () => socket.destroy());
    },
    isBusyUntilClosed: ({ remotePort }, response) => {
      busy.add(remotePort);
      response.once("close", () => busy.delete(remotePort));
    },
    reset: ({ remotePort }) => void byPort.get(remotePort)?.resetAndDestroy(),
    closeIdle: () => {
      for (const [port, socket] of byPort) if (!busy.has(port)) socket.destroy();
    },
    closeAll: () => {
      for (const socket of byPort.values()) socket.destroy();
    },
  };
}
