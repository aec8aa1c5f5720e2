import type { EndpointAnswer, OwnEndpoint } from "../endpoint.ts";

/** `/.well-known/jwks.json`: the keys that verify the gateway's own tokens. */
export const jwksEndpoint: OwnEndpoint = {
  open: true,
  answer: ({ issuer, nowMs }) => published("application/jwk-set+json", issuer.jwks(nowMs)),
};

/** `/.well-known/oauth-authorization-server` (RFC 8414). */
export const metadataEndpoint: OwnEndpoint = {
  open: true,
  answer: ({ publicUrl }) =>
    published(
      "application/json",
      JSON.stringify({
        issuer: publicUrl,
        token_endpoint: `${publicUrl}/oauth/token`,
        jwks_uri: `${publicUrl}/.well-known/jwks.json`,
        grant_types_supported: ["client_credentials"],
        response_types_supported: [],
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      }),
    ),
};

function published(contentType: string, body: string): EndpointAnswer {
  const headers = ["content-type", contentType, "cache-control", "public, max-age=300"];
  return { status: 200, headers, body, consumer: undefined, reason: undefined };
}
