import type { KeyMatch } from "../consumers/consumer-index.ts";
import type { EndpointAnswer, EndpointCall, OwnEndpoint } from "../endpoint.ts";
import type { Reason } from "../reason.ts";
import { readClientAuthentication } from "./client-authentication.ts";
import { readNarrowing } from "./requested-scope.ts";

/** The error codes of RFC 6749 5.2 that can occur here. */
type OauthError = "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope";

const NO_STORE = ["content-type", "application/json", "cache-control", "no-store", "pragma", "no-cache"];

/** `/oauth/token`: client credentials, the consumer's name and key being client id and secret (RFC 6749). */
export const oauthTokenEndpoint: OwnEndpoint = {
  open: true,
  async answer(call) {
    const { request } = call;
    if (request.method !== "POST") return refusal("invalid_request", "method.not-allowed", "Use POST.");
    const form = readForm(request.headers["content-type"], await call.readBody());
    if (form === undefined)
      return refusal("invalid_request", "credential.malformed", "The body must be a form, each field once.");
    const match = authenticate(call, form);
    if (!("keyId" in match)) return match;
    if (form.get("grant_type") !== "client_credentials") {
      return refusal(
        "unsupported_grant_type",
        "credential.malformed",
        "Use grant_type=client_credentials.",
        match.consumer.name,
      );
    }
    return issue(call, match, form.get("scope"));
  },
};

function authenticate(call: EndpointCall, form: ReadonlyMap<string, string>): KeyMatch | EndpointAnswer {
  const { authorization } = call.request.headers;
  const client = readClientAuthentication(authorization, form);
  const challenge = authorization === undefined ? [] : ["www-authenticate", 'Basic realm="erpgate"'];
  if (client === "twice") return refusal("invalid_request", "credential.conflict", "Authenticate by one method.");
  if (client === "none")
    return refusal("invalid_client", "credential.missing", "No client credentials.", undefined, challenge);
  const match = client === "invalid" ? undefined : call.consumers.matchKey(client.secret, call.nowMs);
  if (match !== undefined && client !== "invalid" && match.consumer.name === client.clientId) return match;
  return refusal("invalid_client", "credential.unknown", "Client id or secret is not accepted.", undefined, challenge);
}

function issue(call: EndpointCall, match: KeyMatch, requested: string | undefined): EndpointAnswer {
  const { consumer } = match;
  const scope = requested ?? Object.keys(consumer.access).join(" ");
  const narrowing = readNarrowing(scope);
  const connections = narrowing === undefined ? [] : [...narrowing.keys()];
  if (connections.length === 0 || !connections.every((name) => Object.hasOwn(consumer.access, name))) {
    const help = "Name connections of this client, each alone or followed by a colon and a scope text.";
    return refusal("invalid_scope", "scope.connection", help, consumer.name);
  }
  const { token, expiresInSeconds } = call.issuer.issueOwn(match, scope, call.nowMs);
  const body = JSON.stringify({ access_token: token, token_type: "Bearer", expires_in: expiresInSeconds, scope });
  return { status: 200, headers: NO_STORE, body, consumer: consumer.name, reason: undefined };
}

function refusal(
  error: OauthError,
  reason: Reason,
  description: string,
  consumer?: string,
  challenge: readonly string[] = [],
): EndpointAnswer {
  const status = reason === "method.not-allowed" ? 405 : error === "invalid_client" ? 401 : 400;
  const allow = status === 405 ? ["allow", "POST"] : [];
  const body = JSON.stringify({ error, error_description: description });
  return { status, headers: [...NO_STORE, ...challenge, ...allow], body, consumer, reason };
}

/** Fields of a form; undefined where it is none, or a field stands in it twice (RFC 6749 3.2 forbids that). */
function readForm(contentType: string | undefined, body: Buffer): ReadonlyMap<string, string> | undefined {
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/i.test(contentType ?? "")) return undefined;
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString("utf8"))) {
    if (fields.has(name)) return undefined;
    // An empty field counts as one left out (RFC 6749 3.2).
    if (value !== "") fields.set(name, value);
  }
  return fields;
}
