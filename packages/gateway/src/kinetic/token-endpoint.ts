import type { KeyMatch } from "../consumers/consumer-index.ts";
import type { EndpointAnswer, EndpointCall, OwnEndpoint } from "../endpoint.ts";
import { asksForJson } from "../policy/accept.ts";
import { problemOf } from "../problem.ts";
import type { Reason } from "../reason.ts";
import { xmlOf } from "../xml.ts";
import { kineticRefusalBody } from "./refusal-body.ts";
import { readTokenRequest } from "./token-request.ts";

/** `iss` of the tokens of Kinetic's token service (observed:client). */
export const KINETIC_ISSUER = "epicor";

// As Kinetic's own; there is no refreshing, a program logs in again (official).
const LIFETIME_SECONDS = 3600;

/**
 * `TokenResource.svc`, answered by the gateway: the consumer's name and key take the place of user and password. With the
 * slash at its end and without: Kinetic redirects the latter, and a program that follows loses its POST on the way.
 */
export const tokenResourceEndpoint: OwnEndpoint = {
  open: true,
  async answer(call) {
    const { method, headers } = call.request;
    if (method !== "POST") return refusal("method.not-allowed", call, undefined);
    const pair = readTokenRequest(headers, await call.readBody());
    if (pair === undefined) return refusal("credential.missing", call, undefined);
    if (pair === "two") return refusal("credential.conflict", call, undefined);
    const match = call.consumers.matchKey(pair.password, call.nowMs);
    if (match === undefined || match.consumer.name !== pair.username)
      return refusal("credential.unknown", call, undefined);
    return issue(call, match);
  },
};

function issue(call: EndpointCall, match: KeyMatch): EndpointAnswer {
  const { connection, nowMs, issuer, request } = call;
  const { consumer, keyId } = match;
  if (connection === undefined || !Object.hasOwn(consumer.access, connection))
    return refusal("scope.connection", call, consumer.name);
  const claims = {
    iss: KINETIC_ISSUER,
    aud: KINETIC_ISSUER,
    username: consumer.name,
    // Kinetic has none of these: they find this registration in memory, and with the key the token ends.
    "erpgate.consumer": consumer.name,
    "erpgate.id": consumer.id,
    "erpgate.key": keyId,
  };
  const { token, expiresInSeconds } = issuer.issueForMount(connection, nowMs, claims, lifetimeOf(match, call));
  const members = { AccessToken: token, ExpiresIn: expiresInSeconds, RefreshToken: "", TokenType: "Bearer" };
  const json = asksForJson(request.headers.accept);
  const type = json ? "application/json; charset=utf-8" : "application/xml; charset=utf-8";
  return {
    status: 200,
    headers: ["content-type", type, "cache-control", "no-store"],
    // XML unless JSON is asked for by name (observed); its namespace is not known.
    body: json ? JSON.stringify(members) : xmlOf("Token", members),
    consumer: consumer.name,
    reason: undefined,
  };
}

/** An hour, or what is registered where that is less, and no longer than the key that it is asked for with. */
function lifetimeOf({ consumer, expiresAtMs }: KeyMatch, { issuer, nowMs }: EndpointCall): number {
  const registered = consumer.tokenLifetimeSeconds ?? issuer.mountTokenLifetimeSeconds;
  const left = expiresAtMs === undefined ? Infinity : Math.max(1, Math.floor((expiresAtMs - nowMs) / 1000));
  return Math.min(LIFETIME_SECONDS, left, registered === "never" ? Infinity : registered);
}

/** The body of Kinetic's own refusal here is not published; a wrong pair is answered as one in Basic is. */
function refusal(reason: Reason, call: EndpointCall, consumer: string | undefined): EndpointAnswer {
  const problem = problemOf(reason);
  const { status, contentType, body } = kineticRefusalBody({
    problem,
    finding: problem.finding,
    fix: problem.fix?.map((step) => step.replaceAll("CONNECTION", call.connection ?? "CONNECTION")),
    requestId: call.requestId,
    scheme: "basic",
    accept: call.request.headers.accept,
    path: "/TokenResource.svc/",
  });
  const allow = status === 405 ? ["allow", "POST"] : [];
  return {
    status,
    headers: ["content-type", contentType, "cache-control", "no-store", ...allow],
    body,
    consumer,
    reason,
  };
}
