import { randomUUID } from "node:crypto";
import type { KeyMatch } from "../consumers/consumer-index.ts";
import type { Consumer, ConsumerGrant } from "../consumers/consumer.ts";
import type { EndpointAnswer, EndpointCall, OwnEndpoint } from "../endpoint.ts";
import type { Reason } from "../reason.ts";
import { tokenAnswer, tokenRefusal } from "./token-answer.ts";
import { readTokenBody, readTokenHeaders, type TokenRequest } from "./token-request.ts";

/** `iss` of every P21 token (observed). */
export const PROPHET21_ISSUER = "P21.Soa";

const ONLY_POST: EndpointAnswer = {
  status: 405,
  headers: ["allow", "POST"],
  body: "",
  consumer: undefined,
  reason: "method.not-allowed",
};

/** P21's token endpoint, answered by the gateway: the consumer's key takes the place of P21's own. */
export function tokenEndpoint(version: "v1" | "v2"): OwnEndpoint {
  return {
    open: true,
    async answer(call) {
      if (call.request.method !== "POST") return ONLY_POST;
      const request = version === "v1" ? readTokenHeaders(call.request) : readTokenBody(await call.readBody());
      if (request === "ambiguous") return tokenRefusal("credential.duplicated", "key", call, undefined);
      const kind = request?.key === undefined && request?.password !== undefined ? "password" : "key";
      if (request === undefined) return tokenRefusal("credential.malformed", kind, call, undefined);
      const found = recogniseConsumer(call, request);
      return typeof found === "string" ? tokenRefusal(found, kind, call, undefined) : issue(call, found, request, kind);
    },
  };
}

/**
 * A consumer is recognised by its key, alone or as the password of a login. Where both are sent in one body, as some
 * programs do, P21 goes by the key (observed:client), and so does the gateway; a password that is the key of somebody else
 * is refused all the same.
 */
function recogniseConsumer(call: EndpointCall, { key, password }: TokenRequest): KeyMatch | Reason {
  if (key === undefined && password === undefined) return "credential.missing";
  const byKey = key === undefined ? undefined : call.consumers.matchKey(key, call.nowMs);
  const byPassword = password === undefined ? undefined : call.consumers.matchKey(password, call.nowMs);
  if (key === undefined) return byPassword ?? "credential.unknown";
  if (byKey !== undefined && byPassword !== undefined && byKey.consumer !== byPassword.consumer)
    return "credential.conflict";
  return byKey ?? "credential.unknown";
}

/**
 * A user name is a wish to act as that P21 user, which P21 itself grants to any holder of a key without a password
 * (observed): here only the one user that was registered for the consumer may be named, or the consumer itself.
 */
function issue(
  call: EndpointCall,
  match: KeyMatch,
  { username }: TokenRequest,
  kind: "key" | "password",
): EndpointAnswer {
  const { consumer } = match;
  const grant = grantOf(call, consumer);
  if (call.connection === undefined || grant === undefined)
    return tokenRefusal("scope.connection", kind, call, consumer.name);
  if (username !== undefined && username !== consumer.name && username !== grant.p21Username)
    return tokenRefusal("user.refused", kind, call, consumer.name);
  const sessionId = randomUUID();
  const claims = {
    sub: grant.p21Username ?? "",
    aud: grant.scope,
    "P21.ConsumerUid": consumer.id,
    "P21.SessionId": sessionId,
    iss: PROPHET21_ISSUER,
    // P21 has neither: the name finds the consumer in memory, and with the key the token ends.
    "erpgate.consumer": consumer.name,
    "erpgate.key": match.keyId,
  };
  const issued = call.issuer.issueForMount(call.connection, call.nowMs, claims, lifetimeOf(match, call));
  return tokenAnswer(
    { ...issued, userName: claims.sub, scope: grant.scope, sessionId, consumerUid: consumer.id },
    call.request.headers.accept,
    consumer.name,
  );
}

function grantOf({ connection }: EndpointCall, { access }: Consumer): ConsumerGrant | undefined {
  return connection !== undefined && Object.hasOwn(access, connection) ? access[connection] : undefined;
}

/** As registered, but no longer than the key that it is asked for with. */
function lifetimeOf({ consumer, expiresAtMs }: KeyMatch, call: EndpointCall): number | "never" {
  const registered = consumer.tokenLifetimeSeconds ?? call.issuer.mountTokenLifetimeSeconds;
  if (expiresAtMs === undefined) return registered;
  const left = Math.max(1, Math.floor((expiresAtMs - call.nowMs) / 1000));
  return registered === "never" ? left : Math.min(registered, left);
}
