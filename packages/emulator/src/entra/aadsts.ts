// Longer than a screen because it is data: one entry for each number that a directory can answer with.
/** How one AADSTS number shows itself in the field. */
export interface AadstsRow {
  /** The OAuth error that programs branch on; the number is for people. */
  readonly error: string;
  /** @default 401 for invalid_client, else 400 */
  readonly status?: number;
  readonly suberror?: string;
  /** True where the answer carries a claims challenge for the next sign-in. */
  readonly claims?: true;
  /** The words after the number. `{names}` are filled in from the request. */
  readonly text: string;
}

type AadstsRows = Readonly<Record<number, AadstsRow>>;

const INVALID_CLIENT = "invalid_client";
const INVALID_GRANT = "invalid_grant";
const INVALID_REQUEST = "invalid_request";
const UNAUTHORIZED_CLIENT = "unauthorized_client";
const INTERACTION = "interaction_required";

/** A secret, an assertion or an application that does not work. */
const CLIENT_ROWS: AadstsRows = {
  70001: { error: UNAUTHORIZED_CLIENT, text: "Application with identifier '{app}' is disabled." },
  70002: { error: INVALID_CLIENT, text: "Error validating credentials. Invalid client secret is provided." },
  50012: {
    error: INVALID_CLIENT,
    text: "Authentication failed. The client assertion's certificate thumbprint, subject or chain is not accepted.",
  },
  700016: {
    error: UNAUTHORIZED_CLIENT,
    text: "Application with identifier '{app}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700023: {
    error: INVALID_CLIENT,
    text: "Client assertion audience claim does not match Realm issuer. Review the documentation for the audience of a client assertion.",
  },
  700024: {
    error: INVALID_CLIENT,
    text: "Client assertion is not within its valid time range. Current time: {now}, assertion valid from {from}, expiry time of assertion {until}.",
  },
  700025: {
    error: INVALID_CLIENT,
    text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700027: {
    error: INVALID_CLIENT,
    text: "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}]",
  },
  7000112: { error: UNAUTHORIZED_CLIENT, text: "Application '{app}' is disabled." },
  7000215: {
    error: INVALID_CLIENT,
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{app}'.",
  },
  7000218: {
    error: INVALID_CLIENT,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    error: INVALID_CLIENT,
    text: "The provided client secret keys for app '{app}' are expired. Visit the Azure portal to create new keys for your app.",
  },
};

/** An assertion of another issuer. */
const FEDERATION_ROWS: AadstsRows = {
  70021: { error: INVALID_CLIENT, text: "No matching federated identity record found for presented assertion." },
  700211: {
    error: INVALID_CLIENT,
    text: "No matching federated identity record found for presented assertion issuer '{issuer}'.",
  },
  700212: {
    error: INVALID_CLIENT,
    text: "No matching federated identity record found for presented assertion audience '{audience}'.",
  },
  700213: {
    error: INVALID_CLIENT,
    text: "No matching federated identity record found for presented assertion subject '{subject}'.",
  },
  700229: {
    error: UNAUTHORIZED_CLIENT,
    text: "Only app-only tokens can be used as Federated Identity Credentials for AAD issuer.",
  },
  90061: { error: INVALID_REQUEST, text: "Request to External OIDC endpoint failed." },
};

/** An address, a scope or a resource that is not there. */
const CONFIGURATION_ROWS: AadstsRows = {
  28002: { error: "invalid_scope", text: "Provided value for the input parameter scope '{scope}' is not valid." },
  50001: {
    error: "invalid_resource",
    text: "The resource principal named {resource} was not found in the tenant named {tenant}.",
  },
  50011: {
    error: INVALID_REQUEST,
    text: "The redirect URI '{redirect}' specified in the request does not match the redirect URIs configured for the application '{app}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.",
  },
  50194: {
    error: INVALID_REQUEST,
    text: "Application '{app}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  },
  500011: {
    error: "invalid_resource",
    text: "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
  },
  650056: {
    error: INVALID_CLIENT,
    text: "Misconfigured application. The client has not listed any permissions for the requested resource, or the consent is missing.",
  },
  650057: {
    error: "invalid_resource",
    text: "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {app}. Resource value from request: {resource}.",
  },
  70011: {
    error: "invalid_scope",
    text: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  },
  900144: { error: INVALID_REQUEST, text: "The request body must contain the following parameter: '{parameter}'." },
  900561: {
    error: INVALID_REQUEST,
    text: "The endpoint only accepts POST requests. Received a {method} request.",
  },
  900971: { error: INVALID_REQUEST, text: "No reply address provided." },
  90002: {
    error: INVALID_REQUEST,
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  },
  90038: {
    error: INVALID_REQUEST,
    text: "Tenant '{tenant}' request is being redirected to another cloud: the National Cloud it belongs to.",
  },
  900382: { error: INVALID_REQUEST, text: "Confidential Client is not supported in Cross Cloud request." },
  900432: { error: INVALID_REQUEST, text: "Confidential Client is not supported in Cross Cloud request." },
  90051: { error: INVALID_REQUEST, text: "Invalid Delegation Token. Invalid national Cloud ID is specified." },
  9001023: {
    error: INVALID_REQUEST,
    text: "The grant type '{grant}' is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
  },
  901002: { error: INVALID_REQUEST, text: "The 'resource' request parameter is not supported." },
  70003: { error: "unsupported_grant_type", text: "The app requested an unsupported grant type '{grant}'." },
  700054: {
    error: "unsupported_response_type",
    text: "response_type '{responseType}' is not enabled for the application.",
  },
  9002325: {
    error: INVALID_REQUEST,
    text: "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
  },
  9002326: {
    error: INVALID_REQUEST,
    text: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
  },
  9002327: {
    error: INVALID_REQUEST,
    text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },
};

/** A code, a refresh token or an assertion that is worth nothing. */
const GRANT_ROWS: AadstsRows = {
  50013: { error: INVALID_GRANT, text: "Assertion failed signature validation. [Reason - {reason}]" },
  500131: {
    error: INVALID_GRANT,
    text: "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{app}'.",
  },
  500133: {
    error: INVALID_GRANT,
    text: "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: {now}, expiry time of assertion {until}.",
  },
  240002: {
    error: INVALID_GRANT,
    text: "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
  },
  501481: {
    error: INVALID_GRANT,
    text: "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
  },
  50173: {
    error: INVALID_GRANT,
    suberror: "bad_token",
    text: "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.",
  },
  54005: {
    error: INVALID_GRANT,
    text: "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
  },
  70000: { error: INVALID_GRANT, text: "Provided grant is invalid or malformed." },
  70008: {
    error: INVALID_GRANT,
    text: "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
  },
  700082: {
    error: INVALID_GRANT,
    text: "The refresh token has expired due to inactivity. The token was issued on {issued} and was inactive for 90.00:00:00.",
  },
  700084: {
    error: INVALID_GRANT,
    text: "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issued}.",
  },
  70043: {
    error: INVALID_GRANT,
    suberror: "bad_token",
    text: "The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access. The token was issued on {issued} and the maximum allowed lifetime for this request is {lifetime}.",
  },
  70016: {
    error: "authorization_pending",
    text: "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
  },
  // No number of Microsoft's is known for it: it stands in RFC 8628 and in no table of theirs
  900000: { error: "slow_down", text: "The device polls too often. Wait longer between polls." },
  70017: { error: "authorization_declined", text: "The user declined the authorization of the device." },
  70018: { error: "bad_verification_code", text: "Bad verification code." },
  70019: { error: "expired_token", text: "Verification code expired." },
};

/** A user who cannot sign in, or not like this. */
const USER_ROWS: AadstsRows = {
  50020: {
    error: INTERACTION,
    text: "User account '{user}' from identity provider 'live.com' does not exist in tenant '{tenant}' and cannot access the application '{app}' in that tenant. The account needs to be added as an external user in the tenant first.",
  },
  50034: { error: INVALID_GRANT, text: "The user account {user} does not exist in the {tenant} directory." },
  51004: { error: INVALID_GRANT, text: "The user account {user} does not exist in the {tenant} directory." },
  50053: {
    error: INVALID_GRANT,
    text: "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  },
  50055: { error: INVALID_GRANT, suberror: "user_password_expired", text: "The password is expired." },
  50057: { error: INVALID_GRANT, text: "The user account is disabled." },
  50058: {
    error: "login_required",
    text: "A silent sign-in request was sent but no user is signed in.",
  },
  50126: { error: INVALID_GRANT, text: "Error validating credentials due to invalid username or password." },
  50105: {
    error: INTERACTION,
    text: "Your administrator has configured the application '{app}' to block users unless they are specifically granted ('assigned') access to the application. '{user}' is blocked because they are not assigned.",
  },
  50072: {
    error: INTERACTION,
    suberror: "basic_action",
    claims: true,
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
  },
  50074: {
    error: INTERACTION,
    suberror: "basic_action",
    claims: true,
    text: "Strong Authentication is required.",
  },
  50076: {
    error: INTERACTION,
    suberror: "basic_action",
    claims: true,
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
  },
  50078: {
    error: INTERACTION,
    suberror: "basic_action",
    claims: true,
    text: "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resource}'.",
  },
  50079: {
    error: INTERACTION,
    suberror: "basic_action",
    claims: true,
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
  },
  53000: {
    error: INTERACTION,
    suberror: "message_only",
    claims: true,
    text: "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.",
  },
  53001: {
    error: INTERACTION,
    suberror: "message_only",
    claims: true,
    text: "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.",
  },
  53003: {
    error: INTERACTION,
    suberror: "message_only",
    claims: true,
    text: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  },
  530032: {
    error: INTERACTION,
    suberror: "message_only",
    text: "Blocked by security policy.",
  },
  65001: {
    error: INVALID_GRANT,
    suberror: "consent_required",
    text: "The user or administrator has not consented to use the application with ID '{app}' named '{name}'. Send an interactive authorization request for this user and resource.",
  },
  65004: { error: "access_denied", text: "User declined to consent to access the app." },
  90094: { error: "consent_required", text: "Administrator consent is required to access '{resource}'." },
  90095: {
    error: "consent_required",
    text: "Administrator consent is required. An admin consent request may be sent.",
  },
};

/** A service that cannot answer now. */
const TRANSIENT_ROWS: AadstsRows = {
  50033: { error: "temporarily_unavailable", status: 503, text: "A transient error has occurred. Please try again." },
  50196: {
    error: INVALID_GRANT,
    text: "The server terminated an operation because it encountered a client request loop. Please contact your app vendor.",
  },
  90006: { error: "server_error", status: 500, text: "The service is temporarily unavailable. Please try again." },
  90024: { error: "temporarily_unavailable", status: 503, text: "The request budget is exceeded. Please try again." },
  90033: { error: "temporarily_unavailable", status: 503, text: "A transient error has occurred. Please try again." },
  90055: {
    error: "temporarily_unavailable",
    status: 429,
    text: "The tenant is throttled: too many requests have been received from it.",
  },
  90090: {
    error: "temporarily_unavailable",
    status: 503,
    text: "The Graph service returned a transient error. Please try again.",
  },
};

const ALL: AadstsRows = {
  ...CLIENT_ROWS,
  ...FEDERATION_ROWS,
  ...CONFIGURATION_ROWS,
  ...GRANT_ROWS,
  ...USER_ROWS,
  ...TRANSIENT_ROWS,
};

export const AADSTS_CODES: readonly number[] = Object.keys(ALL).map(Number);

/** What goes with a number. Throws for one that the emulator does not know. */
export function aadstsRow(code: number): AadstsRow {
  const row = ALL[code];
  if (row === undefined) throw new Error(`the emulator knows no AADSTS${code}`);
  return row;
}
