import type { IncomingMessage, RequestOptions } from "node:http";
import type { Duplex } from "node:stream";
import type { Route } from "./route.ts";
import type { Carry, ProbeRequest, RawAnswer } from "./sent.ts";

/** Carries requests over Node's own http and https, on a connection each, the way the connection's options lead. */
export function nodeCarry(route: Route): Carry {
  return async (request, signal) => {
    const url = new URL(request.url);
    const isTls = url.protocol === "https:";
    const http = isTls ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
    const socket = await route.open(url, signal);
    const options: RequestOptions = {
      method: request.method,
      headers: withLength(request),
      signal,
      agent: false,
      ...(isTls ? route.tlsFor(url) : {}),
      ...(socket === undefined ? {} : throughTunnel(socket, url, route)),
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

/** TLS is spoken through the tunnel with the host, and never with the proxy. */
function throughTunnel(socket: Duplex, url: URL, route: Route): RequestOptions {
  if (url.protocol !== "https:") return { createConnection: () => socket };
  const { connect } = process.getBuiltinModule("node:tls");
  return {
    createConnection: () => connect({ socket, host: url.hostname, servername: url.hostname, ...route.tlsFor(url) }),
  };
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
