import { json, refusing, type Answer } from "../http/answer.ts";
import type { Call } from "../http/call.ts";
import { randomGuid } from "../seeded-random.ts";
import { signToken } from "../sign-token.ts";
import type { Findings, Surroundings } from "../system.ts";
import type { EpicorIdpClientOption, EpicorIdpGrant } from "./options.ts";
import type { EpicorIdpState, IdpRefreshToken } from "./state.ts";

export interface IdpExchange {
  readonly call: Call;
  readonly form: URLSearchParams;
  readonly state: EpicorIdpState;
  readonly surroundings: Surroundings;
  readonly findings: Findings;
}

/** `POST /connect/token`, in the way of IdentityServer, whose paths these are (inferred). */
export function giveToken(exchange: IdpExchange): Answer {
  const { call, form, findings } = exchange;
  if (call.method !== "POST") return refuse("invalid_request", "verb", "POST");
  const client = clientOf(exchange);
  if (client === undefined) return refuse("invalid_client", "client", "a registered client_id with its secret");
  findings.principal = client.clientId;
  const grant = form.get("grant_type");
  if (grant !== "client_credentials" && grant !== "password" && grant !== "refresh_token")
    return refuse("unsupported_grant_type", "grant", "client_credentials, password or refresh_token");
  if (!(client.grants ?? ALL_GRANTS).includes(grant))
    return refuse("unauthorized_client", "grant-not-allowed", `a grant that ${client.clientId} is registered for`);
  return byGrant(exchange, client, grant);
}

const ALL_GRANTS: readonly EpicorIdpGrant[] = ["client_credentials", "password", "refresh_token"];

function byGrant(exchange: IdpExchange, client: EpicorIdpClientOption, grant: EpicorIdpGrant): Answer {
  switch (grant) {
    case "client_credentials":
      return forClient(exchange, client);
    case "password":
      return byPassword(exchange, client);
    case "refresh_token":
      return byRefreshToken(exchange, client);
  }
}

/** Scopes of OpenID Connect are a user's, so they fail here (observed:client). */
function forClient(exchange: IdpExchange, client: EpicorIdpClientOption): Answer {
  const { form, state } = exchange;
  if (client.secret === undefined) return refuse("unauthorized_client", "public-client", "a client with a secret");
  const scopes = (form.get("scope") ?? state.scope).split(" ").filter(Boolean);
  if (scopes.some((scope) => scope !== state.scope)) return refuse("invalid_scope", "scope", `scope=${state.scope}`);
  return answer(exchange, client, scopes, undefined);
}

function byPassword(exchange: IdpExchange, client: EpicorIdpClientOption): Answer {
  const { form, state, findings, surroundings } = exchange;
  const email = (form.get("username") ?? "").toLowerCase();
  const user = state.users.find((each) => each.email.toLowerCase() === email && each.password === form.get("password"));
  if (user === undefined)
    return refuse("invalid_grant", "password", "a user's e-mail and password", "invalid_username_or_password");
  const scopes = (form.get("scope") ?? state.scope).split(" ").filter(Boolean);
  const known = [state.scope, "openid", "profile", "email", "offline_access"];
  if (scopes.some((scope) => !known.includes(scope))) return refuse("invalid_scope", "scope", known.join(" "));
  findings.principal = user.email;
  return answer(exchange, client, scopes, { email: user.email, family: randomGuid(surroundings.random) });
}

/** One use each: whoever comes with a used one may have stolen it, so the whole family is worth nothing from then on. */
function byRefreshToken(exchange: IdpExchange, client: EpicorIdpClientOption): Answer {
  const { form, state, findings } = exchange;
  const kept = state.refreshTokens.get(form.get("refresh_token") ?? "");
  if (kept === undefined || kept.clientId !== client.clientId || state.deadFamilies.has(kept.family))
    return refuse("invalid_grant", "refresh-token", "a refresh token of this client that is still good");
  if (kept.isUsed) {
    state.deadFamilies.add(kept.family);
    return refuse(
      "invalid_grant",
      "refresh-reused",
      "the refresh token of the latest answer; a used one ends them all",
    );
  }
  kept.isUsed = true;
  findings.principal = kept.email;
  return answer(exchange, client, kept.scopes, kept);
}

/** The client's secret in the body or in Basic. */
function clientOf({ call, form, state }: IdpExchange): EpicorIdpClientOption | undefined {
  const [scheme = "", encoded = ""] = (call.headers["authorization"] ?? "").split(" ");
  const isBasic = scheme.toLowerCase() === "basic";
  const [basicId = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const id = isBasic ? decoded(basicId) : form.get("client_id");
  const secret = isBasic ? decoded(rest.join(":")) : (form.get("client_secret") ?? undefined);
  return state.clients.find((client) => client.clientId === id && client.secret === secret);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

type Subject = Pick<IdpRefreshToken, "email" | "family">;

function answer(
  exchange: IdpExchange,
  client: EpicorIdpClientOption,
  scopes: readonly string[],
  user: Subject | undefined,
): Answer {
  const { state, surroundings } = exchange;
  const now = Math.floor(surroundings.clock.now() / 1000);
  const sub = state.users.find(({ email }) => email === user?.email)?.sub;
  const claims = {
    iss: state.origin,
    nbf: now,
    iat: now,
    exp: now + state.tokenLifetimeSeconds,
    aud: state.scope,
    scope: scopes,
    client_id: client.clientId,
    ...(user === undefined ? {} : { sub, auth_time: now, idp: "local", email: user.email, amr: ["pwd"] }),
    jti: randomGuid(surroundings.random).replaceAll("-", "").toUpperCase(),
  };
  const key = state.signing.current();
  surroundings.countToken(user === undefined ? "client" : "user");
  return json("epicor-idp.token.given", {
    access_token: signToken({ alg: key.alg, kid: key.kid, typ: "at+jwt" }, claims, key),
    expires_in: state.tokenLifetimeSeconds,
    token_type: "Bearer",
    ...(user === undefined ? {} : { refresh_token: keep(exchange, client, scopes, user) }),
    scope: scopes.join(" "),
  });
}

function keep(
  { state, surroundings }: IdpExchange,
  { clientId }: EpicorIdpClientOption,
  scopes: readonly string[],
  { email, family }: Subject,
): string {
  const token = `${randomGuid(surroundings.random)}${randomGuid(surroundings.random)}`
    .replaceAll("-", "")
    .toUpperCase();
  state.refreshTokens.set(token, { clientId, email, scopes, family, isUsed: false });
  return token;
}

function refuse(error: string, rule: string, wouldAccept: string, description?: string): Answer {
  const members = { error, ...(description === undefined ? {} : { error_description: description }) };
  return refusing(json(`epicor-idp.token.${rule}`, members, 400), wouldAccept);
}
