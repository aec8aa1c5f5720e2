import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the ERP's place saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export type Respond = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A server in the ERP's place that keeps what it saw. */
export interface EchoUpstream extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  /** Requests whose head has come, whatever became of their bodies. */
  begun(): number;
  /** How to answer; by default 200 with a small JSON. */
  respond: Respond;
  /** Connections that are open now. */
  connections(): number;
}

const plainAnswer: Respond = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"value":[]}');
};

/** Starts one on a free port of the loopback. */
export async function startEchoUpstream(): Promise<EchoUpstream> {
  const seen: SeenRequest[] = [];
  let open = 0;
  let begun = 0;
  const server = createServer((request, response) => {
    begun += 1;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      seen.push({
        method: request.method ?? "",
        target: request.url ?? "",
        rawHeaders: request.rawHeaders,
        headers: request.headers,
        body,
      });
      upstream.respond(request, response, body);
    });
  });
  server.on("connection", (socket) => {
    open += 1;
    socket.on("close", () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const upstream: EchoUpstream = {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    begun: () => begun,
    respond: plainAnswer,
    connections: () => open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return upstream;
}
