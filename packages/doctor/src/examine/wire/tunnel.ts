import type { Socket } from "node:net";
import { Secret } from "@erpgate/client";
import type { UsedProxy } from "./proxy-for.ts";

/** A proxy that answered, and not with a tunnel. */
export class TunnelRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the proxy answered ${String(status)}`);
    this.status = status;
  }
}

/** Asks a proxy for a tunnel to a host (CONNECT). */
export function openTunnel({ url, username, password }: UsedProxy, to: URL, signal: AbortSignal): Promise<Socket> {
  const isTls = url.protocol === "https:";
  const http = process.getBuiltinModule(isTls ? "node:https" : "node:http");
  const target = `${to.hostname}:${to.port === "" ? (to.protocol === "https:" ? "443" : "80") : to.port}`;
  const secret = Secret.is(password) ? password.reveal() : (password ?? "");
  const pair = Buffer.from(`${username ?? ""}:${secret}`, "utf8").toString("base64");
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
      method: "CONNECT",
      path: target,
      headers: { host: target, ...(username === undefined ? {} : { "proxy-authorization": `Basic ${pair}` }) },
      agent: false,
      signal,
    });
    request.once("error", reject);
    request.once("connect", (answer, socket) => {
      if (answer.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new TunnelRefusal(answer.statusCode ?? 0));
    });
    request.once("response", (answer) => {
      request.destroy();
      reject(new TunnelRefusal(answer.statusCode ?? 0));
    });
    request.end();
  });
}
