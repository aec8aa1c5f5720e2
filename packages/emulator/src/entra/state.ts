import type { X509Certificate } from "node:crypto";
import type { EntraAccountState, EntraFederatedIssuerOption, EntraPolicyOption } from "./options.ts";
import type { SigningKeys } from "../signing-keys.ts";

export interface EntraTenant {
  readonly id: string;
  readonly domain: string;
}

export type Platform = "web" | "spa" | "desktop";

/** An app registration, everything filled in. Ids are in lower case. */
export interface EntraApp {
  readonly name: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly isMultiTenant: boolean;
  readonly redirectUris: Readonly<Record<Platform, readonly string[]>>;
  readonly publicClientFlows: boolean;
  readonly secrets: readonly { readonly id: string; readonly value: string; readonly expiresAtMs: number }[];
  readonly certificates: readonly RegisteredCertificate[];
  readonly federated: readonly { readonly issuer: string; readonly subject: string; readonly audience: string }[];
  readonly identifierUris: readonly string[];
  readonly scopes: readonly { readonly name: string; readonly isAdminOnly: boolean }[];
  readonly roles: readonly string[];
  readonly acceptedVersion: 1 | 2;
  readonly preAuthorized: readonly string[];
  readonly permissions: readonly {
    readonly app: string;
    readonly scopes: readonly string[];
    readonly roles: readonly string[];
  }[];
  readonly hasAdminConsent: boolean;
  readonly assignmentRequired: boolean;
  readonly assigned: readonly string[];
  readonly isDisabled: boolean;
  /** The object id of its enterprise application: what an app-only token names as its subject. */
  readonly principalId: string;
  readonly about: string;
}

export interface RegisteredCertificate {
  readonly x509: X509Certificate;
  readonly sha1: string;
  readonly sha256: string;
}

export interface EntraUser {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly oid: string;
  readonly tenantId: string;
  readonly state: EntraAccountState | undefined;
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Tokens from sign-ins before this are worth nothing. */
  revokedBeforeMs: number;
  readonly about: string;
}

/** That somebody signed in, and how. */
export interface SignIn {
  readonly user: EntraUser;
  readonly atMs: number;
  readonly hasMfa: boolean;
}

/** What a sign-in has been granted, on the way from one request to the next. */
export interface Grant {
  readonly signIn: SignIn;
  readonly clientId: string;
  readonly tenantId: string;
  readonly scope: string;
  readonly platform: Platform;
  readonly nonce: string | undefined;
}

export interface AuthorizationCode extends Grant {
  readonly redirectUri: string;
  readonly challenge: { readonly method: string; readonly value: string } | undefined;
  readonly expiresAtMs: number;
  isRedeemed: boolean;
}

export interface RefreshToken extends Grant {
  readonly issuedAtMs: number;
}

export interface DeviceLogin {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly tenantId: string | undefined;
  readonly scope: string;
  readonly expiresAtMs: number;
  polledAtMs: number;
  intervalMs: number;
  outcome: "pending" | "declined" | SignIn;
}

/** All that an emulated Entra ID remembers. */
export interface EntraState {
  /** Where it listens: stands in issuers and addresses. */
  origin: string;
  readonly tenants: readonly EntraTenant[];
  readonly apps: readonly EntraApp[];
  readonly users: readonly EntraUser[];
  readonly policies: readonly EntraPolicyOption[];
  readonly federatedIssuers: readonly EntraFederatedIssuerOption[];
  readonly signing: SigningKeys;
  readonly deviceIntervalSeconds: number;
  /** `{oid} {clientId} {resourceId} {scope}`. */
  readonly consents: Set<string>;
  readonly codes: Map<string, AuthorizationCode>;
  readonly refreshTokens: Map<string, RefreshToken>;
  readonly devices: Map<string, DeviceLogin>;
  /** Sign-ins by cookie. */
  readonly browserSessions: Map<string, SignIn>;
}
