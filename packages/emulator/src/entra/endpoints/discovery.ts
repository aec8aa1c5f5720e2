import { json, type Answer } from "../../http/answer.ts";
import { isShared, tenantOf, type EntraExchange } from "../exchange.ts";
import { issuerOf } from "../issue-token.ts";
import { programHeaders } from "../refusal-answer.ts";

/** The metadata of a tenant. For the shared names the issuer holds `{tenantid}` in so many letters (official). */
export function discovery(exchange: EntraExchange): Answer {
  const { state, tenantName, version } = exchange;
  const tenant = tenantOf(exchange);
  const place = `${state.origin}/${tenant?.id ?? tenantName.toLowerCase()}`;
  const between = version === 2 ? "/v2.0" : "";
  const document = {
    token_endpoint: `${place}/oauth2${between}/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${place}/discovery${between}/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: [state.signing.current().alg],
    response_types_supported: ["code"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: issuerOf(exchange, tenant ?? { id: "{tenantid}" }, version),
    request_uri_parameter_supported: false,
    authorization_endpoint: `${place}/oauth2${between}/authorize`,
    device_authorization_endpoint: `${place}/oauth2${between}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${place}/oauth2${between}/logout`,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver"],
    tenant_region_scope: isShared(tenantName) ? null : "EU",
  };
  return { ...json("entra.discovery", document), headers: programHeaders(exchange) };
}

/** The published keys, each with the issuer it signs for. */
export function keys(exchange: EntraExchange): Answer {
  const tenant = tenantOf(exchange);
  const issuer = issuerOf(exchange, tenant ?? { id: "{tenantid}" }, 2);
  const published = exchange.state.signing.published().map(({ jwk }) => ({ ...jwk, issuer }));
  return { ...json("entra.keys", { keys: published }), headers: programHeaders(exchange) };
}

/** `/common/discovery/instance`: Microsoft's libraries ask it about authorities they do not know. */
export function instance(exchange: EntraExchange): Answer {
  const { host } = new URL(exchange.state.origin);
  const document = {
    tenant_discovery_endpoint: `${exchange.state.origin}/common/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
  return { ...json("entra.instance", document), headers: programHeaders(exchange) };
}
