import type { EndpointAnswer, EndpointCall } from "../endpoint.ts";
import { asksForJson } from "../policy/accept.ts";
import { problemMembers } from "../problem-body.ts";
import { problemOf } from "../problem.ts";
import type { Reason } from "../reason.ts";
import { xmlOf } from "../xml.ts";
import { flatMembers } from "./flat-members.ts";

/** A token as P21 describes it. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly userName: string;
  readonly scope: string;
  readonly sessionId: string;
  readonly consumerUid: string;
}

/**
 * A token in P21's own shape. Both names of the lifetime are given, because programs read one or the other. XML unless the
 * caller asks for JSON, as P21's middleware does; root, namespace and the members without one are what working .NET
 * code deserialises (observed:client).
 */
export function tokenAnswer(issued: IssuedToken, accept: string | undefined, consumer: string): EndpointAnswer {
  const members = {
    AccessToken: issued.token,
    TokenType: "Bearer",
    UserName: issued.userName,
    ExpiresIn: issued.expiresInSeconds,
    ExpiresInSeconds: issued.expiresInSeconds,
    RefreshToken: "",
    Scope: issued.scope,
    SessionId: issued.sessionId,
    ConsumerUid: issued.consumerUid,
  };
  const json = asksForJson(accept);
  const body = json
    ? JSON.stringify({ ...members, AppKey: null })
    : xmlOf("act:Token", members, ' xmlns:act="http://distributionsuite.activant.com"');
  return { status: 200, headers: bodyHeaders(json), body, consumer, reason: undefined };
}

/**
 * A refusal of the token endpoint in P21's own shapes: an unknown key is a 500 (observed on 26.1.5950.0), a wrong user or
 * password a 401 (status documented). Credentials that disagree are the gateway's own matter, and a 400 here as everywhere. P21 repeats the key in `InnerException`; here nothing of the request is repeated.
 * The members of RFC 9457 stand beside P21's own.
 */
export function tokenRefusal(
  reason: Reason,
  kind: "key" | "password",
  { request, requestId }: Pick<EndpointCall, "request" | "requestId">,
  consumer: string | undefined,
): EndpointAnswer {
  const { accept } = request.headers;
  const own = problemOf(reason);
  const status = own.status === 400 ? 400 : kind === "key" ? 500 : 401;
  const json = !accept || !/xml/i.test(accept) || asksForJson(accept);
  const members =
    kind === "key"
      ? {
          ErrorMessage: "Unable to generate client token.",
          ErrorType: "P21.Business.Common.TokenException",
          InnerException: "NotFoundException: Your query did not yield any results.",
        }
      : { error: "invalid_grant", error_description: "The user name or password is incorrect." };
  const problem = problemMembers({ problem: own, finding: undefined, fix: undefined, requestId }, status);
  const body = json
    ? JSON.stringify({ ...problem, ...members })
    : xmlOf("ResourceError", { ...members, ...flatMembers(problem) });
  return { status, headers: bodyHeaders(json), body, consumer, reason };
}

function bodyHeaders(json: boolean): readonly string[] {
  const type = json ? "application/json; charset=utf-8" : "application/xml; charset=utf-8";
  return ["content-type", type, "cache-control", "no-store"];
}
