/** An application that is registered at the identity provider. */
export interface EpicorIdpClientOption {
  readonly clientId: string;
  /** Without one the client is public. */
  readonly secret?: string;
  /** @default all three: client_credentials, password, refresh_token */
  readonly grants?: readonly EpicorIdpGrant[];
}

export type EpicorIdpGrant = "client_credentials" | "password" | "refresh_token";

/** A user of the identity provider. Kinetic knows users by their e-mail. */
export interface EpicorIdpUserOption {
  readonly email: string;
  readonly password: string;
}

export interface EpicorIdpEmulatorOptions {
  /** Clients beside the seeded one, or in its place if they have its id. */
  readonly clients?: readonly EpicorIdpClientOption[];
  /** Users beside the seeded ones, or in place of one with the same e-mail. */
  readonly users?: readonly EpicorIdpUserOption[];
  /** The scope that stands for the ERP. @default "epicor_erp" */
  readonly scope?: string;
  /** @default 3600 */
  readonly tokenLifetimeSeconds?: number;
  /** It is known to sign with RS256 only; ES256 is there to measure with. @default "RS256" */
  readonly signing?: "RS256" | "ES256";
}
