import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ErpgateError } from "../errors.ts";
import { showPage } from "./loopback-page.ts";
import { isAnswerTo } from "./read-callback.ts";

/** Where the browser brings the answer of one login. */
export interface Loopback extends AsyncDisposable {
  /** The redirect URI with the port that was to be had. */
  readonly redirectUri: string;
  /** The parameters of the one answer that carries `state`. */
  answer(state: string, signal: AbortSignal): Promise<URLSearchParams>;
}

interface Waiting {
  readonly state: string;
  readonly take: (parameters: URLSearchParams) => void;
}

/** A form with a code is some 2 KB. */
const MAX_FORM_BYTES = 65_536;

/**
 * Listens on this computer alone, for one answer. Whoever else on this computer, or in this browser, sends something is told no
 * and changes nothing: the answer has to come to the exact path and host, in the expected form, with the state of this login, and
 * once.
 *
 * @param redirectUri as registered; a port that is busy is replaced, because Entra ignores the port of localhost
 */
export async function openLoopback(redirectUri: string, responseMode: "form_post" | "query"): Promise<Loopback> {
  const wanted = new URL(redirectUri);
  const server = createServer();
  const port = await listen(server, wanted.port === "" ? 0 : Number(wanted.port));
  let waiting: Waiting | undefined;
  let isUsed = false;
  const hosts = new Set([`${wanted.hostname}:${port}`, `127.0.0.1:${port}`]);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = URL.parse(request.url ?? "", "http://localhost");
    // Another name that leads here is a page's attempt to talk to this computer (DNS rebinding).
    if (!hosts.has(request.headers.host ?? "")) return showPage(response, 403, "refused");
    if (url?.pathname !== wanted.pathname) return showPage(response, 404, "refused");
    if (isUsed) return showPage(response, 410, "used");
    const parameters = await readParameters(request, url, responseMode);
    if (parameters === undefined) return showPage(response, 405, "refused");
    if (waiting === undefined || !isAnswerTo(parameters, waiting.state)) return showPage(response, 400, "refused");
    isUsed = true;
    await showPage(response, 200, parameters.has("error") ? "declined" : "done");
    waiting.take(parameters);
  };
  server.on("request", (request, response) => void handle(request, response).catch(() => response.destroy()));
  return {
    redirectUri: `http://${wanted.hostname}:${port}${/^http:\/\/[^/]+\/?$/.test(redirectUri) ? "" : wanted.pathname}`,
    answer: (state, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason as Error);
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        const take = (parameters: URLSearchParams): void => {
          signal.removeEventListener("abort", onAbort);
          resolve(parameters);
        };
        waiting = { state, take };
      }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    return await bind(server, port);
  } catch (cause) {
    if (port !== 0) return listen(server, 0);
    throw new ErpgateError(
      "TOKEN_SIGN_IN_REQUIRED",
      "no port of this computer can be listened on for the login's answer",
      { cause },
    );
  }
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function readParameters(
  request: IncomingMessage,
  url: URL,
  responseMode: "form_post" | "query",
): Promise<URLSearchParams | undefined> {
  if (responseMode === "query") return request.method === "GET" ? url.searchParams : undefined;
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "");
  if (request.method !== "POST" || !isForm) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
