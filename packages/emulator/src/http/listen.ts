import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Call } from "./call.ts";
import { createServers, type AnswerRequest, type ListenerTls, type Servers } from "./create-servers.ts";
import { BODY_LIMIT_BYTES } from "./fetch-adapter.ts";

/** A server that answers with one handler, and the address it got. */
export interface Listener {
  /** `http://host:port`, or `https://`. */
  readonly origin: string;
  /** Cuts the connections that no request is on. */
  closeIdle(): void;
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
  tls?: ListenerTls,
): Promise<Listener> {
  const scheme = tls === undefined ? "http" : "https";
  const servers = createServers(answering(handle, scheme), tls);
  await new Promise<void>((resolve, reject) => {
    servers.front.once("error", reject).listen(port, host, () => resolve());
  });
  return {
    origin: originOf(servers, scheme, host),
    closeIdle: () => servers.closeIdle(),
    close: async () => await closeServers(servers),
  };
}

function answering(handle: (call: Call) => Answer | Promise<Answer>, scheme: string): AnswerRequest {
  return (request, response, reset) => {
    readBody(request, (body) => {
      if (body === undefined) return tooLarge(response);
      const whenGone = (leave: () => void): void => void response.once("close", leave);
      const answer = answerTo({ ...toCall(request, body, scheme), whenGone }, handle);
      if (answer instanceof Promise) void answer.then((late) => writeLate(late, request, response, reset));
      else writeAnswer(answer, request, response, reset);
    });
  };
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
function writeLate(answer: Answer, request: IncomingMessage, response: ServerResponse, reset: Reset): void {
  if (!response.destroyed) writeAnswer(answer, request, response, reset);
}

function originOf({ front }: Servers, scheme: string, host: string): string {
  const address = front.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function closeServers(servers: Servers): Promise<void> {
  await new Promise<void>((resolve) => {
    servers.front.close(() => resolve());
    // An emulator is closed by tests that are done with it: nobody is waiting for an answer any more.
    servers.closeAll();
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

function toCall(request: IncomingMessage, body: string, scheme: string): Omit<Call, "whenGone"> {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  const { headers } = request;
  return {
    method: request.method ?? "GET",
    origin: `${scheme}://${headers.host ?? "localhost"}`,
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? "" : target.slice(mark + 1),
    // Only set-cookie ever comes as a list, and a request has none
    headers: headers as Readonly<Record<string, string | undefined>>,
    headerNames: request.rawHeaders.filter((_, at) => at % 2 === 0),
    body,
    hasLength: headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined,
  };
}

type Reset = Parameters<AnswerRequest>[2];

function writeAnswer(answer: Answer, request: IncomingMessage, response: ServerResponse, reset: Reset): void {
  switch (answer.transport?.kind) {
    case "reset":
      return reset(request.socket);
    case "close":
      return void request.socket.end();
    case "silence":
      return;
    case "slow-body":
    case undefined:
      break;
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
