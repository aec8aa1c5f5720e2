import type { IncomingMessage, RequestOptions } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { problemOf } from "../tls/problem-of.ts";
import type { Route } from "./route.ts";
import type { Carry, ProbeRequest, RawAnswer } from "./sent.ts";

/** Carries requests over Node's own http and https, on a connection each, the way the connection's options lead. */
export function nodeCarry(route: Route): Carry {
  return async (request, signal) => {
    const url = new URL(request.url);
    const isTls = url.protocol === "https:";
    const http = isTls ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
    const tls = isTls ? route.tlsFor(url) : {};
    const connection = await connectionFor(url, route, signal);
    const options: RequestOptions = {
      method: request.method,
      headers: withLength(request),
      signal,
      ...tls,
      // An agent would open a socket of its own, past the proxy.
      ...(connection === undefined ? { agent: false } : { createConnection: () => connection }),
    };
    return new Promise<RawAnswer>((resolve, reject) => {
      const sent = http.request(url, options, (answer) => {
        readAnswer(answer, request.maxBytes ?? Infinity).then(resolve, reject);
      });
      sent.once("error", reject);
      sent.end(request.body);
    });
  };
}

/** What is opened here: TLS is spoken through a tunnel with the host, and never with the proxy. */
async function connectionFor(url: URL, route: Route, signal: AbortSignal): Promise<Duplex | undefined> {
  const raw = await route.open(url, signal);
  if (url.protocol !== "https:") return raw;
  if (route.isJudged(url)) return await judgedFirst(raw, url, route, signal);
  if (raw === undefined) return undefined;
  const { connect } = process.getBuiltinModule("node:tls");
  return connect({ socket: raw, host: url.hostname, servername: url.hostname, ...route.tlsFor(url) });
}

/** A certificate that the options judge is judged before a byte of the request is sent. */
async function judgedFirst(raw: Duplex | undefined, url: URL, route: Route, signal: AbortSignal): Promise<TLSSocket> {
  const { connect } = process.getBuiltinModule("node:tls");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isAddress = process.getBuiltinModule("node:net").isIP(host) !== 0;
  const socket = connect({
    host,
    port: Number(url.port === "" ? 443 : url.port),
    ...(isAddress ? {} : { servername: host }),
    ...(raw === undefined ? {} : { socket: raw }),
    ...route.tlsFor(url),
    rejectUnauthorized: false,
  });
  const abort = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => void socket.once("secureConnect", resolve).once("error", reject));
    const certificate = socket.getPeerX509Certificate();
    const wrong = certificate === undefined ? "UNKNOWN" : route.judge(url, certificate, problemOf(socket));
    if (wrong === undefined) return socket;
    socket.destroy();
    throw Object.assign(new Error("the certificate is not the one that the options ask for"), { code: wrong });
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** IIS answers 411 to an empty POST without a length. */
function withLength({ method, headers, body }: ProbeRequest): Record<string, string> {
  const length = body === undefined ? (method === "POST" ? 0 : undefined) : Buffer.byteLength(body);
  return { ...headers, ...(length === undefined ? {} : { "content-length": String(length) }) };
}

async function readAnswer(answer: IncomingMessage, maxBytes: number): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // The beginning is enough: a metadata document has megabytes.
    if (size >= maxBytes) break;
  }
  const { rawHeaders } = answer;
  const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [{ name, value: rawHeaders[at + 1] ?? "" }] : []));
  const body = Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8");
  return { status: answer.statusCode ?? 0, headers, body };
}
