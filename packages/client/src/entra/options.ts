import type { SecretText } from "../secret.ts";
import type { AccessToken } from "../token/token.ts";

/** Microsoft's clouds, each with login hosts of its own. */
export type EntraCloud = "global" | "us-government" | "china";

/**
 * The certificate types that hold a private key and can be read everywhere, in the words of the commercial drivers'
 * `OAuthJWTCertType`. `_FILE` and `PFXFILE` name a path; `PEMKEY_BLOB` is PEM text, `PFXBLOB` is base64.
 */
export type EntraCertificateType = "PEMKEY_FILE" | "PEMKEY_BLOB" | "PFXFILE" | "PFXBLOB";

/** A certificate that an application proves itself with. Its thumbprint is computed, never asked for. */
export interface EntraCertificate {
  readonly type: EntraCertificateType;
  /** Path or content, as the type says. A PEM holds both the private key and the certificate. */
  readonly value: SecretText;
  /** Of the PFX, or of an encrypted PEM key. */
  readonly password?: SecretText | undefined;
  /** Which certificate of several: exactly this subject, else a part of it; `*` for the first. @default "*" */
  readonly subject?: string;
  /** `RS256` with a SHA-1 thumbprint is the older form, for servers that know no other. @default "PS256" */
  readonly signature?: "PS256" | "RS256";
  /** Sends the whole chain (`x5c`), for applications that are trusted by subject name and issuer; PEM only. @default false */
  readonly sendChain?: boolean;
}

/**
 * Somebody else's token that proves the application (workload identity federation). It is fetched anew for each exchange,
 * because such tokens are short-lived and their files are rotated.
 *
 * - `file`: a file that holds it
 * - `kubernetes`: what Azure Workload Identity puts into a pod's environment; also gives client id, tenant and authority
 * - `github`: a GitHub Actions job with `id-token: write`
 */
export type EntraFederatedToken =
  | { readonly from: "file"; readonly file: string }
  | { readonly from: "kubernetes" }
  | { readonly from: "github"; /** @default "api://AzureADTokenExchange" */ readonly audience?: string }
  | (() => Promise<string>);

/** An application registered in Microsoft Entra ID, and what it asks tokens for. */
export interface EntraApp {
  /** Directory id or verified domain. Only flows in which a user signs in may leave it out. @default "organizations" */
  readonly tenant?: string;
  /** Application (client) id. */
  readonly clientId?: string;
  /** @default "global" */
  readonly cloud?: EntraCloud;
  /** Instead of `cloud`: the login host, as `https://login.microsoftonline.com`, for others than Microsoft's. */
  readonly authority?: string;
  /** Kinetic's application: its Application ID URI or its client id. Asks for `{resource}/.default`. */
  readonly resource?: string;
  /** Instead of `resource`: the scopes themselves, all of one resource. */
  readonly scopes?: readonly string[];
  /** How the application proves itself: this, a certificate, a federated token, or nothing for a public client. */
  readonly clientSecret?: SecretText | undefined;
  /** How the secret is sent: in the body, or as HTTP Basic. @default "post" */
  readonly clientAuthentication?: "post" | "basic";
  readonly certificate?: EntraCertificate;
  readonly federated?: EntraFederatedToken;
  /** A claims challenge to be answered: JSON, as an API sent it (decoded). */
  readonly claims?: string;
}

interface EntraAuthBase extends EntraApp {
  readonly kind: "entra";
}

/** The application for itself: secret, certificate or federated token. Kinetic has to map it to a user. */
export interface EntraClientCredentialsAuth extends EntraAuthBase {
  readonly flow: "client-credentials";
}

/** What the login page does first. */
export type EntraPrompt = "login" | "none" | "consent" | "select_account";

/** How a user is led to the login page. */
export interface EntraSignInOptions {
  /**
   * Where the answer comes back: on this computer. Without a port any free one is taken; a named one that is busy is replaced,
   * because Entra ignores the port of localhost. @default "http://localhost"
   */
  readonly redirectUri?: string;
  /** `query` for servers that cannot post a form; then the code is seen in the browser's history. @default "form_post" */
  readonly responseMode?: "form_post" | "query";
  readonly prompt?: EntraPrompt;
  /** The account to be proposed. */
  readonly loginHint?: string;
  readonly domainHint?: string;
  /** Shows the address to the user. @default opens the computer's browser */
  readonly openBrowser?: (url: string) => void | Promise<void>;
  /** How long a person may take, in milliseconds. @default 300000 */
  readonly signInTimeoutMs?: number;
}

