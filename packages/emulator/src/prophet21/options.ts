import type { Prophet21Switches } from "./switches.ts";

/** How a P21 account is tied to a login; `none` is an account without one, which cannot get a token. */
export type LoginKind = "sql" | "windows" | "aad" | "none";

/** A P21 user to have besides the main one. */
export interface Prophet21UserOption {
  readonly username: string;
  readonly password: string;
  /** @default "sql" */
  readonly login?: LoginKind;
  /** The domain of a Windows login, which signs in as `domain\user`. @default "ACME" */
  readonly domain?: string;
  /** Deleted in User Maintenance: the row is there, the account is not. @default false */
  readonly deleted?: boolean;
  /** User Maintenance, Application Security: "Allow OData API Service". @default false, as in P21 */
  readonly allowOdataApiService?: boolean;
  /** User Maintenance, Application Security: "Access to SOA Admin Page". @default false */
  readonly accessToSoaAdminPage?: boolean;
  /** The role's name, one of `roles` or of those that come with the emulator. @default a role of the user's own */
  readonly role?: string;
  /** What the user's own role permits: table and view names, or `*` for Allow All. Not beside `role`. @default none */
  readonly dataservicePermission?: readonly string[];
  /** Windows, by service name, that this user may not open. @default none */
  readonly deniedWindows?: readonly string[];
}

/** Role Maintenance, Dataservice Permission. */
export interface Prophet21RoleOption {
  readonly name: string;
  /** Tables set to Allow; `all` is Allow All Tables. @default none */
  readonly tables?: readonly string[] | "all";
  /** Views set to Allow; `all` is Allow All Views. @default none */
  readonly views?: readonly string[] | "all";
}

/** Consumer Type on the registration page. */
export type ConsumerType = "Desktop" | "Mobile" | "Web" | "Service";

/** A registered consumer to have besides the main one. */
export interface Prophet21ConsumerOption {
  readonly name: string;
  readonly key: string;
  /** API Scope as the registration page takes it: `/api`, `/odata:supplier,price_page`. @default "/api" */
  readonly scope?: string;
  /** @default "Service" */
  readonly type?: ConsumerType;
  /** SDK Access appends `/p21sdk` to the scope. @default false */
  readonly sdkAccess?: boolean;
  /** Token Expire; seconds, or never. @default "never" */
  readonly tokenExpire?: number | "never";
}

export interface Prophet21EmulatorOptions {
  /** The main user, with OData allowed on everything and access to the SOA admin page. What is not given is derived from the seed. */
  readonly user?: { readonly username?: string; readonly password?: string };
  /** The main consumer. What is not given is derived from the seed; its scope is `/api` by default. */
  readonly consumerKey?: Partial<Prophet21ConsumerOption>;
  readonly users?: readonly Prophet21UserOption[];
  readonly roles?: readonly Prophet21RoleOption[];
  readonly consumers?: readonly Prophet21ConsumerOption[];
  readonly switches?: Partial<Prophet21Switches>;
}
