import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Certificate } from "../certificate.ts";

/** A real proxy on loopback that opens tunnels, and keeps what it was asked. */
export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  /** `host:port` of every tunnel that was asked for. */
  readonly asked: readonly string[];
  /** The bytes that the client sent through its tunnels. */
  readonly seen: () => string;
}

/** What a test sets apart from a proxy that lets everybody through. */
export interface ConnectProxyOptions {
  /** `user:password` of the one login that it takes. */
  readonly login?: string;
  /** What it says it takes; Basic by default. */
  readonly offers?: string;
  /** The status of every answer, instead of a tunnel. */
  readonly status?: number;
  /** Takes the request and never answers. */
  readonly isSilent?: boolean;
  readonly certificate?: Certificate;
}

export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Duplex>();
  const { certificate } = options;
  const server = certificate ? createTlsServer({ key: certificate.keyPem, cert: certificate.pem }) : createServer();
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    asked.push(request.url ?? "");
    sockets.add(client);
    client.on("error", () => undefined);
    const status = verdict(options, request);
    if (options.isSilent === true) return;
    if (status !== 200) return void client.end(answer(status, options.offers ?? 'Basic realm="proxy"'));
    const [host = "", port = ""] = (request.url ?? "").split(/:(?=\d+$)/);
    const upstream = connect(Number(port), host.replace(/^\[|\]$/g, ""));
    sockets.add(upstream);
    upstream.on("error", () => client.destroy());
    upstream.on("connect", () => client.write("HTTP/1.1 200 Connection established\r\n\r\n"));
    client.on("data", (chunk: Buffer) => chunks.push(chunk));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${certificate ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    seen: () => Buffer.concat(chunks).toString("latin1"),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function verdict({ login, status }: ConnectProxyOptions, { headers }: IncomingMessage): number {
  if (status !== undefined) return status;
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login, "utf8").toString("base64")}`;
  return wanted === undefined || headers["proxy-authorization"] === wanted ? 200 : 407;
}

function answer(status: number, offers: string): string {
  const challenge = status === 407 ? `Proxy-Authenticate: ${offers}\r\n` : "";
  return `HTTP/1.1 ${status} No\r\n${challenge}Content-Length: 2\r\nConnection: close\r\n\r\nno`;
}
