/** What becomes of a property here: it is used, it is of our own making, or it is taken and does nothing. */
export type PropertyUse = "used" | "ours" | "ignored";

/** A property of a connection string. */
export interface Property {
  readonly name: string;
  readonly use: PropertyUse;
  readonly isSecret: boolean;
}

const SECRET = /Password|Secret|Token$|Verifier|PendingLogin|Passphrase|ApiKey|JWTCert$|RTK/;

const USED = `Url ERPInstance AuthScheme User Password Service ApiKey ApiVersion Company AzureTenant InitiateOAuth OAuthClientId
OAuthClientSecret OAuthAccessToken OAuthRefreshToken OAuthExpiresIn OAuthTokenTimestamp OAuthVerifier OAuthSettingsLocation
CallbackURL OAuthJWTCert OAuthJWTCertType OAuthJWTCertPassword OAuthJWTCertSubject SSLServerCert FirewallType FirewallServer
FirewallPort FirewallUser FirewallPassword ProxyAutoDetect ProxyServer ProxyPort ProxyUser ProxyPassword ProxyAuthScheme
ProxySSLType ProxyExceptions Timeout`;

const OURS = `Scope OAuthAuthority OAuthPendingLogin OAuthSettingsKeyFile OAuthSettingsPassphrase Environment AllowUnverifiedCertificate AllowInsecureHttp Plant License`;

const IGNORED = `Logfile Verbosity MaxLogFileSize MaxLogFileCount LogModules MaxRows Pagesize PseudoColumns BrowsableSchemas Location
Tables Views Other UserDefinedViews UseConnectionPooling PoolIdleTimeout PoolMaxSize PoolMinSize PoolWaitTime
ConnectionLifeTime RTK`;

const named = (names: string, use: PropertyUse): readonly Property[] =>
  names.split(/\s+/).map((name) => ({ name, use, isSecret: SECRET.test(name) }));

/** Every property that is known; docs/connection-strings.md says of each what it does. */
export const PROPERTIES: readonly Property[] = Object.freeze([
  ...named(USED, "used"),
  ...named(OURS, "ours"),
  ...named(IGNORED, "ignored"),
]);

/** The property of a key, whatever its letter case and with or without blanks in it. */
export function propertyOf(key: string): Property | undefined {
  const plain = key.replaceAll(/\s/g, "").toLowerCase();
  return PROPERTIES.find(({ name }) => name.toLowerCase() === plain);
}
