import type { Finding } from "./finding.ts";

export const kineticToken: readonly Finding[] = [
  {
    id: "kinetic/token-service-disabled",
    layer: "token",
    auth: true,
    certainty: "claimed",
    title: "Token authentication is not switched on in the application server",
    cause:
      "It is reported that TokenResource.svc gives tokens only after an administrator has enabled token authentication, with a signing key and a lifetime, for that application server.",
    fix: [
      "To confirm, call `Ice.LIB.TokenServiceSvc/IsTokenAuthenticationEnabled` with Basic.",
      "Epicor Administration Console > the application server > Configure Token Authentication: enable it, set signing key and lifetime, recycle.",
      'Until then use "auth" of kind "basic", or a token of Entra ID or of the Epicor Identity Provider.',
    ],
  },
  {
    id: "kinetic/token-expired",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "The bearer token has run out",
    cause:
      "A Kinetic token lives as long as the administrator set, usually an hour; an Entra token 60 to 90 minutes. TokenResource has no refresh: a new login gives a new token.",
    fix: [
      "Read ExpiresIn (seconds) and renew some minutes before the end; erpgate's connections do.",
      "On one 401 drop the token, get a new one and repeat the call once.",
      "If it happens right after issue, compare the clocks of both machines.",
    ],
  },
  {
    id: "kinetic/token-rejected",
    layer: "token",
    auth: true,
    certainty: "inferred",
    title: "The bearer token is probably damaged or signed with another key",
    cause:
      "The token is in date and still refused. Likely it was cut or altered, comes from another environment, or is older than a change of the signing key.",
    fix: [
      "Get a fresh token from the very base address you call, and try again.",
      "See that the whole token is sent: three parts, two dots, no quotes, no line break.",
      "If the signing key was changed in the Administration Console, throw every older token away.",
    ],
  },
  {
    id: "kinetic/bearer-audience-wrong",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "The Entra token was issued for another application",
    cause:
      "The token's audience is Microsoft Graph, your own registration or another API, and not the server (web app) registration that Kinetic is set to.",
    fix: [
      "Ask for the scope of the ERP's server application: `{Application ID URI or client id}/.default`, or its delegated scope.",
      "Where your web app already holds a user token, exchange it on behalf of the user for one with that audience.",
      "Compare the token's `aud` with Web App ID in the ERP's Azure AD configuration.",
      "Send the access token, not the id token.",
    ],
  },
  {
    id: "kinetic/bearer-app-only",
    layer: "token",
    auth: true,
    certainty: "inferred",
    title: "The Entra token is app-only and probably maps to no user",
    cause:
      "A client-credentials token names no user. Kinetic maps a token to a Kinetic user by one of its claims, so such a token most likely leads to nobody.",
    fix: [
      "Use a delegated or on-behalf-of token of an integration user whose External Identity in Kinetic matches.",
      'Or use "auth" of kind "basic" or "token-resource" with an integration account, beside the API key.',
      "If your tenant is set up for app-only tokens, go through the mapping with the ERP's administrator.",
    ],
  },
  {
    id: "kinetic/entra-not-configured",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "Kinetic lacks the Entra settings, or no user is mapped to the token",
    cause:
      "The application server must know the directory (tenant) and the application ids, and the claim chosen there must equal a user's External Identity. Where either is missing, a sound token is refused.",
    fix: [
      "In the ERP's Azure AD configuration compare directory id, web app id, native app id and claim name.",
      "In User Account Security Maintenance set the user's External Identity to the value of that claim.",
      "Sign in to the web client with the same account: if that fails as well, the configuration is at fault.",
    ],
  },
];
