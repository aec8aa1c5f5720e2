import { randomUUID } from "node:crypto";
import type { Consumer } from "../consumers/consumer.ts";
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
      const { accept } = call.request.headers;
      if (call.request.method !== "POST") return ONLY_POST;
      const request = version === "v1" ? readTokenHeaders(call.request) : readTokenBody(await call.readBody());
      const kind = request?.key === undefined && request?.password !== undefined ? "password" : "key";
      const found = request === undefined ? "credential.malformed" : recogniseConsumer(call, request);
      if (typeof found === "string") return tokenRefusal(found, kind, accept, undefined);
      return issue(call, found, kind);
    },
  };
}

/**
 * A consumer is recognised by its key, alone or as the password beside its name. A user name beside the key is a wish to act
 * as that P21 user, which P21 itself grants to any holder of a key without a password (observed): here only the one
 * user that was registered for the consumer may be named.
 */
function recogniseConsumer(call: EndpointCall, { key, username, password }: TokenRequest): Consumer | Reason {
  const byKey = key === undefined ? undefined : call.consumers.byKey(key, call.nowMs);
  const byPassword = password === undefined ? undefined : call.consumers.byKey(password, call.nowMs);
  if (key === undefined && password === undefined) return "credential.missing";
  if (key !== undefined && password !== undefined && byKey !== byPassword) return "credential.conflict";
  const consumer = byKey ?? byPassword;
  if (consumer === undefined) return "credential.unknown";
  const wish = username === consumer.name ? undefined : username;
  if (password !== undefined && wish !== undefined) return "credential.unknown";
  const grant = call.connection === undefined ? undefined : consumer.access[call.connection];
  if (grant === undefined) return "scope.connection";
  return wish === undefined || wish === grant.p21Username ? consumer : "user.refused";
}

function issue(call: EndpointCall, consumer: Consumer, kind: "key" | "password"): EndpointAnswer {
  const { accept } = call.request.headers;
  const grant = call.connection === undefined ? undefined : consumer.access[call.connection];
  if (call.connection === undefined || grant === undefined)
    return tokenRefusal("scope.connection", kind, accept, consumer.name);
  const sessionId = randomUUID();
  const issued = call.issuer.issueForMount(call.connection, call.nowMs, {
    sub: grant.p21Username ?? "",
    aud: grant.scope,
    "P21.ConsumerUid": consumer.id,
    "P21.SessionId": sessionId,
    iss: PROPHET21_ISSUER,
    // P21 has no such claim: the id above alone would do for P21's readers, the name finds the consumer in memory.
    "erpgate.consumer": consumer.name,
  });
  const { token, expiresInSeconds } = issued;
  const userName = grant.p21Username ?? "";
  return tokenAnswer(
    { token, expiresInSeconds, userName, scope: grant.scope, sessionId, consumerUid: consumer.id },
    accept,
    consumer.name,
  );
}
