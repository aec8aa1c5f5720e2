import type { EntraSwitches } from "./switches.ts";

/** A directory. */
export interface EntraTenantOption {
  /** A GUID. @default derived from the seed */
  readonly id?: string;
  /** Its verified domain, which stands in user names and may stand in addresses. */
  readonly domain: string;
}

export interface EntraSecretOption {
  readonly value: string;
  /** Epoch milliseconds. @default never */
  readonly expiresAtMs?: number;
}

/** What a token of another issuer must say to stand for this application. All three are compared byte for byte. */
export interface EntraFederatedOption {
  readonly issuer: string;
  readonly subject: string;
  /** @default "api://AzureADTokenExchange" */
  readonly audience?: string;
}

/** What an application offers to others. */
export interface EntraApiOption {
  /** The App ID URI, or several. @default `api://{clientId}` */
  readonly identifierUris?: readonly string[];
  /** Delegated permissions; a name with a leading `!` wants an administrator's consent. @default none */
  readonly scopes?: readonly string[];
  /** App roles. @default none */
  readonly roles?: readonly string[];
  /** The manifest's `accessTokenAcceptedVersion`, which alone decides the version of its tokens. @default 1 */
  readonly accessTokenAcceptedVersion?: 1 | 2;
  /** Names of applications that need no consent for the scopes. @default none */
  readonly preAuthorized?: readonly string[];
}

/** What an application may ask for. */
export interface EntraPermissionOption {
  /** Name of the application that offers it. */
  readonly app: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
}

/** An app registration with its enterprise application. */
export interface EntraAppOption {
  /** The display name, by which other options speak of it. */
  readonly name: string;
  /** A GUID. @default derived from the seed */
  readonly clientId?: string;
  /** Id or domain of its home tenant. @default the first tenant */
  readonly tenant?: string;
  /** @default "single-tenant" */
  readonly audience?: "single-tenant" | "multi-tenant";
  /** Redirect URIs by platform. The platform decides what the token endpoint wants beside a code. @default none */
  readonly redirectUris?: {
    readonly web?: readonly string[];
    readonly spa?: readonly string[];
    readonly desktop?: readonly string[];
  };
  /** "Allow public client flows": device code and password grants without a secret. @default false */
  readonly publicClientFlows?: boolean;
  readonly secrets?: readonly EntraSecretOption[];
  /** Public certificates in PEM form, RSA. */
  readonly certificates?: readonly string[];
  readonly federated?: readonly EntraFederatedOption[];
  readonly api?: EntraApiOption;
  readonly permissions?: readonly EntraPermissionOption[];
  /** Whether an administrator has consented to the permissions. Without it every user is asked. @default true */
  readonly adminConsent?: boolean;
  /** "Assignment required". @default false */
  readonly assignmentRequired?: boolean;
  /** User names and application names that are assigned. @default none */
  readonly assigned?: readonly string[];
  /** @default false */
  readonly disabled?: boolean;
}

/** What is wrong with an account. */
export type EntraAccountState = "disabled" | "locked" | "password-expired" | "must-enroll-mfa";

export interface EntraUserOption {
  /** The user principal name: `ada@example.com`. The domain decides the tenant. */
  readonly username: string;
  readonly password: string;
  /** The display name. @default the user name */
  readonly name?: string;
  /** The object id, a GUID. @default derived from the seed */
  readonly oid?: string;
  readonly state?: EntraAccountState;
  /** App roles by application name. @default none */
  readonly roles?: Readonly<Record<string, readonly string[]>>;
}

/** A Conditional Access policy. */
export interface EntraPolicyOption {
  /** The user names it is for. @default everybody */
  readonly users?: readonly string[];
  /** Names of the applications it guards. @default all */
  readonly apps?: readonly string[];
  /** What it wants: a second factor can be given on the page, the others never. `sign-in-frequency` takes `hours`. */
  readonly requires: "mfa" | "compliant-device" | "joined-device" | "no-access" | "sign-in-frequency";
  /** For `sign-in-frequency`: how old a sign-in may be. */
  readonly hours?: number;
}

/** Another issuer whose tokens can stand for an application: a CI service, a cluster. */
export interface EntraFederatedIssuerOption {
  readonly issuer: string;
  /** Its key set, RS256 or ES256; a function that throws plays an issuer that cannot be reached. */
  readonly keys: EntraKeySet | (() => EntraKeySet);
}

export interface EntraKeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

export interface EntraEmulatorOptions {
  /** The first is where applications and users without a tenant live. @default one tenant, `example.com` */
  readonly tenants?: readonly EntraTenantOption[];
  /** Registrations besides the seeded ones; one with a seeded one's name replaces it. */
  readonly apps?: readonly EntraAppOption[];
  /** Users besides the seeded ones; one with a seeded one's name replaces it. */
  readonly users?: readonly EntraUserOption[];
  readonly policies?: readonly EntraPolicyOption[];
  readonly federatedIssuers?: readonly EntraFederatedIssuerOption[];
  /** The `interval` of a device code, in seconds: how long clients wait between polls. @default 5 */
  readonly deviceIntervalSeconds?: number;
  /** Entra ID signs with RS256; ES256 is there to measure with. @default "RS256" */
  readonly signing?: "RS256" | "ES256";
  readonly switches?: Partial<EntraSwitches>;
}
