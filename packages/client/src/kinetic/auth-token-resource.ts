import { answerMembers, isWebPage } from "../answer-members.ts";
import type { TokenWorld } from "../dialect.ts";
import type { Failure } from "../failure.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { readLifetimeSeconds } from "../token/lifetime.ts";
import { plain, readTokenAnswer, sendTokenRequest } from "../token/token-request.ts";
import type { TokenReader } from "../token/token-request.ts";
import type { ObtainToken } from "../token/token.ts";
import { classifyFailure } from "./failure.ts";

/**
 * The strategy for Kinetic's own token service, as Epicor's library speaks to it: an empty POST with the credential in
 * headers. With the trailing slash, without which the service answers a redirect (official, by that library's comment).
 * There is no refresh token (official): renewal logs in again.
 */
export function tokenResource(baseUrl: string, username: string, password: string, world: TokenWorld): ObtainToken {
  const url = new URL(baseUrl);
  const endpoint = world.open(url);
  const path = `${url.pathname.replace(/\/$/, "")}/TokenResource.svc/`;
  const headers = {
    username,
    password,
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  const reader = tokenResourceReader([password]);
  return async (signal) => {
    const request = { endpoint, path, headers, body: "", timeoutMs: world.timeoutMs, signal };
    return readTokenAnswer(request, await sendTokenRequest(request), reader, world.runtime.now());
  };
}

/** Reads the service's answer: JSON, or the XML that it gives by default (observed), by local names. */
export function tokenResourceReader(secrets: readonly string[]): TokenReader {
  return {
    secrets,
    read: ({ body }) => {
      const members = answerMembers(body);
      const token = members.get("AccessToken");
      return token === undefined
        ? undefined
        : { token, lifetimeSeconds: readLifetimeSeconds(members.get("ExpiresIn")) };
    },
    classify,
  };
}

function classify(answer: ReadAnswer): Failure {
  // Whether a service that is switched off answers 404 is not published; a wrong instance does.
  if (answer.status === 404) return plain("KINETIC_TOKEN_SERVICE_MISSING");
  // The body of a refused pair is not published either; on this service a 401 has only one thing to refuse.
  if (answer.status === 401 || answer.status === 403) return plain("KINETIC_CREDENTIALS_INVALID");
  const failure = classifyFailure({ status: answer.status, headers: answer.headers(), body: answer.body });
  const isServerFault = answer.status >= 500 && failure.code === "KINETIC_APPLICATION_ERROR";
  return isServerFault || (answer.status >= 500 && isWebPage(answer.body))
    ? plain("TOKEN_ISSUER_UNAVAILABLE")
    : failure;
}
