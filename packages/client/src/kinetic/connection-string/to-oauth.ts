import type { EntraAuth, EntraCertificateType, EntraRedeemableCode } from "../../entra/options.ts";
import { PENDING_NOTE, readPendingLogin } from "../../entra/pending-login.ts";
import type { PendingLogin } from "../../entra/pending-login.ts";
import type { BearerAuth } from "../../options/connection-options.ts";
import { Secret } from "../../secret.ts";
import type { AccessToken } from "../../token/token.ts";
import type { Properties, Say } from "./read-properties.ts";
import type { SettingsStore } from "./settings-store.ts";
import { readNumber, readWord } from "./value.ts";

/** Where a driver has the browser come back unless `CallbackURL` says otherwise (official). */
const DEFAULT_CALLBACK = "http://localhost:33333";

/** How long a token is believed to live that came without its times: as long as Entra's shortest. */
const UNKNOWN_LIFETIME_MS = 3_600_000;

/**
 * `AuthScheme=AzureADOpenID`. `InitiateOAuth` says who signs in: nobody (OFF, with a token that the caller has), whoever sits at
 * the browser (GETANDREFRESH), or somebody has before (REFRESH).
 */
export function toOAuth(properties: Properties, nowMs: number, say: Say): EntraAuth | BearerAuth | undefined {
  const initiate = readWord(properties, "InitiateOAuth", ["OFF", "GETANDREFRESH", "REFRESH"], say) ?? "OFF";
  switch (initiate) {
    case "OFF":
      return toBearer(properties, nowMs, say);
    case "GETANDREFRESH":
      sayUnused(properties, ["OAuthVerifier", "OAuthPendingLogin"], "GETANDREFRESH", say);
      return {
        ...toApp(properties, say),
        flow: "authorization-code",
        redirectUri: properties.get("CallbackURL") ?? DEFAULT_CALLBACK,
        ...refreshToken(properties),
      };
    case "REFRESH":
      sayNothingToRefresh(properties, say);
      return {
        ...toApp(properties, say),
        flow: "refresh-token",
        ...refreshToken(properties),
        ...redeemed(properties, say),
      };
  }
}

function toBearer(properties: Properties, nowMs: number, say: Say): BearerAuth | undefined {
  sayUnused(
    properties,
    ["OAuthVerifier", "OAuthPendingLogin", "OAuthRefreshToken", "OAuthSettingsLocation"],
    "OFF",
    say,
  );
  const given = givenToken(properties, nowMs, say);
  if (given)
    return { kind: "bearer", token: hasTimes(properties) ? () => Promise.resolve(given) : new Secret(given.token) };
  const fix =
    "Give OAuthAccessToken, or InitiateOAuth=GETANDREFRESH to sign in with the browser, or REFRESH where somebody has.";
  say("InitiateOAuth", "is OFF, which it is by default: so nobody fetches a token", fix);
  return undefined;
}

const hasTimes = (properties: Properties): boolean =>
  properties.has("OAuthExpiresIn") && properties.has("OAuthTokenTimestamp");

/** The token that the string brings, with its end: `OAuthExpiresIn` seconds after `OAuthTokenTimestamp` milliseconds. */
export function givenToken(properties: Properties, nowMs: number, say: Say): AccessToken | undefined {
  const token = properties.get("OAuthAccessToken");
  // -1 is a driver's word for a token that does not end.
  const isEndless = properties.get("OAuthExpiresIn") === "-1";
  const lifetimeS = isEndless ? 0 : readNumber(properties, "OAuthExpiresIn", UNKNOWN_LIFETIME_MS / 1000, say);
  const fromMs = readNumber(properties, "OAuthTokenTimestamp", nowMs, say, Number.MAX_SAFE_INTEGER);
  if (token === undefined) {
    for (const name of ["OAuthExpiresIn", "OAuthTokenTimestamp"])
      if (properties.has(name)) say(name, "is given without OAuthAccessToken", "Give the token as well.");
    return undefined;
  }
  return isEndless ? { token, expiresAtMs: undefined } : { token, expiresAtMs: fromMs + lifetimeS * 1000 };
}

function sayUnused(properties: Properties, names: readonly string[], initiate: string, say: Say): void {
  for (const name of names.filter((one) => properties.has(one)))
    say(name, `has no part in InitiateOAuth=${initiate}`, "Set InitiateOAuth=REFRESH, or remove it.");
}

function sayNothingToRefresh(properties: Properties, say: Say): void {
  const sources = ["OAuthVerifier", "OAuthRefreshToken", "OAuthSettingsLocation"];
  if (sources.some((name) => properties.has(name))) return;
  say("InitiateOAuth", "is REFRESH, and there is nothing to refresh from", `Give one of ${sources.join(", ")}.`);
}

