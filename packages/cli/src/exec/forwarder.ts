import type { Connection } from "@erpgate/client";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A loopback address that is let in at the ERP, for whoever has its key. */
export interface Forwarder {
  readonly url: string;
  readonly key: string;
  /** Lets what is under way finish, and closes. */
  close(): Promise<void>;
}

/** What concerns one connection only (RFC 9110, 7.6.1), and what carries the caller's own key: it is for us and goes no further. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "content-length",
  "authorization",
  "x-api-key",
  "cookie",
  // The answer is passed on as it comes, so it must come in no form that this end would have to undo.
  "accept-encoding",
]);
const NOT_RETURNED: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-encoding",
  "set-cookie",
  "trailer",
  "upgrade",
]);

/** Starts the forwarder on a port of 127.0.0.1 that nobody can foresee, with a key that nobody else has. */
export async function startForwarder(connection: Connection): Promise<Forwarder> {
  // Asked for here and not imported: the command line is one file, and every start of it would load them.
  const { createServer } = process.getBuiltinModule("node:http");
  const { randomBytes } = process.getBuiltinModule("node:crypto");
  const key = randomBytes(32).toString("base64url");
  const server = createServer((request, response) => {
    void answer(connection, key, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
  return { url, key, close };
}

async function answer(
  connection: Connection,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = refusalOf(key, request);
  if (fault !== undefined) {
    request.resume();
    return refuse(response, 401, fault);
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort(new Error("the child hung up")));
  const got = await forward(connection, request, gone.signal).catch((error: unknown) => describe(error));
  if (typeof got === "string") return refuse(response, 502, got);
  const headers = [...got.headers].filter(([name]) => !NOT_RETURNED.has(name));
  response.writeHead(got.status, Object.fromEntries(headers));
  if (got.body === null || request.method === "HEAD") return void response.end();
  const { Readable, promises } = process.getBuiltinModule("node:stream");
  await promises.pipeline(Readable.fromWeb(got.body), response);
}

/** A web page that a browser has open could call a loopback port as well; it has neither the key nor this host name. */
function refusalOf(key: string, { headers }: IncomingMessage): string | undefined {
  if (!/^(?:127\.0\.0\.1|localhost):\d+$/.test(headers.host ?? "")) return "this address is 127.0.0.1";
  const [scheme = "", credential = ""] = (headers.authorization ?? "").split(" ");
  const basic = scheme.toLowerCase() === "basic" ? Buffer.from(credential, "base64").toString("utf8") : "";
  const given = [
    scheme.toLowerCase() === "bearer" ? credential : "",
    basic.slice(basic.indexOf(":") + 1),
    String(headers["x-api-key"] ?? ""),
  ];
  return given.some((each) => isSame(each, key)) ? undefined : "present ERPGATE_KEY, as Authorization: Bearer";
}

function isSame(a: string, b: string): boolean {
  const { createHash, timingSafeEqual } = process.getBuiltinModule("node:crypto");
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

async function forward(connection: Connection, request: IncomingMessage, signal: AbortSignal): Promise<Response> {
  const method = request.method ?? "GET";
  const hasBody = request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"]) > 0;
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    NOT_SENT.has(name) || value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  const { Readable } = process.getBuiltinModule("node:stream");
  const body = hasBody ? (Readable.toWeb(request) as ReadableStream<Uint8Array>) : undefined;
  return connection.fetch(request.url ?? "/", { method, headers, signal, ...(body === undefined ? {} : { body }) });
}

/** Our own errors hold no secret; of any other only the kind is told. */
function describe(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return code !== undefined && /^[A-Z0-9_]+$/.test(code) && !code.startsWith("ERR_")
    ? `${(error as Error).message} [${code}]`
    : "the call failed";
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, {
    "content-type": "application/problem+json",
    ...(status === 401 && { "www-authenticate": "Bearer" }),
  });
  response.end(
    JSON.stringify({ title: status === 401 ? "not let in" : "the ERP could not be reached", status, detail }),
  );
}
