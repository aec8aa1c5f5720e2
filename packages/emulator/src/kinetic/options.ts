import type { LicenceType } from "./licence-types.ts";
import type { KineticSwitches } from "./switches.ts";

/** A Kinetic user to have besides the main one. The flags are columns of the user's record, and can be changed there. */
export interface KineticUserOption {
  readonly username: string;
  readonly password: string;
  /** Companies the user may enter; the first is where v1 calls without CallSettings go. @default both */
  readonly companies?: readonly string[];
  /** Methods refused to this user, without `Svc`, as `Erp.BO.Customer.Update` or `Erp.BO.Customer.*`. @default none */
  readonly deniedMethods?: readonly string[];
  /** A disabled user is refused like a wrong password, and so is one with any of the next four. @default false */
  readonly disabled?: boolean;
  /** @default false */
  readonly lockedOut?: boolean;
  /** Locked until this time, in epoch milliseconds. */
  readonly lockedOutUntilMs?: number;
  /** The password has run out, whatever its date. @default false */
  readonly expirePassword?: boolean;
  /** When the password runs out, in epoch milliseconds. @default never */
  readonly passwordExpiresAtMs?: number;
  /** @default false */
  readonly securityManager?: boolean;
  /** Without effect on licences, unless the switch `integrationAccountSparesLicence` says so. @default false */
  readonly integrationAccount?: boolean;
  /** What a token's user claim is compared with. @default "{username}@example.com" */
  readonly externalIdentity?: string;
}

/** A Kinetic API key to have besides the main one. Not tied to a user, as in Kinetic. */
export interface KineticApiKeyOption {
  readonly key: string;
  readonly description?: string;
  /** The one company it works for. @default all companies */
  readonly company?: string;
  /** @default true */
  readonly enabled?: boolean;
  /** Epoch milliseconds. @default never */
  readonly expiresAtMs?: number;
  /**
   * What the key may reach, everything else being denied: `Erp.BO.CustomerSvc`, `Erp.BO.CustomerSvc/GetByID`,
   * `BaqSvc/zCustomer01`, `efx/OrderDesk`, `efx/OrderDesk/Ping`. @default no restriction
   */
  readonly accessScope?: readonly string[];
  /** The one user it works for, under the switch `apiKeyUser`; without effect otherwise. @default all users */
  readonly user?: string;
}

/** Public keys as an issuer publishes them. */
export interface KineticIssuerKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** An identity provider whose access tokens let calls in. Signatures are RS256. */
export interface KineticIssuerOption {
  /** `entra`: what `AADConfig` holds. `idp`: what `IdentityProvider` holds; it takes the switch `idp: "on"`. */
  readonly kind: "entra" | "idp";
  /** The `iss` of its tokens; a list where v1.0 and v2.0 tokens are to be taken. */
  readonly issuer: string | readonly string[];
  /** The `aud` accepted: the server application's id and its `ApplicationIDURI`. Needed for `entra`. */
  readonly audience?: string | readonly string[];
  /** Its key set, or where to find the one of the moment. */
  readonly keys: KineticIssuerKeys | (() => KineticIssuerKeys);
  /** `ClaimName`: the claim that is compared with the users' ExternalIdentity. @default the first of upn, preferred_username, email */
  readonly claim?: string;
  /** `TokenValidationApiScope` of an `idp`. @default "epicor_erp" */
  readonly scope?: string;
  /** Client ids of applications that act as a user: for tokens without a user claim. @default none */
  readonly apps?: Readonly<Record<string, string>>;
}

/** What Kinetic's `AADConfig` says of the emulator's own Entra ID. */
export interface KineticAzureAdOption {
  /** Name of the server application (`WebAppID`): its id and App ID URIs are the audiences taken. @default "kinetic" */
  readonly webApp?: string;
  /** `ClaimName`. @default the first of upn, preferred_username, email */
  readonly claim?: string;
  /** Applications of Entra ID, by name, and the users they act as; takes the switch `entraAppOnly: "accept"`. @default `integration` as itself */
  readonly apps?: Readonly<Record<string, string>>;
}

/** How many licences there are of a type. */
export type KineticLicenceCounts = Readonly<Partial<Record<LicenceType, number | "unlimited">>>;

export interface KineticEmulatorOptions {
  /** The IIS application in the address. @default "ERP11PROD" */
  readonly instance?: string;
  /** The main user, who may do everything in both companies. What is not given is derived from the seed. */
  readonly user?: { readonly username?: string; readonly password?: string };
  /** The main API key, valid for all companies. @default derived from the seed */
  readonly apiKey?: string;
  readonly users?: readonly KineticUserOption[];
  readonly apiKeys?: readonly KineticApiKeyOption[];
  /** Issuers beside the emulator's own Entra ID. */
  readonly issuers?: readonly KineticIssuerOption[];
  /** How Kinetic trusts the emulator's own Entra ID. @default its application `kinetic` is the server application */
  readonly azureAd?: KineticAzureAdOption | "off";
  /** The token service's Sign Key in Base64. @default derived from the seed */
  readonly signKey?: string;
  /** Licences that every company has. @default 25 DefaultUser, 10 WebService, 5 of the others, WebServiceShared without end */
  readonly licences?: KineticLicenceCounts;
  /** Licences of one company, where they differ. */
  readonly companyLicences?: Readonly<Record<string, KineticLicenceCounts>>;
  /** How long every API call takes by the emulator's clock; a call without a session holds its licence that long. @default 0 */
  readonly callMs?: number;
  /** After how many wrong passwords in a row an account is locked. @default never */
  readonly lockAfterFailures?: number;
  readonly switches?: Partial<KineticSwitches>;
}