type App = { readonly kind: "entra" } & Partial<Omit<EntraAuth, "kind" | "flow">>;

/**
 * The application. Without `Scope` the token is asked for the application itself: the drivers' document knows one registration
 * alone, which is then Kinetic's (inferred).
 */
function toApp(properties: Properties, say: Say): App {
  const [tenant, clientId] = [properties.get("AzureTenant"), properties.get("OAuthClientId")];
  const [secret, scope] = [properties.get("OAuthClientSecret"), properties.get("Scope")];
  const authority = properties.get("OAuthAuthority");
  const scopes = scope?.split(/[\s,]+/).filter((entry) => entry !== "");
  const certificate = toCertificate(properties, say);
  return {
    kind: "entra",
    ...(tenant !== undefined && { tenant }),
    ...(authority !== undefined && { authority }),
    ...(clientId !== undefined && { clientId }),
    ...(secret !== undefined && { clientSecret: new Secret(secret) }),
    ...(certificate && { certificate }),
    ...(scopes ? { scopes } : { resource: clientId ?? "" }),
  };
}

const UNSUPPORTED_CERTIFICATES = `USER MACHINE JKSFILE JKSBLOB PUBLIC_KEY_FILE PUBLIC_KEY_BLOB SSHPUBLIC_KEY_FILE
SSHPUBLIC_KEY_BLOB P7BFILE PPKFILE XMLFILE XMLBLOB JWKFILE JWKBLOB BCFKSFILE BCFKSBLOB AUTO`.split(/\s+/);
const CERTIFICATES: readonly EntraCertificateType[] = ["PFXFILE", "PFXBLOB", "PEMKEY_FILE", "PEMKEY_BLOB"];

function toCertificate(properties: Properties, say: Say): object | undefined {
  const value = properties.get("OAuthJWTCert");
  const [password, subject] = [properties.get("OAuthJWTCertPassword"), properties.get("OAuthJWTCertSubject")];
  const type = readWord(properties, "OAuthJWTCertType", CERTIFICATES, say, UNSUPPORTED_CERTIFICATES);
  if (value === undefined) {
    for (const name of ["OAuthJWTCertType", "OAuthJWTCertPassword", "OAuthJWTCertSubject"])
      if (properties.has(name)) say(name, "is given without OAuthJWTCert", "Give the certificate as well.");
    return undefined;
  }
  if (!properties.has("OAuthJWTCertType"))
    say("OAuthJWTCertType", "is missing beside OAuthJWTCert", `Choose one of ${CERTIFICATES.join(", ")}.`);
  if (type === undefined) return undefined;
  return {
    type,
    value: new Secret(value),
    ...(password !== undefined && { password: new Secret(password) }),
    ...(subject !== undefined && { subject }),
  };
}

function refreshToken(properties: Properties): { refreshToken?: Secret } {
  const token = properties.get("OAuthRefreshToken");
  return token === undefined ? {} : { refreshToken: new Secret(token) };
}

/** The code of a login made elsewhere; where the pending login came along, with what its PKCE needs. */
function redeemed(properties: Properties, say: Say): { redeem?: EntraRedeemableCode } {
  const code = properties.get("OAuthVerifier");
  const pending = pendingLogin(properties, say);
  if (code === undefined) {
    if (pending) say("OAuthPendingLogin", "is given without OAuthVerifier", "Give the code as well.");
    return {};
  }
  const redirectUri = properties.get("CallbackURL") ?? pending?.redirectUri ?? DEFAULT_CALLBACK;
  const verifier = pending?.codeVerifier;
  return {
    redeem: {
      code: new Secret(code),
      redirectUri,
      ...(verifier !== undefined && { codeVerifier: new Secret(verifier) }),
    },
  };
}

/** The same login, where the settings file may hold the pending login that its code answers. */
export function withKeptLogin<A extends EntraAuth | BearerAuth>(auth: A, { readNote, writeNote }: SettingsStore): A {
  if (auth.kind !== "entra" || auth.flow !== "refresh-token" || !auth.redeem || !readNote || !writeNote) return auth;
  const kept = {
    pendingLogin: () => readNote(PENDING_NOTE),
    onRedeemed: () => writeNote(PENDING_NOTE, undefined),
  };
  return { ...auth, redeem: { ...auth.redeem, ...kept } };
}

function pendingLogin(properties: Properties, say: Say): PendingLogin | undefined {
  const text = properties.get("OAuthPendingLogin");
  if (text === undefined) return undefined;
  try {
    return readPendingLogin(text);
  } catch {
    say("OAuthPendingLogin", "is no pending login", "Give the very text that getOAuthAuthorizationUrl gave.");
    return undefined;
  }
}
