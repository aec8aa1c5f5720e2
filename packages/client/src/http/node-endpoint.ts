import type { Agent, ClientRequest, RequestOptions } from "node:http";
import type { Duplex } from "node:stream";
import type { Endpoint, WireRequest } from "./endpoint.ts";
import type { MakeResponse } from "./erp-response.ts";
import { NodeExchange } from "./node-exchange.ts";
import { createTurnBatch } from "./turn-batch.ts";

/** Sockets that nobody has used for this long are closed, before most servers and proxies close them under our feet. */
const IDLE_SOCKET_MS = 55_000;

/**
 * Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED=0, once set for some other program, would send the login to whoever answers.
 * `tls.allowUnverifiedCertificate` is the way to have that. Plain http does not read it.
 */
const VERIFIED = { rejectUnauthorized: true } as const;

/** Opens the socket of a connection in another way than Node's own. */
export type OpenSocket = (target: {
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
}) => Promise<Duplex>;

/**
 * Speaks HTTP to one origin through Node's own client on kept-alive connections. The modules are asked of the process when
 * they are needed: importing `node:http` costs 18 ms of start-up because it drags in all of fetch, this costs 1 (measured).
 */
export function openNodeEndpoint(url: URL, makeResponse: MakeResponse, openSocket?: OpenSocket): Endpoint {
  const isTls = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  const createConnection = openSocket && connectionMaker(() => openSocket({ hostname: host, port, isTls }));
  // Without an agent Node takes the function that is given here, and with neither it takes its own.
  const fresh: RequestOptions = createConnection
    ? { agent: undefined, createConnection }
    : { agent: false, ...VERIFIED };
  let pool: Pool | undefined;
  const request = ({ method, path, headers, isFresh }: WireRequest): ClientRequest => {
    pool ??= openPool(isTls, createConnection);
    // The flat form of headers: Node writes it as it stands.
    return pool.http.request({ host, port, method, path, headers, ...(isFresh ? fresh : pool.options) });
  };
  const batch = createTurnBatch();
  return {
    origin: url.origin,
    host: url.host,
    send: (wire) =>
      new Promise((resolve, reject) => {
        const exchange = new NodeExchange(wire, url.origin, makeResponse, resolve, reject);
        const start = (): void => exchange.begin(() => request(wire));
        if (wire.isFresh) start();
        else batch(start);
      }),
    close: () => pool?.agent.destroy(),
  };
}

/** Node's client and the sockets that are kept alive. */
interface Pool {
  readonly http: Pick<typeof import("node:http"), "request">;
  readonly agent: Agent;
  readonly options: RequestOptions;
}

/** With the first call: a program that only wants a token that it has need not load them. */
function openPool(isTls: boolean, createConnection: Agent["createConnection"] | undefined): Pool {
  const http = isTls ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
  const agent = new http.Agent({ keepAlive: true, timeout: IDLE_SOCKET_MS, ...VERIFIED });
  if (createConnection) agent.createConnection = createConnection;
  return { http, agent, options: { agent } };
}

type TakeSocket = (error: Error | null, socket?: Duplex) => void;

/** A promise in the form that Node wants: it is told by a callback. */
function connectionMaker(open: () => Promise<Duplex>): NonNullable<Agent["createConnection"]> {
  return (_options: unknown, take: TakeSocket) => {
    void handOver(open(), take);
  };
}

async function handOver(opening: Promise<Duplex>, take: TakeSocket): Promise<void> {
  try {
    take(null, await opening);
  } catch (error) {
    take(error as Error);
  }
}
