import type { RequestListener, Server, ServerOptions } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { ErpgateError } from "@erpgate/client";
import { closeServer } from "./drain.ts";
import type { Limits, ListenAddress } from "./config/gateway-config.ts";
import type { ServerIdentity } from "./https/server-identity.ts";

// Not imported: an import reads every export, and node:http's WebSocket is the whole of Node's own undici (13 MiB, 14 ms).
const { createServer } = process.getBuiltinModule("node:http");

// Past this Node forgets header lines without a word; the reader refuses before it comes to that.
const HEADER_LINES_READ = 250;

/** A server of the gateway's. */
export interface Listener {
  /**
   * Starts to listen. @returns its address as a URL
   * @throws ErpgateError `CONFIG_INVALID` naming `option`, the cause and the next step
   */
  bind(option: string, address: BindAddress): Promise<string>;
  /** Puts other waiting times in force. The size of headers is fixed when Node makes a server. */
  adjust(limits: Limits): void;
  /** New connections are served with this certificate. Nothing for plain http. */
  renew(identity: ServerIdentity): void;
  /** Stops in good order; what is left past the time is cut. @returns whether nothing had to be */
  close(timeoutMs: number): Promise<boolean>;
}

/**
 * A server whose parser is as strict as Node's can be: `insecureHTTPParser` off, which refuses Transfer-Encoding beside
 * Content-Length, repeated lengths, blanks before a colon, folded lines and bare line feeds, whatever NODE_OPTIONS says.
 *
 * @param identity with which it serves https; undefined: plain http
 */
export function createListener(limits: Limits, handle: RequestListener, identity?: ServerIdentity): Listener {
  const server = openServer(limits, handle, identity);
  server.maxHeadersCount = HEADER_LINES_READ;
  server.on("checkContinue", handle);
  const sockets = new Set<Socket>();
  server.on(server instanceof TlsServer ? "secureConnection" : "connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // One sentence for what is not HTTP. Node's own answer for some of these says more than needed, and none is a problem document.
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const status =
      error.code === "HPE_HEADER_OVERFLOW"
        ? "431 Request Header Fields Too Large"
        : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
          ? "408 Request Timeout"
          : "400 Bad Request";
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return {
    adjust(next) {
      server.headersTimeout = Math.min(next.headersTimeoutMs, next.requestTimeoutMs);
      server.requestTimeout = next.requestTimeoutMs;
      server.keepAliveTimeout = next.keepAliveTimeoutMs;
    },
    renew({ context }) {
      if (server instanceof TlsServer) server.setSecureContext(context);
    },
    bind: (option, address) => bind(server, option, address),
    close: (timeoutMs) => closeServer(server, sockets, timeoutMs),
  };
}

function openServer(limits: Limits, handle: RequestListener, identity: ServerIdentity | undefined): Server {
  const options: ServerOptions = {
    insecureHTTPParser: false,
    requireHostHeader: true,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    // Node looks for what has run out every 30 s by default, so that a slow-loris would have thrice the time that is configured.
    connectionsCheckingInterval: Math.min(5000, Math.max(100, Math.floor(limits.headersTimeoutMs / 3))),
    // 100 KiB answers leave in one piece instead of seven, and a slow caller holds back no more than this.
    highWaterMark: 256 * 1024,
    // A request without a body needs no body stream: 6 % less for a small GET. Node 22 does not know the option and lets it be.
    optimizeEmptyRequests: true,
  };
  if (identity === undefined) return createServer(options, handle);
  // A certificate is one way in of several, so a caller without one is let through to where credentials are looked at.
  const asking = { requestCert: identity.asksForCertificate, rejectUnauthorized: false };
  const handshakeTimeout = limits.headersTimeoutMs;
  return createTlsServer({ ...options, ...identity.context, ...asking, handshakeTimeout }, handle);
}

type BindAddress = ListenAddress & { readonly exclusive?: boolean };

async function bind(server: Server, option: string, { host, port, exclusive = false }: BindAddress): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(bindFault(option, host, port, error)));
    // Exclusive: not shared with the other workers of a cluster.
    server.listen({ host, port, exclusive }, resolve);
  });
  server.removeAllListeners("error");
  const bound = server.address() as AddressInfo;
  const scheme = server instanceof TlsServer ? "https" : "http";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${bound.port}`;
}

function bindFault(option: string, host: string, port: number, cause: NodeJS.ErrnoException): ErpgateError {
  const why =
    cause.code === "EADDRINUSE"
      ? "is in use by another program. Stop that program, or choose another port"
      : cause.code === "EACCES"
        ? "may not be used by this user. Choose a port above 1023"
        : cause.code === "EADDRNOTAVAIL"
          ? "is no address of this computer. Correct the host"
          : `cannot be used (${cause.code ?? "unknown"}). Choose another`;
  return new ErpgateError("CONFIG_INVALID", `"${option}": ${host}:${port} ${why}.`, { cause });
}
