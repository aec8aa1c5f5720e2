// One table, kept whole: what tells each finding from those that look alike, in the words of the contract.

/** A finding that looks alike, and what is different there. */
export interface Neighbour {
  readonly id: string;
  readonly how: string;
}

/** By id; findings that nothing looks like are absent. */
export const tellApart: Readonly<Record<string, readonly Neighbour[]>> = {
  "kinetic/api-key-missing": [
    { id: "kinetic/api-key-invalid", how: "There a key was sent, and the body says `Invalid API Key ...`." },
    {
      id: "client/api-key-wrong-place",
      how: "There the key is in the request, but under a name or in a place the server does not read.",
    },
    { id: "client/headers-cleared", how: "There the same client sends the key on some calls and not on others." },
    { id: "proxy/header-stripped", how: "There the client shows the key as sent, and a middlebox removed it." },
    { id: "kinetic/credentials-invalid", how: "There the body says `Invalid username or password.`" },
  ],
  "kinetic/api-key-invalid": [
    { id: "kinetic/api-key-missing", how: "There no key is in the request." },
    {
      id: "kinetic/api-key-company-mismatch",
      how: "There the same key is seen to work for another company on the same host.",
    },
    {
      id: "client/key-whitespace",
      how: "There the key in the request or in the echo has blanks, quotes, a line break or an invisible character around it.",
    },
    { id: "kinetic/credentials-invalid", how: "Same status and same ErrorType; only ErrorMessage differs." },
  ],
  "kinetic/api-key-company-mismatch": [
    { id: "kinetic/api-key-invalid", how: "Without a successful call of the same key this one cannot be claimed." },
    { id: "kinetic/company-access-denied", how: "There the key passes, and the user is not allowed into the company." },
  ],
  "kinetic/authorization-missing": [
    { id: "kinetic/api-key-missing", how: "There Authorization is present and the key is absent." },
    { id: "kinetic/windows-auth-shadowing", how: "There the challenge names Negotiate or NTLM." },
    { id: "proxy/header-stripped", how: "There the client did send Authorization." },
    { id: "client/authorization-scheme-missing", how: "There an Authorization header exists without a scheme word." },
  ],
  "kinetic/credentials-invalid": [
    {
      id: "kinetic/password-not-utf8",
      how: "There the decoded Basic bytes are not valid UTF-8, or only accented passwords fail.",
    },
    { id: "client/basic-malformed", how: "There the decoded value has no colon, a line break, or NUL bytes." },
    {
      id: "kinetic/method-access-denied",
      how: "Same status and ErrorType, but the message is `Access denied (...)`: the login worked.",
    },
    { id: "kinetic/api-key-invalid", how: "Same status and ErrorType, but the message is `Invalid API Key ...`." },
    { id: "kinetic/account-unusable", how: "There a text speaks of locked, disabled or expired." },
    {
      id: "kinetic/basic-not-accepted",
      how: "There the user signs in elsewhere (IdP, Entra), and the local password is gone.",
    },
  ],
  "kinetic/password-not-utf8": [
    { id: "kinetic/credentials-invalid", how: "There the decoded bytes are valid UTF-8." },
    {
      id: "client/basic-malformed",
      how: "There the structure is broken (no colon, trailing line feed, UTF-16), not only the charset.",
    },
  ],
  "kinetic/account-unusable": [
    {
      id: "kinetic/credentials-invalid",
      how: "There nothing speaks of a lock, a disabled user or an expired password.",
    },
    { id: "kinetic/token-expired", how: "There it is a bearer token that is expired, not a password." },
    { id: "entra/user-sign-in-failed", how: "There the text carries an AADSTS number." },
  ],
  "kinetic/basic-not-accepted": [
    { id: "kinetic/credentials-invalid", how: "Without a sign of an outside identity provider, say this one." },
    { id: "kinetic/windows-auth-shadowing", how: "There the challenge offers Negotiate or NTLM." },
  ],
  "kinetic/windows-auth-shadowing": [
    { id: "kinetic/authorization-missing", how: "There the challenge is Basic and the request had no Authorization." },
    { id: "proxy/auth-required", how: "There the status is 407 and the header Proxy-Authenticate." },
    { id: "kinetic/entra-not-configured", how: "There the ERP itself refuses the token." },
  ],
  "kinetic/method-access-denied": [
    { id: "kinetic/credentials-invalid", how: "Same status and ErrorType; the message names a login, not a method." },
    {
      id: "kinetic/access-scope-denied",
      how: "There the user may do it on screen or with another key: the key's scope blocks.",
    },
    {
      id: "kinetic/company-access-denied",
      how: "There the message or a control call points at the company, not at a method.",
    },
  ],
  "kinetic/company-access-denied": [
    { id: "kinetic/api-key-company-mismatch", how: "There the refusal says `Invalid API Key`." },
    { id: "kinetic/company-segment-missing", how: "There the URL has no company at all." },
    { id: "kinetic/method-access-denied", how: "There the message is `Access denied (<method>).`" },
  ],
  "kinetic/access-scope-denied": [
    {
      id: "kinetic/method-access-denied",
      how: "There the user also fails on screen and with an unscoped key; body `Access denied (...)`.",
    },
    { id: "kinetic/function-not-exposed", how: "There it is a 404 on an efx address." },
  ],
  "kinetic/company-segment-missing": [
    {
      id: "kinetic/api-key-missing",
      how: "There the company is in the path and the key is absent. Both may be true at once: report both.",
    },
    { id: "kinetic/api-version-path-wrong", how: "There the pieces of v1 and v2 addresses are mixed in another way." },
    { id: "kinetic/credentials-invalid", how: "Do not blame the login while the path is wrong." },
  ],
  "kinetic/api-version-path-wrong": [
    { id: "kinetic/company-segment-missing", how: "There the form is v2 odata and only the company is absent." },
    { id: "kinetic/instance-path-wrong", how: "There the part before /api is wrong." },
    { id: "kinetic/application-error", how: "There the form is right and a record or service name does not exist." },
  ],
  "kinetic/instance-path-wrong": [
    { id: "kinetic/api-version-path-wrong", how: "There the ERP answers, or the instance is right." },
    { id: "proxy/unmatched-route-401", how: "There a proxy answers 401 for a route it does not know." },
    { id: "kinetic/application-error", how: "There the 404 has the ERP's error body." },
  ],
  "kinetic/company-header-mismatch": [
    { id: "kinetic/company-access-denied", how: "There the user is refused in the company." },
    { id: "kinetic/default-site-missing", how: "There no plant is set anywhere, and server code fails on it." },
  ],
  "kinetic/token-service-disabled": [
    { id: "kinetic/credentials-invalid", how: "There the message is `Invalid username or password.`" },
    { id: "kinetic/api-version-path-wrong", how: "There the address is wrong (below /api)." },
    { id: "kinetic/token-endpoint-slash", how: "There the POST is redirected for want of a trailing slash." },
  ],
  "kinetic/token-endpoint-slash": [
    { id: "kinetic/token-service-disabled", how: "There the slashed address itself fails." },
    { id: "prophet21/redirect-dropped-bearer", how: "That is the Prophet 21 router, with a bearer." },
  ],
  "kinetic/token-xml-response": [
    { id: "prophet21/xml-token-response", how: "That address ends in /api/security/token or /api/security/token/v2." },
    { id: "proxy/html-answer", how: "There the body is HTML and has no AccessToken." },
  ],
  "kinetic/token-expired": [
    { id: "kinetic/token-rejected", how: "There exp is still ahead of the response's Date." },
    {
      id: "client/clock-skew",
      how: "There the token is refused right after issue, or iat/nbf lies in the server's future.",
    },
    { id: "kinetic/bearer-audience-wrong", how: "There aud is not the ERP's application." },
    { id: "prophet21/token-expired", how: "There iss is P21.Soa or the address is a Prophet 21 one." },
  ],
  "kinetic/token-rejected": [
    { id: "kinetic/token-expired", how: "There exp is past." },
    { id: "kinetic/bearer-audience-wrong", how: "There aud or iss shows a token meant for another application." },
    { id: "kinetic/entra-not-configured", how: "There it is a sound Entra token with the ERP's audience." },
  ],
  "kinetic/token-claims-are-strings": [
    { id: "kinetic/token-expired", how: "There the server refuses, and exp is past." },
  ],
  "kinetic/bearer-audience-wrong": [
    { id: "kinetic/entra-not-configured", how: "There the audience is the ERP's." },
    { id: "kinetic/bearer-app-only", how: "There the audience fits, and the token has no user." },
    { id: "kinetic/token-expired", how: "There exp is past; report both when both hold." },
  ],
  "kinetic/bearer-app-only": [
    { id: "kinetic/bearer-audience-wrong", how: "There aud is not the ERP's." },
    { id: "kinetic/entra-not-configured", how: "There the token does carry a user." },
  ],
  "kinetic/entra-not-configured": [
    { id: "kinetic/bearer-audience-wrong", how: "There aud is another application." },
    { id: "kinetic/bearer-app-only", how: "There the token has no user claim." },
    { id: "kinetic/windows-auth-shadowing", how: "There IIS answers with Negotiate or NTLM." },
  ],
  "kinetic/license-exhausted": [
    { id: "kinetic/application-error", how: "Also 400, but a BLException or BusinessObjectException about data." },
    { id: "kinetic/license-shared-penalty", how: "There the calls succeed, about 20 s late." },
    { id: "kinetic/license-not-released", how: "There it is seen that logouts do not free sessions." },
  ],
  "kinetic/license-shared-penalty": [
    { id: "kinetic/license-exhausted", how: "There the call fails." },
    { id: "network/timeout", how: "There no answer arrives." },
  ],
  "kinetic/license-not-released": [
    { id: "kinetic/license-exhausted", how: "The consequence; report both when both show." },
    { id: "kinetic/session-invalid", how: "There the session named is already gone." },
  ],
  "kinetic/session-invalid": [
    { id: "kinetic/token-expired", how: "There it is the bearer token that ran out (401)." },
    { id: "kinetic/session-header-on-bo-call", how: "There the session is alive and the server answers 500." },
    { id: "prophet21/session-owner-token", how: "That is Prophet 21: 400 `Invalid session`." },
  ],
  "kinetic/session-header-on-bo-call": [
    { id: "kinetic/app-pool-identity", how: "There every call fails, also without the header." },
    { id: "kinetic/session-invalid", how: "There the status is 410 or the message names the session." },
  ],
  "kinetic/server-not-ready": [
    { id: "proxy/gateway-error", how: "There the 502/503/504 page comes from a proxy or load balancer." },
    {
      id: "kinetic/app-pool-identity",
      how: "There HTTP.sys answers `Service Unavailable` because the application pool is stopped.",
    },
  ],
  "kinetic/app-pool-identity": [
    { id: "kinetic/credentials-invalid", how: "There the ERP answers about the caller's own user." },
    { id: "kinetic/server-not-ready", how: "There the ERP itself answers 503 with an error type." },
    { id: "proxy/gateway-error", how: "There the page names a proxy or gateway." },
  ],
  "kinetic/default-site-missing": [
    { id: "kinetic/application-error", how: "There the message is a rule about the data." },
    { id: "prophet21/credentials-in-headers-on-v2", how: "That is a null reference at the Prophet 21 token address." },
  ],
  "kinetic/function-not-exposed": [
    { id: "kinetic/company-segment-missing", how: "There the efx path has no company." },
    { id: "kinetic/access-scope-denied", how: "There the status is 403 or 401." },
  ],
  "kinetic/help-page-basic-only": [
    { id: "kinetic/entra-not-configured", how: "There the token fails in every client." },
    { id: "kinetic/authorization-missing", how: "There the caller is ordinary code without a login." },
  ],
  "kinetic/default-page-cap": [
    { id: "kinetic/access-scope-denied", how: "There the call is refused; nothing is silently cut." },
  ],
  "kinetic/application-error": [
    { id: "kinetic/license-exhausted", how: "Also 400, but with the licence message or type." },
    { id: "kinetic/default-site-missing", how: "A null reference in a BPM for a user without a plant." },
    { id: "kinetic/api-version-path-wrong", how: "A 404 because the address form is wrong." },
  ],
  "prophet21/bearer-missing": [
    {
      id: "prophet21/redirect-dropped-bearer",
      how: "There a 301/302/307/308 comes before, or the address is the router without its slash.",
    },
    {
      id: "proxy/header-stripped",
      how: "There the client shows a correct header and no redirect, and a middlebox answers or is named.",
    },
    { id: "client/authorization-scheme-missing", how: "There the header holds the bare token." },
    { id: "prophet21/token-expired", how: "There a token did arrive and was judged." },
  ],
  "prophet21/redirect-dropped-bearer": [
    { id: "prophet21/bearer-missing", how: "There nothing was redirected." },
    {
      id: "prophet21/missing-trailing-slash",
      how: "There only the redirect itself (or its HTML) is seen, not the 401 after it.",
    },
  ],
  "prophet21/credentials-invalid": [
    {
      id: "prophet21/key-unknown",
      how: "There the request has ClientSecret (or a consumer key header), or the body says `Unable to generate client token.` / `invalid_client`.",
    },
    {
      id: "prophet21/credentials-in-headers-on-v2",
      how: "There the pair is in headers at the v2 address, with a null reference.",
    },
    { id: "kinetic/credentials-invalid", how: "Other product: TokenResource.svc or /api/v1, /api/v2/odata addresses." },
  ],
  "prophet21/token-expired": [
    { id: "prophet21/token-rejected", how: "There exp is ahead." },
    { id: "prophet21/odata-permission-denied", how: "There the body says `You are not authorized to access API`." },
    { id: "prophet21/token-superseded", how: "There exp is ahead and a newer token was fetched in between." },
  ],
  "prophet21/token-rejected": [
    { id: "prophet21/token-expired", how: "There exp is past." },
    { id: "prophet21/bearer-missing", how: "There the body says that no Authorization was present." },
    { id: "prophet21/token-superseded", how: "There a later token call precedes the refusal." },
  ],
  "prophet21/token-superseded": [
    { id: "prophet21/token-expired", how: "There exp is past." },
    { id: "prophet21/token-rejected", how: "There no newer token was fetched." },
  ],
  "prophet21/odata-permission-denied": [
    { id: "prophet21/scope-table-denied", how: "Same text; there aud holds /odata: with a list." },
    { id: "prophet21/scope-bare-odata", how: "Same text; there aud is /odata without a list." },
    { id: "prophet21/token-expired", how: "There the text is about the token." },
  ],
  "prophet21/scope-table-denied": [
    { id: "prophet21/odata-permission-denied", how: "Same text; there aud is empty." },
    { id: "prophet21/scope-bare-odata", how: "There aud is /odata without a list." },
    { id: "prophet21/scope-stale-token", how: "There the key's scope was widened, and the token is older." },
  ],
  "prophet21/scope-bare-odata": [
    { id: "prophet21/scope-table-denied", how: "There a list exists." },
    { id: "prophet21/odata-permission-denied", how: "There aud is empty." },
  ],
  "prophet21/scope-stale-token": [
    { id: "prophet21/scope-table-denied", how: "There nothing shows that the scope was changed." },
    { id: "prophet21/scope-request-ignored", how: "There the caller asked for a scope in the token request." },
  ],
  "prophet21/scope-path-denied": [
    { id: "prophet21/scope-table-denied", how: "There the path is under /odataservice." },
    { id: "prophet21/token-expired", how: "There exp is past." },
  ],
  "prophet21/scope-request-ignored": [
    { id: "prophet21/scope-stale-token", how: "There the key was changed after the token was issued." },
  ],
  "prophet21/key-unknown": [
    { id: "prophet21/credentials-invalid", how: "There a username and password were sent." },
    { id: "prophet21/credentials-in-headers-on-v2", how: "There the 500 is a NullReferenceException." },
  ],
  "prophet21/interactive-needs-username": [
    { id: "prophet21/interactive-user-unknown", how: "Same text; there a username was given and does not exist." },
    { id: "prophet21/session-exists", how: "There the answer is 409." },
  ],
  "prophet21/interactive-user-unknown": [
    { id: "prophet21/interactive-needs-username", how: "Same text; there sub is empty." },
  ],
  "prophet21/xml-token-response": [
    { id: "kinetic/token-xml-response", how: "That is TokenResource.svc." },
    { id: "proxy/html-answer", how: "There the body is an HTML page." },
  ],
  "prophet21/token-lifetime-field": [
    { id: "client/timer-overflow", how: "There the lifetime is read, and is too large for a timer." },
    { id: "prophet21/token-superseded", how: "The consequence, when older tokens then fail." },
  ],
  "prophet21/session-exists": [
    {
      id: "prophet21/accept-json-required",
      how: "There the first create was an empty 500 without a JSON Accept; report it first when it shows.",
    },
    { id: "prophet21/session-owner-token", how: "There the DELETE is refused with 400." },
    { id: "prophet21/application-error", how: "A 409 about data." },
  ],
  "prophet21/session-owner-token": [
    { id: "prophet21/session-expired", how: "There the session idled out." },
    { id: "kinetic/session-invalid", how: "That is Kinetic (410)." },
  ],
  "prophet21/session-expired": [
    { id: "prophet21/session-owner-token", how: "There the message is `Invalid session`, and the token was renewed." },
    { id: "prophet21/token-expired", how: "There it is a 401 about the token." },
  ],
  "prophet21/accept-json-required": [
    { id: "prophet21/session-exists", how: "The consequence." },
    { id: "proxy/gateway-error", how: "There a proxy's page or 502/503/504." },
  ],
  "prophet21/credentials-in-headers-on-v2": [
    { id: "prophet21/key-unknown", how: "There the 500 is `Unable to generate client token.`" },
    { id: "prophet21/credentials-invalid", how: "There the pair was read and refused." },
  ],
  "prophet21/length-required": [{ id: "prophet21/token-endpoint-wrong", how: "There the status is 404 or 405." }],
  "prophet21/token-endpoint-wrong": [
    { id: "kinetic/instance-path-wrong", how: "That is a Kinetic host." },
    { id: "proxy/html-answer", how: "There a 200 page comes instead of a token." },
  ],
  "prophet21/window-permission": [
    { id: "prophet21/interactive-user-unknown", how: "There the session itself is refused." },
  ],
  "prophet21/missing-trailing-slash": [
    { id: "prophet21/redirect-dropped-bearer", how: "There the redirect was followed and ended in 401." },
    { id: "proxy/html-answer", how: "There the HTML is a login or error page." },
  ],
  "prophet21/application-error": [
    { id: "prophet21/odata-permission-denied", how: "There the status is 401 with the not-authorized text." },
    { id: "prophet21/session-exists", how: "A 409 about the session." },
  ],
  "entra/secret-invalid": [
    { id: "entra/secret-expired", how: "There the number is 7000222." },
    { id: "entra/app-not-found", how: "There the number is 700016." },
  ],
  "entra/secret-expired": [
    { id: "entra/secret-invalid", how: "There the number is 7000215." },
    { id: "kinetic/token-expired", how: "There a token is expired, not a secret." },
  ],
  "entra/assertion-invalid": [
    { id: "client/clock-skew", how: "AADSTS700024: the assertion is outside its time window." },
    { id: "entra/obo-assertion-invalid", how: "There it is the user's token that is refused." },
  ],
  "entra/app-not-found": [
    { id: "entra/tenant-not-found", how: "There the tenant itself is unknown (90002)." },
    { id: "entra/scope-invalid", how: "There the resource, not the client, is unknown (500011)." },
  ],
  "entra/tenant-not-found": [
    { id: "entra/tenant-required", how: "There common or consumers was used." },
    { id: "entra/app-not-found", how: "There the tenant exists." },
  ],
  "entra/tenant-required": [{ id: "entra/tenant-not-found", how: "There a tenant was named and does not exist." }],
  "entra/redirect-uri-mismatch": [
    { id: "entra/redirect-platform-mismatch", how: "There the URI is known, but on another platform type." },
  ],
  "entra/redirect-platform-mismatch": [
    { id: "entra/redirect-uri-mismatch", how: "There the URI itself is unknown (50011)." },
    { id: "entra/secret-invalid", how: "There the secret is wanted and wrong." },
    { id: "entra/refresh-token-expired", how: "700084 counts here: the cause is the platform." },
  ],
  "entra/scope-invalid": [
    { id: "entra/consent-missing", how: "There the scope is known and not consented (65001)." },
    { id: "kinetic/bearer-audience-wrong", how: "There a token was issued, for the wrong resource." },
    { id: "entra/app-not-found", how: "There the client is unknown." },
  ],
  "entra/consent-missing": [
    { id: "entra/user-not-assigned", how: "There the app needs an assignment (50105)." },
    { id: "entra/scope-invalid", how: "There the scope itself is wrong." },
  ],
  "entra/user-not-assigned": [
    { id: "entra/consent-missing", how: "65001 / 90094." },
    { id: "entra/conditional-access-blocked", how: "53003 and kin." },
  ],
  "entra/user-sign-in-failed": [
    { id: "kinetic/credentials-invalid", how: "There the ERP answers, without AADSTS." },
    { id: "entra/interaction-required", how: "There MFA is wanted (50076 and kin)." },
  ],
  "entra/interaction-required": [
    { id: "entra/conditional-access-blocked", how: "There signing in again does not help (53003)." },
    { id: "entra/refresh-token-expired", how: "There the refresh token is idle or void (700082, 70008)." },
  ],
  "entra/conditional-access-blocked": [{ id: "entra/interaction-required", how: "There a new sign-in is enough." }],
  "entra/refresh-token-expired": [
    { id: "entra/redirect-platform-mismatch", how: "700084: single-page app token, 24 hours." },
    { id: "entra/code-already-redeemed", how: "54005: it is an authorization code." },
    { id: "entra/interaction-required", how: "50173: tokens were revoked." },
  ],
  "entra/code-already-redeemed": [{ id: "entra/refresh-token-expired", how: "There grant_type is refresh_token." }],
  "entra/obo-assertion-invalid": [
    { id: "entra/assertion-invalid", how: "There the client's own signed assertion is refused." },
    { id: "kinetic/bearer-audience-wrong", how: "There the ERP refuses." },
  ],
  "entra/throttled": [{ id: "proxy/gateway-error", how: "There the page comes from a proxy in front of the ERP." }],
  "tls/self-signed": [
    { id: "tls/private-ca-untrusted", how: '"in certificate chain" (error 19): a private root sent along.' },
    { id: "tls/chain-incomplete", how: '"unable to verify the first certificate" (error 21).' },
  ],
  "tls/chain-incomplete": [
    {
      id: "tls/private-ca-untrusted",
      how: 'There intermediates are sent and the root is unknown; "unable to get local issuer certificate" (error 20) alone fits both.',
    },
    { id: "tls/self-signed", how: "There subject equals issuer." },
  ],
  "tls/private-ca-untrusted": [
    { id: "tls/chain-incomplete", how: "There only the leaf is sent; error 20 from curl or Python alone fits both." },
    { id: "tls/self-signed", how: "There the leaf is its own issuer." },
    { id: "proxy/tls-intercepted", how: "There the issuer is an inspection product." },
    { id: "tls/trust-store-scope", how: "There it works for another account on the machine." },
  ],
  "tls/hostname-mismatch": [{ id: "proxy/tls-intercepted", how: "There the issuer is a security appliance." }],
  "tls/expired": [
    { id: "client/clock-skew", how: "There the local time shown is wrong." },
    { id: "tls/not-yet-valid", how: "There the start date lies ahead." },
  ],
  "tls/not-yet-valid": [
    { id: "client/clock-skew", how: "There the transcript's local time is seen to be wrong." },
    { id: "tls/expired", how: "There the end date is past." },
  ],
  "tls/protocol-too-old": [
    { id: "tls/plain-http-on-tls-port", how: '"wrong version number".' },
    { id: "network/reset", how: "There the connection is cut without an alert." },
  ],
  "tls/plain-http-on-tls-port": [{ id: "tls/protocol-too-old", how: "There a TLS alert is received." }],
  "tls/revocation-unavailable": [{ id: "tls/private-ca-untrusted", how: "There trust, not revocation, fails." }],
  "tls/trust-store-scope": [
    { id: "tls/private-ca-untrusted", how: "There nothing shows that it works for someone else." },
  ],
  "network/dns-not-found": [{ id: "network/timeout", how: "There the name resolves." }],
  "network/refused": [
    { id: "network/timeout", how: "There no answer comes at all." },
    { id: "proxy/auth-required", how: "There a proxy answers 407." },
  ],
  "network/timeout": [
    { id: "network/refused", how: "There the refusal is immediate." },
    { id: "proxy/gateway-error", how: "There a gateway answers 504." },
    { id: "kinetic/license-shared-penalty", how: "There calls succeed about 20 s late." },
  ],
  "network/reset": [
    { id: "tls/protocol-too-old", how: "There an alert or a protocol message is shown." },
    { id: "network/timeout", how: "There nothing comes back." },
  ],
  "proxy/html-answer": [
    { id: "proxy/gateway-error", how: "502/503/504 pages." },
    { id: "kinetic/token-xml-response", how: "XML with AccessToken, not HTML." },
    { id: "kinetic/instance-path-wrong", how: "An IIS 404 page." },
  ],
  "proxy/header-stripped": [
    { id: "kinetic/api-key-missing", how: "There the client did not send it." },
    { id: "prophet21/redirect-dropped-bearer", how: "There a redirect dropped it." },
    { id: "prophet21/bearer-missing", how: "There the request has no header." },
  ],
  "proxy/auth-required": [
    { id: "kinetic/authorization-missing", how: "401 with WWW-Authenticate from the server." },
    { id: "kinetic/windows-auth-shadowing", how: "401 with Negotiate or NTLM from IIS." },
  ],
  "proxy/tls-intercepted": [
    { id: "tls/private-ca-untrusted", how: "There the issuer is the company's own CA for the server." },
    { id: "tls/self-signed", how: "There subject equals issuer." },
  ],
  "proxy/gateway-error": [
    { id: "kinetic/server-not-ready", how: "There the ERP's own error shape says so." },
    { id: "kinetic/app-pool-identity", how: "There HTTP.sys says the service is unavailable." },
    { id: "network/timeout", how: "There nothing answers." },
  ],
  "proxy/unmatched-route-401": [
    { id: "kinetic/api-version-path-wrong", how: "There the ERP answers, with 404." },
    { id: "kinetic/instance-path-wrong", how: "There IIS answers 404." },
    { id: "kinetic/credentials-invalid", how: "There the ERP's own body says so." },
  ],
  "tls/pin-mismatch": [
    {
      id: "proxy/tls-intercepted",
      how: "There the issuer names an inspection product; with a pin set, both may be true.",
    },
    {
      id: "tls/private-ca-untrusted",
      how: "There the issuer is not trusted; here it is, and one certificate alone is expected.",
    },
    {
      id: "tls/expired",
      how: "There the dates are past; here a renewed certificate is good and has another fingerprint.",
    },
  ],
  "client/clock-skew": [
    { id: "kinetic/token-expired", how: "There exp is past by the server's own Date." },
    { id: "tls/not-yet-valid", how: "There the clock is right." },
    { id: "entra/assertion-invalid", how: "There signature or audience is wrong." },
  ],
  "client/authorization-scheme-missing": [
    {
      id: "prophet21/bearer-missing",
      how: "Same body from Prophet 21 when there is no header at all; name this one when the bare value is visible.",
    },
    { id: "client/authorization-not-base64", how: "There the scheme is present." },
  ],
  "client/authorization-not-base64": [
    { id: "client/basic-malformed", how: "There it is Base64, and the decoded text is wrong." },
    { id: "kinetic/credentials-invalid", how: "There it decodes cleanly." },
  ],
  "client/basic-malformed": [
    { id: "kinetic/credentials-invalid", how: "There the decoded pair is well-formed." },
    { id: "kinetic/password-not-utf8", how: "There the form is right and the bytes are Latin-1." },
    { id: "client/authorization-not-base64", how: "There it is not Base64." },
  ],
  "client/key-whitespace": [
    { id: "kinetic/api-key-invalid", how: "There the value is clean." },
    { id: "prophet21/key-unknown", how: "There the key in the echo is a clean GUID." },
  ],
  "client/api-key-wrong-place": [
    { id: "kinetic/api-key-missing", how: "There no key is anywhere." },
    { id: "client/secret-in-url", how: "There the parameter is the right one and works, but is exposed." },
  ],
  "client/headers-cleared": [
    { id: "kinetic/api-key-missing", how: "There it is missing on every call." },
    { id: "proxy/header-stripped", how: "There the client sends it every time." },
  ],
  "client/tls-verification-disabled": [{ id: "tls/self-signed", how: "There the check is on, and fails." }],
  "client/secret-in-url": [{ id: "client/api-key-wrong-place", how: "There the key is not read, and the call fails." }],
  "client/timer-overflow": [{ id: "prophet21/token-lifetime-field", how: "There the lifetime is not read at all." }],
};
