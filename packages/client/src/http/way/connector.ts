import type { Socket } from "node:net";
import type { SecureContext, TLSSocket } from "node:tls";
import { ErpgateError } from "../../errors.ts";
import { networkError } from "../network-error.ts";
import { isWeak, openContext, trusted } from "./certificates.ts";
import { judgePeer } from "./judge-peer.ts";
import { openTunnel } from "./tunnel.ts";
import type { Way } from "./way.ts";

/** Where a socket is to lead. */
export interface SocketTarget {
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** Opens sockets to one host on a way of its own: through a proxy, with certificates judged as the options say. */
export interface Connector {
  /** @throws {ErpgateError} with a code that names the cause: PROXY_… or TLS_… or NETWORK_… */
  open(target: SocketTarget): Promise<Socket>;
  /** Ends what is still being opened. */
  close(): void;
}

/** Makes the connector for a way. Certificates and keys are read once. */
export function createConnector(way: Way): Connector {
  const trust = trusted(way.tls);
  const context = openContext(way.tls, trust);
  const closing = new AbortController();
  return {
    open: async (target) => {
      const limit = AbortSignal.timeout(way.timeoutMs);
      const signal = AbortSignal.any([closing.signal, limit]);
      try {
        const raw = await openRaw(target, way, trust.ca, signal);
        return target.isTls ? await secure(raw, target, way, context, signal) : raw;
      } catch (cause) {
        if (!limit.aborted) throw cause;
        throw new ErpgateError("CALL_TIMEOUT", `no connection to ${target.hostname} after ${way.timeoutMs} ms`, {
          cause,
        });
      }
    },
    close: () => closing.abort(new ErpgateError("CONNECTION_CLOSED", "the connection was closed")),
  };
}

async function openRaw(
  { hostname, port }: SocketTarget,
  { proxy }: Way,
  ca: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  if (proxy) return openTunnel(proxy, `${host}:${port}`, ca, signal);
  const socket = process.getBuiltinModule("node:net").connect({ host: hostname, port });
  socket.setNoDelay(true);
  await settled(socket, "connect", signal, `while connecting to ${hostname}`);
  return socket;
}

async function secure(
  raw: Socket,
  { hostname }: SocketTarget,
  { tls, warn }: Way,
  context: SecureContext,
  signal: AbortSignal,
): Promise<Socket> {
  const { connect } = process.getBuiltinModule("node:tls");
  const name = tls.serverName ?? hostname;
  const isAddress = process.getBuiltinModule("node:net").isIP(name) !== 0;
  const socket: TLSSocket = connect({
    socket: raw,
    host: name,
    // An address has no place in SNI (RFC 6066 section 3).
    servername: isAddress ? "" : name,
    secureContext: context,
    ALPNProtocols: ["http/1.1"],
    // Not the last word: judgePeer() refuses whatever these two options do not cover.
    rejectUnauthorized: tls.allowUnverifiedCertificate !== true && tls.acceptCertificate === undefined,
  });
  await settled(socket, "secureConnect", signal, `while connecting to ${hostname}`);
  const wrong = judgePeer(socket, tls, hostname);
  if (wrong) {
    socket.destroy();
    throw wrong;
  }
  if (tls.allowUnverifiedCertificate === true) warn({ event: "tls-weakened", host: hostname, reason: "unverified" });
  else if (isWeak(tls.acceptCertificate)) warn({ event: "tls-weakened", host: hostname, reason: "weak-fingerprint" });
  return socket;
}

/** Waits for a socket to be ready; destroys it where it fails or is no longer wanted. */
function settled(socket: Socket, event: string, signal: AbortSignal, when: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: ErpgateError): void => {
      socket.off(event, onReady);
      socket.off("error", onError);
      socket.off("close", onClose);
      signal.removeEventListener("abort", onAbort);
      if (!error) return resolve();
      // What a socket says after it has been given up is nobody's.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const onReady = (): void => end();
    const onError = (cause: Error): void => end(networkError(cause, when, socket));
    const onClose = (): void => end(networkError({ code: "ECONNRESET" }, when));
    const onAbort = (): void => end(networkError(signal.reason, when));
    socket.once(event, onReady);
    socket.once("error", onError);
    socket.once("close", onClose);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
