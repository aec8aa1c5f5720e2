// Longer than a screen because it is data: one entry per code, and the documentation is generated from it.
import type { ErpgateErrorCode } from "./error-code.ts";

/** What one error code means. */
export interface ErrorEntry {
  /** One sentence: what happened. */
  readonly summary: string;
  /** One sentence: the next thing to do. */
  readonly fix: string;
  /** The finding (a stable id of the doctor's catalogue) that explains it at length, where one does. */
  readonly finding: string | undefined;
  /** Whether the same call may well succeed later with nothing changed. */
  readonly retryable: boolean;
}

const entry = (summary: string, fix: string, finding?: string, retryable = false): ErrorEntry =>
  Object.freeze({ summary, fix, finding, retryable });

/** Code → meaning, remedy, finding, retryable. */
export const errorTable: Readonly<Record<ErpgateErrorCode, ErrorEntry>> = Object.freeze({
  CONFIG_INVALID: entry("The connection options are not usable.", "Correct every option that the message lists."),
  CONNECTION_CLOSED: entry("The connection was closed.", "Make the call before close(), or connect again."),
  REQUEST_INVALID: entry(
    "The call itself is not acceptable and was not sent.",
    "Correct the path, header or option that the message names.",
  ),
  CALL_ABORTED: entry("The caller's own signal ended the call.", "Nothing, if that was meant."),
  CALL_TIMEOUT: entry(
    "No whole answer came within timeoutMs.",
    "Check that host and port are reachable from here; raise timeoutMs for slow calls.",
    "network/timeout",
    true,
  ),
  REDIRECT_REFUSED: entry(
    "The server answered with a redirect, which is never followed with a credential.",
    "Use the address that the redirect points at; most often a trailing slash or https is missing.",
  ),
  NETWORK_DNS_NOT_FOUND: entry(
    "The host name cannot be resolved.",
    "Check the spelling of the URL's host and the name service of this computer.",
    "network/dns-not-found",
  ),
  NETWORK_REFUSED: entry(
    "Nothing accepts connections on that host and port.",
    "Check the port in the URL and that the server runs.",
    "network/refused",
    true,
  ),
  NETWORK_UNREACHABLE: entry(
    "There is no network route to the host.",
    "Check VPN, firewall and whether this computer's address is on the host's allow-list.",
    "network/timeout",
    true,
  ),
  NETWORK_RESET: entry("The connection was cut before the answer was complete.", "Try again.", "network/reset", true),
  NETWORK_FAILED: entry("The connection failed in a way not told apart further.", "See the cause.", undefined, true),
  TLS_SELF_SIGNED: entry(
    "The server shows a self-signed certificate.",
    "Give that certificate as tls.ca, or its SHA-256 fingerprint as tls.acceptCertificate; never switch verification off.",
    "tls/self-signed",
  ),
  TLS_CHAIN_INCOMPLETE: entry(
    "The server does not send its intermediate certificate, or its root is unknown here.",
    "Have the server send the whole chain; until then give the certificate that is missing as tls.ca.",
    "tls/chain-incomplete",
  ),
  TLS_CA_UNTRUSTED: entry(
    "The certificate chain ends in a root that this computer does not trust.",
    "Give the private CA's certificate as tls.ca, or set tls.systemStore where this computer trusts it already.",
    "tls/private-ca-untrusted",
  ),
  TLS_HOSTNAME_MISMATCH: entry(
    "The certificate is for another host name.",
    "Use the name that the certificate carries in the URL, or give it as tls.serverName.",
    "tls/hostname-mismatch",
  ),
  TLS_CERTIFICATE_EXPIRED: entry("The certificate has expired.", "Have it renewed on the server.", "tls/expired"),
  TLS_CERTIFICATE_NOT_YET_VALID: entry(
    "The certificate is not valid yet.",
    "Check the clocks of both computers.",
    "tls/not-yet-valid",
  ),
  TLS_PROTOCOL_MISMATCH: entry(
    "Client and server could not agree on TLS, or one side does not speak it on that port.",
    "Check http against https and the port; then the server's TLS versions.",
    "tls/plain-http-on-tls-port",
  ),
  TLS_CLIENT_CERTIFICATE_REQUIRED: entry(
    "The server asks for a client certificate, and none was shown.",
    "Give one as tls.clientCertificate.",
  ),
  TLS_CLIENT_CERTIFICATE_REFUSED: entry(
    "The server refused the client certificate.",
    "Check that its issuer is one that the server trusts, that it has not expired and that it is meant for clients.",
  ),
  TLS_PIN_MISMATCH: entry(
    "The server's certificate is good, but it is none of those in tls.pinSha256.",
    "Ask the server's administrator whether it was renewed, and only then add its fingerprint to tls.pinSha256.",
    "tls/pin-mismatch",
  ),
  PROXY_UNREACHABLE: entry(
    "The proxy cannot be reached.",
    "Check proxy.url, or HTTPS_PROXY where the option is not given.",
    undefined,
    true,
  ),
  PROXY_AUTH_REQUIRED: entry(
    "The proxy wants a login (407).",
    "Give proxy.username and proxy.password, or have the host reached without the proxy by proxy.bypass.",
    "proxy/auth-required",
  ),
  PROXY_REFUSED: entry(
    "The proxy does not open a tunnel to that host and port.",
    "Have it allow CONNECT to them, or name the host in proxy.bypass.",
  ),
  PROXY_TARGET_UNREACHABLE: entry(
    "The proxy could not reach the host (502, 503, 504).",
    "Check that the proxy can resolve and reach the host; name it in proxy.bypass where it is reached without the proxy.",
    "proxy/gateway-error",
    true,
  ),
  ANSWER_TOO_LARGE: entry(
    "The answer is larger than this call may hold in memory.",
    "Ask for less (select, filter, top), or read it as a stream with fetch().",
  ),
  ANSWER_NOT_JSON: entry(
    "A successful answer was not the JSON that was asked for.",
    "Check the address; read other formats with fetch().",
  ),
  ANSWER_HTML: entry(
    "A web page came where the API should answer.",
    "Check the URL: a proxy, a login page or IIS answered instead of the ERP.",
    "proxy/html-answer",
  ),
  ANSWER_THROTTLED: entry(
    "The server asks for fewer calls (429).",
    "Wait as long as it says, and send fewer at a time.",
    undefined,
    true,
  ),
  ANSWER_GATEWAY_ERROR: entry(
    "A proxy or load balancer could not get an answer from the ERP (502, 503, 504).",
    "Check that the ERP's application server runs.",
    "proxy/gateway-error",
    true,
  ),
  ANSWER_UNRECOGNISED: entry(
    "The call was refused, and nothing in the answer says why.",
    "Look at status and body of the error's response; ask `erpgate explain`.",
  ),
  TOKEN_ANSWER_UNREADABLE: entry(
    "The token endpoint answered with success, but there is no token in the answer.",
    "Check the token address.",
  ),
  TOKEN_CLIENT_REFUSED: entry(
    "The token endpoint does not accept the client id or secret.",
    "Check both, and whether the secret has expired or was rotated.",
  ),
  TOKEN_GRANT_REFUSED: entry(
    "The token endpoint knows the client, but does not grant what was asked.",
    "Check scope and grant type for this client.",
  ),
  TOKEN_SCOPE_REFUSED: entry(
    "The token endpoint knows the client, but not the resource or scope that was asked for.",
    "Name Kinetic's own application: its Application ID URI, or its client id.",
    "entra/scope-invalid",
  ),
  TOKEN_CONSENT_REQUIRED: entry(
    "Nobody has consented yet to this application's access.",
    "Have the user consent at the login page, or an administrator for all.",
    "entra/consent-missing",
  ),
  TOKEN_ASSERTION_REFUSED: entry(
    "The token endpoint does not accept the user's token that was to be exchanged.",
    "Send the user's current access token whose audience is this application.",
    "entra/obo-assertion-invalid",
  ),
  TOKEN_SIGN_IN_REQUIRED: entry(
    "A person has to sign in: no refresh token is left, or the issuer wants to see the user again.",
    "Sign in with the browser or a device code, for instance by `erpgate login`.",
    "entra/interaction-required",
  ),
  TOKEN_SIGN_IN_DECLINED: entry(
    "The user, or an administrator, declined the login.",
    "Begin it again if that was not meant.",
  ),
  TOKEN_SIGN_IN_TIMED_OUT: entry(
    "Nobody finished the login in time.",
    "Begin it again; its code is good for a few minutes only.",
  ),
  TOKEN_SIGN_IN_FORGED: entry(
    "An answer came that belongs to no login that was begun here.",
    "Begin the login again; if that repeats, somebody may be trying to have another account used.",
  ),
  TOKEN_CREDENTIAL_UNUSABLE: entry(
    "The certificate or token that the application proves itself with cannot be read or used.",
    "Correct what the message names: file, password, type or environment.",
  ),
  TOKEN_IDENTITY_UNAVAILABLE: entry(
    "There is no managed identity where the program runs, or not the one that was named.",
    "Assign an identity to the machine or service in Azure; elsewhere use another flow.",
  ),
  TOKEN_ISSUER_UNAVAILABLE: entry(
    "The token endpoint failed or is overloaded.",
    "Wait: the connection tries again by itself at the stated time.",
    undefined,
    true,
  ),
  TOKEN_EXPIRED: entry(
    "The token that was given has expired, and there is no way to get another.",
    "Give a new token, or a function that fetches one; check this computer's clock.",
  ),
  TOKEN_PROVIDER_FAILED: entry(
    "The function or object that should yield the token failed.",
    "See the cause: the error is the provider's own.",
    undefined,
    true,
  ),
  STORE_KEY_MISSING: entry(
    "The key of the token store is not at hand.",
    "Provide the key where the message says it was looked for.",
  ),
  STORE_KEY_WRONG: entry(
    "The token store or bundle was sealed with another key or passphrase.",
    "Give the one it was made with, or move the file away and sign in again.",
  ),
  STORE_DAMAGED: entry(
    "The token store or bundle is not as it was written: damaged, tampered with, or another file.",
    "Restore it from a copy, or move the file away and sign in again.",
  ),
  STORE_VERSION_UNSUPPORTED: entry(
    "The token store or bundle has another version's format.",
    "Use the erpgate that wrote it, or move the file away and sign in again.",
  ),
  STORE_BUSY: entry(
    "Another process holds the token store.",
    "Try again; if that process hangs, end it.",
    undefined,
    true,
  ),
  STORE_UNAVAILABLE: entry(
    "The token store cannot be read or written.",
    "Check path, rights and free space of the file that the message names.",
  ),
  KEYCHAIN_UNAVAILABLE: entry(
    "There is no keychain of the operating system that can be used here.",
    "Unlock it or install @napi-rs/keyring; on a machine without a desktop use a key file, the environment or a passphrase.",
  ),
  BUNDLE_EXPIRED: entry("The bundle could be opened for a while only, and that is over.", "Export a new one."),
  KINETIC_API_KEY_INVALID: entry(
    "Kinetic does not accept the API key for this environment and company.",
    "Check the key in API Key Maintenance of this very environment: enabled, not expired, right company.",
    "kinetic/api-key-invalid",
  ),
  KINETIC_API_KEY_MISSING: entry(
    "Kinetic's v2 was called with a login and without an API key, which it wants besides.",
    "Give the apiKey option; only v1 does without.",
    "kinetic/api-key-missing",
  ),
  KINETIC_CREDENTIALS_INVALID: entry(
    "Kinetic does not accept this user name and password.",
    "Check the pair, and that the account is not locked, disabled or expired.",
    "kinetic/credentials-invalid",
  ),
  KINETIC_AUTHORIZATION_MISSING: entry(
    "The request reached Kinetic without a login.",
    "Check whether a proxy strips the Authorization header.",
    "kinetic/authorization-missing",
  ),
  KINETIC_WINDOWS_AUTH: entry(
    "IIS asks for Windows authentication before Kinetic sees the call; Negotiate and NTLM are not supported.",
    "Turn Windows authentication off for the IIS application, or use the binding that is meant for REST.",
    "kinetic/windows-auth-shadowing",
  ),
  KINETIC_METHOD_ACCESS_DENIED: entry(
    "The login works; the user may not use this service or method.",
    "Grant it in Service or Method Security; do not change the password.",
    "kinetic/method-access-denied",
  ),
  KINETIC_ACCESS_DENIED: entry(
    "The login works; the user, or the API key's access scope, does not allow this call.",
    "Compare with a key that has no access scope, then extend the scope or the user's rights.",
    "kinetic/access-scope-denied",
  ),
  KINETIC_TOKEN_REFUSED: entry(
    "Kinetic does not accept the bearer token.",
    "Check that the token is meant for this server; after a change of the sign key all old tokens are void.",
    "kinetic/token-rejected",
  ),
  KINETIC_TOKEN_EXPIRED: entry(
    "The bearer token has run out.",
    "Get a new one; compare the clocks.",
    "kinetic/token-expired",
  ),
  KINETIC_TOKEN_SERVICE_MISSING: entry(
    "There is no token service at that address.",
    "Switch token authentication on in the Administration Console, and check the URL's instance.",
    "kinetic/token-service-disabled",
  ),
  KINETIC_LICENSE_EXHAUSTED: entry(
    "No licence of the claimed type is free.",
    "Claim the right licence type with the license option, log sessions out, and call less in parallel.",
    "kinetic/license-exhausted",
    true,
  ),
  KINETIC_SESSION_INVALID: entry(
    "The session named in the request no longer exists.",
    "Log in again and use the new session.",
    "kinetic/session-invalid",
  ),
  KINETIC_SERVER_NOT_READY: entry(
    "The application server is not ready, for instance because conversions are pending.",
    "Wait until the server has started or finish the conversions.",
    "kinetic/server-not-ready",
    true,
  ),
  KINETIC_SERVER_ERROR: entry(
    "Kinetic failed while it handled the call; remote callers are told no more than that.",
    "Look for the time and the CorrelationId in the server's event log; before writing again, read back what was written.",
  ),
  KINETIC_NOT_FOUND: entry(
    "Kinetic let the call in and does not know that service, record or function.",
    "Check company, service and spelling; for a function, that it is published and mapped to the company.",
    "kinetic/application-error",
  ),
  KINETIC_RECORD_EXISTS: entry(
    "Kinetic has a record with this key already.",
    "Read it and change it instead, or choose another key.",
    "kinetic/application-error",
  ),
  KINETIC_APPLICATION_ERROR: entry(
    "The call was let in; Kinetic refused the data, the query or the record.",
    "Read the message: it is a business answer, not a login problem.",
    "kinetic/application-error",
  ),
  P21_BEARER_MISSING: entry(
    "The request reached Prophet 21 without `Authorization: Bearer`.",
    "Check whether a redirect or a proxy dropped the header.",
    "prophet21/bearer-missing",
  ),
  P21_CREDENTIALS_INVALID: entry(
    "Prophet 21 does not accept this user name and password.",
    "Check the pair; Windows users may need domain\\user.",
    "prophet21/credentials-invalid",
  ),
  P21_KEY_UNKNOWN: entry(
    "The consumer key is not registered on this tenant.",
    "Look the key up in SOA Admin, API Console, of this very system; register it there if it is missing.",
    "prophet21/key-unknown",
  ),
  P21_NOT_AUTHORIZED: entry(
    "The login works; the user's permissions or the consumer key's scope do not include this.",
    "For a user: Allow OData API Service and the role's Dataservice Permission. For a key: its scope, then a new token.",
    // Which of the two it is, the code alone cannot say: the token's aud decides.
  ),
  P21_TOKEN_REFUSED: entry(
    "Prophet 21 does not accept the token, though it is in date.",
    "Check that token and call go to the same system, and that no other program fetches tokens for the same login.",
    "prophet21/token-rejected",
  ),
  P21_TOKEN_EXPIRED: entry(
    "The Prophet 21 token has run out.",
    "Get a new one; compare the clocks.",
    "prophet21/token-expired",
  ),
  P21_TOKEN_ENDPOINT_WRONG: entry(
    "There is no token service at that address.",
    "Check that the URL is the API host, without a path such as /api or /uiserver0.",
    "prophet21/token-endpoint-wrong",
  ),
  P21_TOKEN_BODY_MISSING: entry(
    "The v2 token service got no JSON body.",
    "A proxy dropped the body, or the endpoint option does not fit this server.",
    "prophet21/credentials-in-headers-on-v2",
  ),
  P21_LENGTH_REQUIRED: entry(
    "The server wants a Content-Length and got none.",
    "A proxy removed the header: let it pass.",
    "prophet21/length-required",
  ),
  P21_SESSION_EXISTS: entry(
    "This token already has an Interactive session.",
    "End that session with the same token, then create one.",
    "prophet21/session-exists",
  ),
  P21_SESSION_INVALID: entry(
    "The Interactive session is gone, or belongs to another token.",
    "End a session with the token that created it.",
    "prophet21/session-owner-token",
  ),
  P21_USER_UNKNOWN: entry(
    "The Interactive session needs a real Prophet 21 user in the token.",
    "Give the auth option a username that exists in Prophet 21.",
    "prophet21/interactive-user-unknown",
  ),
  P21_WINDOW_DENIED: entry(
    "The user may not open this window, or it was opened by the wrong name.",
    "Open it by its ServiceName and check the user's rights.",
    "prophet21/window-permission",
  ),
  P21_ACCEPT_JSON_REQUIRED: entry(
    "The Interactive call did not ask for JSON, which some 26.1 builds answer with an empty 500.",
    "Leave the accept header to the connection; end the session that the failed call left behind.",
    "prophet21/accept-json-required",
  ),
  P21_UI_SERVER_UNTRUSTED: entry(
    "Prophet 21 names a UI server on another host, which no token is sent to unasked.",
    "If that host is yours, add its origin to the uiServers option.",
  ),
  P21_TOKEN_TOO_SHORT: entry(
    "The token ends before the Interactive session may, and a session outlives no token.",
    "Lengthen the token's lifetime at its issuer, or ask for a shorter session.",
  ),
  P21_TRANSACTION_FAILED: entry(
    "The Transaction API answered 200 and wrote nothing, or only a part: its summary counts failures.",
    "Read the messages; look at what was written before sending any of it again.",
    "prophet21/application-error",
  ),
  P21_ODATA_IN_DROPPED: entry(
    "Prophet 21 ignores `in (…)` in a filter and answers every row, so it is not sent.",
    "Write `(column eq 1 or column eq 2)` instead.",
    "prophet21/application-error",
  ),
  P21_APPLICATION_ERROR: entry(
    "The call was let in; Prophet 21 refused the data, the query or the record.",
    "Read the message: it is a business answer, not a login problem.",
    "prophet21/application-error",
  ),
});
