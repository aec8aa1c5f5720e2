import type { EntraAuth } from "../entra/options.ts";
import type { BearerAuth, ConnectionOptionsBase } from "../options/connection-options.ts";
import type { SecretText } from "../secret.ts";
import type { KineticCallSettings } from "./call-options.ts";

/** A user name and password on every call. */
export interface KineticBasicAuth {
  readonly kind: "basic";
  /** Without a colon: Basic ends the name at the first one. */
  readonly username: string;
  readonly password: SecretText | undefined;
}

/** A token of Kinetic's own token service for a user name and password. */
export interface KineticTokenResourceAuth {
  readonly kind: "token-resource";
  readonly username: string;
  readonly password: SecretText | undefined;
}

/**
 * A token of the Epicor Identity Provider, or of any OAuth 2.0 server: by client id and secret for the application itself, or by a
 * user's name and password. A user's refresh token is used from then on, and kept in the token store.
 */
export interface EpicorIdpAuth {
  readonly kind: "epicor-idp";
  /** @default "https://login.epicor.com/connect/token" */
  readonly tokenUrl?: string;
  readonly clientId: string;
  /** May be left out only for a public client that a user logs in by. */
  readonly clientSecret?: SecretText | undefined;
  /** The user, by e-mail, where one logs in. */
  readonly username?: string;
  readonly password?: SecretText | undefined;
  /** @default "epicor_erp"; "openid email epicor_erp" for a user */
  readonly scope?: string;
}

/** Options of a connection to Kinetic. What a call settles for itself it may be given as well. */
export interface KineticOptions extends ConnectionOptionsBase, KineticCallSettings {
  readonly system: "kinetic";
  /** @default "v2" */
  readonly apiVersion?: "v1" | "v2";
  /** API key; v2 wants one beside the login. Sent as a header, never in an address. */
  readonly apiKey?: SecretText | undefined;
  /** How the key's header is spelled, for proxies that mind letter case. @default "x-api-key" */
  readonly apiKeyHeader?: string;
  readonly auth: KineticBasicAuth | KineticTokenResourceAuth | EpicorIdpAuth | EntraAuth | BearerAuth;
}
