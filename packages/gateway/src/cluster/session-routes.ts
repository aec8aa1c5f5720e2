import { createHash } from "node:crypto";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Exchange } from "../exchange.ts";
import { hasBody, type RequestHeaders } from "../forward/request-headers.ts";
import { credentialText } from "../identity/credential-text.ts";
import { RELAYED } from "./relay-listener.ts";

/** Where a call is handed over to. */
export interface Destination {
  readonly owner: string;
  /** The connection at whose own port it came in. */
  readonly port: string | undefined;
}

/** Brings calls of a session to the worker that has it. */
export interface SessionRoutes {
  /** Where to hand this call over; undefined: it is this worker's. @throws where the primary is gone */
  elsewhere(exchange: Exchange): Promise<string | undefined>;
  /** Hands it over. @returns whether there was an answer; if not, the caller has got nothing yet */
  handOver(exchange: Exchange, headers: RequestHeaders, to: Destination): Promise<boolean>;
}

export interface SessionRoutesParts {
  /** Where this worker takes calls of others. */
  readonly own: string;
  readonly secret: string;
  readonly ownerOf: (caller: string, asking: string) => Promise<string>;
}

// Not imported: see listen.ts.
const { request: send } = process.getBuiltinModule("node:http");

/** Of one hop each; and a body that is held back is asked for here. */
const OF_THIS_HOP: ReadonlySet<string> = new Set(["connection", "keep-alive", "transfer-encoding", "expect", RELAYED]);

/** @returns routes of one worker */
export function createSessionRoutes({ own, secret, ownerOf }: SessionRoutesParts): SessionRoutes {
  function open({ method, request }: Exchange, { owner, port: at }: Destination): ClientRequest {
    const { hostname, port } = new URL(owner);
    const mark = [RELAYED, at === undefined ? secret : `${secret} ${at}`];
    const headers = [...mark, ...passing(request.rawHeaders)];
    if (request.headers["transfer-encoding"] !== undefined) headers.push("transfer-encoding", "chunked");
    // A connection that is kept may be closed at the other end just now; then nobody knows whether the call has come in.
    return send({ agent: false, hostname, port, method, path: request.url, headers });
  }

  return {
    async elsewhere(exchange) {
      const { request, mount } = exchange;
      const { authorization, "x-api-key": apiKey } = request.headers;
      // A certificate is shown to this process, and cannot be shown again.
      if (authorization === undefined && apiKey === undefined) return undefined;
      const shown = credentialText(request);
      const caller = createHash("sha256").update(`${mount?.name}\0${shown}`).digest("base64url");
      const owner = await ownerOf(caller, own);
      return owner === own ? undefined : owner;
    },
    async handOver(exchange, headers, to) {
      const { request, response } = exchange;
      const outgoing = open(exchange, to);
      exchange.call = { hangUp: () => void outgoing.destroy() };
      const answered = new Promise<IncomingMessage | undefined>((resolve) => {
        outgoing.once("response", resolve).on("error", () => resolve(undefined));
      });
      if (headers.waitsForContinue) response.writeContinue();
      // A request without a body never says that it has ended: see `optimizeEmptyRequests`.
      if (hasBody(headers)) request.pipe(outgoing);
      else outgoing.end();
      const answer = await answered;
      if (answer === undefined) return false;
      exchange.isElsewhere = true;
      response.writeHead(answer.statusCode ?? 502, passing(answer.rawHeaders));
      // Cut there is cut here: a clean end would pass off half an answer as the whole of it.
      answer.on("error", () => response.destroy()).pipe(response);
      return true;
    },
  };
}

function passing(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_text, at) => !OF_THIS_HOP.has((rawHeaders[at - (at % 2)] ?? "").toLowerCase()));
}
