/** What one AADSTS number adds to the class of a refusal. */
export interface EntraHint {
  /** One sentence or two for whoever set the application up. */
  readonly text: string;
  readonly finding: string | undefined;
}

const hints: Record<string, EntraHint> = {};
const hint = (numbers: string, finding: string | undefined, text: string): void => {
  for (const number of numbers.split(" ")) hints[number] = Object.freeze({ text, finding });
};

hint(
  "7000215 70002",
  "entra/secret-invalid",
  "Most often the secret's ID was copied instead of its Value; the Value is shown once, when it is made.",
);
hint("7000222", "entra/secret-expired", "The secret has expired: create a new one, or move to a certificate.");
hint(
  "700016",
  "entra/app-not-found",
  "This tenant has no such application: the tenant or the client id is wrong, or nobody has consented to it here.",
);
hint(
  "7000112 70001",
  "entra/app-not-found",
  "The application is disabled or unknown in this tenant: enable it under Enterprise applications.",
);
hint(
  "90002 90038 900382 900432 90051",
  "entra/tenant-not-found",
  "Look for a typing error in the tenant, and whether it lives in another cloud.",
);
hint(
  "700027",
  "entra/assertion-invalid",
  "The certificate that signs is not the one that was uploaded to the app registration.",
);
hint("700024", "client/clock-skew", "The assertion is outside its time: set this computer's clock.");
hint(
  "700023",
  "entra/assertion-invalid",
  "The assertion's audience has to be this tenant's own token endpoint: check tenant and cloud.",
);
hint("50012", "entra/assertion-invalid", "Upload the public certificate to the app registration again.");
hint(
  "700025",
  "entra/redirect-platform-mismatch",
  "The redirect URI is registered under Mobile and desktop, where applications have no secret: leave the secret out, or register it under Web.",
);
hint(
  "7000218",
  "entra/redirect-platform-mismatch",
  "The redirect URI is registered under Web, where an application has to prove itself: give secret or certificate, or register it under Mobile and desktop and allow public client flows.",
);
hint(
  "9002326 9002327",
  "entra/redirect-platform-mismatch",
  "The redirect URI is registered as a single-page application: register it under Mobile and desktop, or Web.",
);
hint(
  "50011",
  "entra/redirect-uri-mismatch",
  "Compare scheme, host, path (letter case counts) and the slash at the end; only the port of localhost is free.",
);
hint("900971", "entra/redirect-uri-mismatch", "The app registration has no redirect URI: add one.");
hint(
  "501481",
  "entra/code-already-redeemed",
  "The code belongs to another login: two were under way, or the pending login was lost. Begin again.",
);
hint("54005", "entra/code-already-redeemed", "A code can be redeemed once: begin the login again.");
hint(
  "70000 70008 700082",
  "entra/refresh-token-expired",
  "The refresh token is no longer valid, for instance after 90 days without use: sign in again.",
);
hint(
  "50173",
  "entra/interaction-required",
  "All tokens of the account were revoked, by a new password or an administrator: sign in again.",
);
hint(
  "70043",
  "entra/interaction-required",
  "The tenant's sign-in frequency wants a new login every so many hours: sign in again.",
);
hint(
  "700084",
  "entra/redirect-platform-mismatch",
  "The refresh token is one of a single-page application and lives 24 hours: register the redirect URI under Mobile and desktop, or Web.",
);
hint(
  "65001",
  "entra/consent-missing",
  "Nobody has consented yet: a user can at the login page, an administrator for all.",
);
hint(
  "90094 90095",
  "entra/consent-missing",
  "Only an administrator can consent here: send one the admin-consent link.",
);
hint("65004", "entra/consent-missing", "The user declined to consent.");
hint(
  "650057",
  "entra/scope-invalid",
  "Kinetic's application is not among this application's API permissions: add it there.",
);
hint(
  "650056",
  "entra/consent-missing",
  "The application is not set up for this tenant: check API permissions, consent and client id.",
);
hint(
  "500011 50001",
  "entra/scope-invalid",
  "The tenant has no such resource: use the Application ID URI or the client id of Kinetic's own app registration.",
);
hint(
  "70011 28002 1002012",
  "entra/scope-invalid",
  "Ask for {resource}/.default, or for delegated scopes of one resource.",
);
hint("700022 901002", "entra/scope-invalid", "One request is for one resource: do not mix scopes of several.");
hint(
  "9001023 50059",
  "entra/tenant-required",
  "This flow wants the tenant's own address, not common or organizations.",
);
hint("50194", "entra/tenant-required", "The application belongs to one tenant only: name that tenant.");
hint(
  "50020 50034 51004",
  "entra/user-sign-in-failed",
  "The account is not in this tenant: use another, or have it invited as a guest.",
);
hint(
  "50105 501051",
  "entra/user-not-assigned",
  "User or application is not assigned to the enterprise application: assign it.",
);
hint(
  "50076 50079 50072 50074 50078",
  "entra/interaction-required",
  "Multi-factor authentication is wanted, which no silent request can satisfy: sign in with a browser.",
);
hint(
  "53003 53000 53001 53002 530032",
  "entra/conditional-access-blocked",
  "Conditional Access blocks this login: the tenant's administrator sees which policy, and may exclude the application or name the location.",
);
hint("50126", "entra/user-sign-in-failed", "User name or password is wrong.");
hint("50055", "entra/user-sign-in-failed", "The password has expired: sign in with a browser to change it.");
hint("50057", "entra/user-sign-in-failed", "The account is disabled.");
hint("50053", "entra/user-sign-in-failed", "The account is locked, or the address is blocked after many attempts.");
hint(
  "50013 500131",
  "entra/obo-assertion-invalid",
  "The user's token has to be an access token whose audience is this very application.",
);
hint("500133", "entra/obo-assertion-invalid", "The user's token has expired: take the one of the current call.");
hint("240002", "entra/obo-assertion-invalid", "An ID token was sent where the user's access token belongs.");
hint(
  "70021 700211 700212 700213",
  "entra/assertion-invalid",
  "Compare issuer, subject and audience of the federated credential byte for byte; often the issuer's final slash is missing.",
);
hint("90061", "entra/assertion-invalid", "Entra cannot reach the discovery document of the federated token's issuer.");
hint("700229", "entra/assertion-invalid", "A user's token of Entra is no federated credential.");
hint("70016", undefined, "The user has not finished signing in.");
hint("70018", "entra/code-already-redeemed", "The device code is unknown: begin the login again.");
hint("70019", "entra/code-already-redeemed", "The device code has expired: begin the login again.");
hint("50196", "entra/throttled", "The same request came too often: keep tokens in a store, and let one process ask.");
hint("90006 90024 90033 50033 90055 90090", "entra/throttled", "Entra is busy; the same request will do later.");

/** AADSTS number → what to tell whoever set it up. */
export const entraHints: Readonly<Record<string, EntraHint>> = Object.freeze(hints);
