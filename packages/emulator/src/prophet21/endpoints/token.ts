import { refusing, runSteps, type Answer, type Step } from "../../http/answer.ts";
import { middlewareError } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { readV1Request, readV2Request, type TokenRequest } from "../read-token-request.ts";
import { refuseKey, refusePassword } from "../refuse-token.ts";
import { mintToken, type Grant } from "../token.ts";
import { loginNameOf, signIn } from "../users.ts";
import { writeRawToken, writeToken } from "../write-token.ts";

/** A token request on its way: the exchange, and what the steps have read so far. */
interface TokenExchange extends Prophet21Exchange {
  request?: TokenRequest;
  grant?: Grant;
}

/** `POST /api/security/token/v2` with a JSON body, and `POST /api/security/token` with headers. */
export function token(exchange: Prophet21Exchange): Answer {
  const steps: readonly Step<TokenExchange>[] = [refuseOtherVerbs, requireLength, readRequest, identify, giveToken];
  return runSteps(steps, { ...exchange });
}

function refuseOtherVerbs({ call }: TokenExchange): Answer | undefined {
  if (call.method === "POST") return undefined;
  return refusing(
    middlewareError(call, "prophet21.token.verb", 405, {
      message: "The requested resource does not support http method.",
    }),
    "POST",
  );
}

/** IIS refuses a POST without a length before the middleware sees it (claimed). */
function requireLength({ call, switches }: TokenExchange): Answer | undefined {
  if (call.hasLength || !switches.lengthRequired) return undefined;
  const page =
    "<!DOCTYPE HTML><html><head><title>Length Required</title></head><body><h2>Length Required</h2><hr><p>HTTP Error 411. The request must be chunked or have a content length.</p></body></html>";
  return {
    status: 411,
    headers: { "content-type": "text/html; charset=us-ascii" },
    body: page,
    rule: "prophet21.token.length",
    wouldAccept: "the same with Content-Length: 0",
  };
}

function readRequest(exchange: TokenExchange): Answer | undefined {
  const { address, call } = exchange;
  const isV2 = address.kind === "token" && address.version === "v2";
  const request = isV2 ? readV2Request(call) : readV1Request(exchange);
  if (request === "no-json-body") {
    // Credentials in headers, as v1 takes them: v2 then fails inside (claimed; the 500 is inferred).
    const error = {
      message: "Object reference not set to an instance of an object.",
      type: "System.NullReferenceException",
    };
    return refusing(
      middlewareError(call, "prophet21.token.no-body", 500, error),
      'a JSON body as {"username":…,"password":…}; headers are for /api/security/token',
    );
  }
  exchange.request = request;
  return undefined;
}

function identify(exchange: TokenExchange): Answer | undefined {
  const { request, state } = exchange;
  if (request?.kind === "consumer") {
    const consumer = state.consumers.find(({ key }) => key === request.key);
    if (consumer === undefined) return refuseKey(exchange, request.key);
    // Any name is taken here, with no password and no check: only using the token finds out (observed).
    return identified(exchange, { kind: "consumer", consumer, username: request.username }, consumer.name);
  }
  const user = request?.kind === "user" ? signIn(state.users, request, exchange.switches) : undefined;
  return user === undefined
    ? refusePassword(exchange, request)
    : identified(exchange, { kind: "user", username: loginNameOf(user) }, user.username);
}

function identified(exchange: TokenExchange, grant: Grant, principal: string): undefined {
  exchange.grant = grant;
  exchange.findings.principal = principal;
}

function giveToken(exchange: TokenExchange): Answer {
  const { grant, request } = exchange;
  if (grant === undefined) throw new Error("this step must come after identify");
  const minted = mintToken(exchange, grant);
  return request?.kind === "user" && request.form === "J" ? writeRawToken(minted) : writeToken(exchange, grant, minted);
}
