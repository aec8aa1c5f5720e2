import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { BODY_LIMIT_BYTES } from "./fetch-adapter.ts";

/** A server that answers with one handler, and the address it got. */
export interface Listener {
  /** `http://host:port`. */
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Puts a handler on a socket. The bridge goes straight from node's request to a Call and from an Answer to node's
 * response: building a Request and a Response in between would cost token endpoints half as much again.
 */
export async function listen(
  handle: (call: Call) => Answer | Promise<Answer>,
  host: string,
  port: number,
): Promise<Listener> {
  const server = createServer((request, response) => {
    readBody(request, (body) => {
      if (body === undefined) return tooLarge(response);
      const whenGone = (leave: () => void): void => void response.once("close", leave);
      const answer = answerTo({ ...toCall(request, body), whenGone }, handle);
      if (answer instanceof Promise) void answer.then((late) => writeLate(late, request, response));
      else writeAnswer(answer, request, response);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => resolve());
  });
  return { origin: originOf(server, host), close: async () => await closeServer(server) };
}

/** A fault of the emulator's own is an answer that says so, and never the end of the process it runs in. */
function answerTo(call: Call, handle: (call: Call) => Answer | Promise<Answer>): Answer | Promise<Answer> {
  try {
    const answer = handle(call);
    return answer instanceof Promise ? answer.catch(failedAnswer) : answer;
  } catch (error) {
    return failedAnswer(error);
  }
}

function failedAnswer(error: unknown): Answer {
  const body = `The emulator itself failed: ${error instanceof Error ? error.message : "unknown"}\n`;
  return { status: 500, headers: { "content-type": "text/plain; charset=utf-8" }, body, rule: "emulator.failed" };
}

/** An answer for a caller who may have gone while it was waited for. */
function writeLate(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (!response.destroyed) writeAnswer(answer, request, response);
}

function originOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // An emulator is closed by tests that are done with it: nobody is waiting for an answer any more.
    server.closeAllConnections();
  });
}

function readBody(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  });
  request.on("end", () => done(size > BODY_LIMIT_BYTES ? undefined : Buffer.concat(chunks).toString("utf8")));
}

function toCall(request: IncomingMessage, body: string): Omit<Call, "whenGone"> {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  const { headers } = request;
  return {
    method: request.method ?? "GET",
    origin: `http://${headers.host ?? "localhost"}`,
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? "" : target.slice(mark + 1),
    // Only set-cookie ever comes as a list, and a request has none
    headers: headers as Readonly<Record<string, string | undefined>>,
    headerNames: request.rawHeaders.filter((_, at) => at % 2 === 0),
    body,
    hasLength: headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined,
  };
}

function writeAnswer(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  if (answer.transport?.kind === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  const length = Buffer.byteLength(answer.body);
  response.writeHead(
    answer.status,
    answer.status === 204 ? answer.headers : { ...answer.headers, "content-length": length },
  );
  if (answer.transport?.kind === "slow-body") writeSlowly(answer.body, answer.transport.pieceDelayMs, response);
  else response.end(request.method === "HEAD" ? undefined : answer.body);
}

const PIECES = 8;

/** The body in a few pieces with a pause before each, so that the headers arrive long before the end. */
function writeSlowly(body: string, pieceDelayMs: number, response: ServerResponse): void {
  const bytes = Buffer.from(body, "utf8");
  const size = Math.max(1, Math.ceil(bytes.length / PIECES));
  let sent = 0;
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + size));
    sent += size;
    if (sent < bytes.length) return;
    clearInterval(timer);
    response.end();
  }, pieceDelayMs);
  response.once("close", () => clearInterval(timer));
}

function tooLarge(response: ServerResponse): void {
  response.writeHead(413, { connection: "close" }).end();
}