/** A user signs in with the browser (authorization code with PKCE); from then on the refresh token is used. */
export interface EntraAuthorizationCodeAuth extends EntraAuthBase, EntraSignInOptions {
  readonly flow: "authorization-code";
  /** Whether the browser may be opened where no refresh token is left. @default true */
  readonly interactive?: boolean;
  /** To begin with, from an earlier login. */
  readonly refreshToken?: SecretText | undefined;
}

/** What a user is told who signs in on another device. */
export interface EntraDeviceCode {
  /** The sentence to be shown, as Entra worded it. */
  readonly message: string;
  readonly userCode: string;
  readonly verificationUri: string;
  /** Only of servers that have it; Entra has not. */
  readonly verificationUriComplete: string | undefined;
  /** In epoch milliseconds. */
  readonly expiresAtMs: number;
}

/** A user signs in on another device; from then on the refresh token is used. */
export interface EntraDeviceCodeAuth extends EntraAuthBase {
  readonly flow: "device-code";
  /** Shows the code to the user. Without it nobody can sign in, and only a stored refresh token is used. */
  readonly onCode?: (code: EntraDeviceCode) => void;
  readonly refreshToken?: SecretText | undefined;
}

/** A code that came back from a login made elsewhere, to be redeemed once. */
export interface EntraRedeemableCode {
  readonly code: SecretText;
  /** The very redirect URI of the login. */
  readonly redirectUri: string;
  /** Of that login's PKCE; absent where it had none. */
  readonly codeVerifier?: SecretText | undefined;
  /** The pending login, where it was kept for whoever redeems the code: then its verifier and its redirect URI count. */
  readonly pendingLogin?: () => Promise<string | undefined>;
  /** Called when the code has been redeemed: what was kept for it may go. */
  readonly onRedeemed?: () => Promise<void>;
}

/** Never asks a person: a refresh token (given, or from the store), or a code that a login elsewhere brought. */
export interface EntraRefreshTokenAuth extends EntraAuthBase {
  readonly flow: "refresh-token";
  readonly refreshToken?: SecretText | undefined;
  /** Redeemed where there is no refresh token yet. */
  readonly redeem?: EntraRedeemableCode;
}

/** For a user whose token another application holds: a web application reads Kinetic on its user's behalf. */
export interface EntraOnBehalfOfAuth extends EntraAuthBase {
  readonly flow: "on-behalf-of";
  /** The user's access token for this application. Left out at a gateway, which acts for whoever calls, with the token of that call. */
  readonly assertion?: SecretText | (() => Promise<string>);
}

/** The identity of the Azure machine or service that the program runs on. Kinetic has to map it to a user. */
export interface EntraManagedIdentityAuth {
  readonly kind: "entra";
  readonly flow: "managed-identity";
  /** Kinetic's application: its Application ID URI or its client id. */
  readonly resource: string;
  /** Of a user-assigned identity: one of these three. */
  readonly clientId?: string;
  readonly objectId?: string;
  readonly resourceId?: string;
  /** @default found out by the environment */
  readonly host?: "vm" | "app-service" | "arc";
}

/** A login by Microsoft Entra ID. */
export type EntraAuth =
  | EntraClientCredentialsAuth
  | EntraAuthorizationCodeAuth
  | EntraDeviceCodeAuth
  | EntraRefreshTokenAuth
  | EntraOnBehalfOfAuth
  | EntraManagedIdentityAuth;

/** Who signed in, by the ID token. For showing, and to know the account again; nothing may be allowed because of it. */
export interface EntraAccount {
  /** As `jane@example.com`. */
  readonly username: string | undefined;
  readonly name: string | undefined;
  readonly tenantId: string | undefined;
  readonly objectId: string | undefined;
}

/** What a login brings. */
export interface EntraTokens extends AccessToken {
  readonly refreshToken: string | undefined;
  readonly account: EntraAccount | undefined;
  /** What was granted, which may be other than what was asked. */
  readonly scopes: readonly string[] | undefined;
}
