import type { RequestOptions } from "node:http";
import type { Endpoint, WireRequest } from "./endpoint.ts";
import type { MakeResponse } from "./erp-response.ts";
import { NodeExchange } from "./node-exchange.ts";
import { createTurnBatch } from "./turn-batch.ts";

/** Sockets that nobody has used for this long are closed, before most servers and proxies close them under our feet. */
const IDLE_SOCKET_MS = 55_000;

/**
 * Speaks HTTP to one origin through Node's own client on kept-alive connections. The modules are asked of the process when
 * they are needed: importing `node:http` costs 18 ms of start-up because it drags in all of fetch, this costs 1 (measured).
 */
export function openNodeEndpoint(url: URL, makeResponse: MakeResponse): Endpoint {
  const isTls = url.protocol === "https:";
  const http = isTls ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
  const agent = new http.Agent({ keepAlive: true, timeout: IDLE_SOCKET_MS });
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  const options = ({ method, path, headers, isFresh }: WireRequest): RequestOptions => ({
    host,
    port,
    method,
    path,
    // The flat form: Node writes it as it stands.
    headers,
    agent: isFresh ? false : agent,
  });
  const batch = createTurnBatch();
  return {
    origin: url.origin,
    host: url.host,
    send: (wire) =>
      new Promise((resolve, reject) => {
        const exchange = new NodeExchange(wire, url.origin, makeResponse, resolve, reject);
        const start = (): void => exchange.begin(() => http.request(options(wire)));
        if (wire.isFresh) start();
        else batch(start);
      }),
    close: () => agent.destroy(),
  };
}
