import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as a test looks at it: its body has been read. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real server on loopback that a test scripts, and that keeps what it saw. */
export interface ErpServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Requests whose path begins so. */
  count(prefix: string): number;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Starts a server that answers by `answer`, which gets the request whole. */
export async function startErpServer(
  answer: (seen: Seen, response: ServerResponse, socket: Socket) => void,
): Promise<ErpServer> {
  const seen: Seen[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers, socket } = request;
    const one = { method, url, headers, body: await readBody(request) };
    seen.push(one);
    answer(one, response, socket);
  };
  const listener: RequestListener = (request, response) => {
    void take(request, response);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    count: (prefix) => seen.filter((one) => one.url.startsWith(prefix)).length,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The first request that a server saw. */
export function firstSeen(server: ErpServer): Seen {
  const [first] = server.seen;
  if (!first) throw new Error("the server saw no request");
  return first;
}

/** Answers JSON. */
export function json(
  response: ServerResponse,
  value: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify(value);
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": length, ...headers }).end(body);
}
