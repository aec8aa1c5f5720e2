import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { ErpgateError } from "../../errors.ts";
import { revealed } from "../../secret.ts";
import { networkError } from "../network-error.ts";
import type { ProxyAddress } from "./way.ts";

/**
 * Asks a proxy for a tunnel to `host:port` (CONNECT, RFC 9110 section 9.3.6). Plain http goes through one as well, so that
 * the proxy never sees a credential.
 *
 * @param ca what the proxy's own certificate is judged by, where the way to it is https
 */
export function openTunnel(
  proxy: ProxyAddress,
  target: string,
  ca: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const isTls = proxy.url.protocol === "https:";
  const http = process.getBuiltinModule(isTls ? "node:https" : "node:http");
  const headers: OutgoingHttpHeaders = { host: target, ...authorization(proxy) };
  const { hostname, port } = proxy.url;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? (isTls ? 443 : 80) : Number(port),
      method: "CONNECT",
      path: target,
      headers,
      agent: false,
      signal,
      // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: the proxy's password goes this way.
      rejectUnauthorized: true,
      ...(ca && { ca: [...ca] }),
    });
    request.on("error", (cause) => reject(unreachable(proxy, cause)));
    request.on("connect", (answer, socket, head) => {
      // Whoever opens the tunnel speaks first: bytes that come before that belong to nobody.
      if (answer.statusCode === 200 && head.length === 0) return resolve(socket);
      socket.destroy();
      reject(refused(proxy, target, answer));
    });
    // An answer without a tunnel, as of a web server that knows no CONNECT.
    request.on("response", (answer) => {
      request.destroy();
      reject(refused(proxy, target, answer));
    });
    request.end();
  });
}

function authorization({ username, password }: ProxyAddress): OutgoingHttpHeaders {
  if (username === undefined) return {};
  const { Buffer } = process.getBuiltinModule("node:buffer");
  const pair = Buffer.from(`${username}:${revealed(password)}`, "utf8").toString("base64");
  return { "proxy-authorization": `Basic ${pair}` };
}

function unreachable({ url }: ProxyAddress, cause: Error): ErpgateError {
  const inner = networkError(cause, "on the way to the proxy");
  return new ErpgateError("PROXY_UNREACHABLE", `the proxy ${url.host} cannot be reached: ${inner.message}`, { cause });
}

function refused({ url, username }: ProxyAddress, target: string, answer: IncomingMessage): ErpgateError {
  const status = answer.statusCode ?? 0;
  const what = `the proxy ${url.host} answered ${status} when asked for a tunnel to ${target}`;
  if (status === 407) {
    const offered = [answer.headers["proxy-authenticate"] ?? []].flat().join(", ");
    const schemes = [...offered.matchAll(/(?:^|,\s*)([A-Za-z][\w-]*)(?=\s|,|$)(?!\s*=)/g)].map(([, name]) => name);
    const had = username === undefined ? "no login was given" : "the login given was refused";
    const basic = schemes.some((name) => name?.toLowerCase() === "basic");
    const hint = schemes.length > 0 && !basic ? `; it offers ${schemes.join(", ")}, and only Basic is supported` : "";
    return new ErpgateError("PROXY_AUTH_REQUIRED", `${what}: ${had}${hint}`, { status });
  }
  if (status === 502 || status === 503 || status === 504)
    return new ErpgateError("PROXY_TARGET_UNREACHABLE", what, { status });
  return new ErpgateError("PROXY_REFUSED", what, { status });
}
