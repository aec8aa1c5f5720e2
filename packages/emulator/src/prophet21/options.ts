import type { Prophet21Switches } from "./switches.ts";

/** A P21 user to have besides the main one. */
export interface Prophet21UserOption {
  readonly username: string;
  readonly password: string;
  /** User Maintenance, Application Security: "Allow OData API Service". @default false, as in P21 */
  readonly allowOdataApiService?: boolean;
  /** Role Maintenance, Dataservice Permission: table and view names, or `*` for Allow All. @default none */
  readonly dataservicePermission?: readonly string[];
}

/** A registered consumer to have besides the main one. */
export interface Prophet21ConsumerOption {
  readonly name: string;
  readonly key: string;
  /** API Scope as the registration page takes it: `/api`, `/odata:supplier,price_page`. @default "/api" */
  readonly scope?: string;
  /** @default "Service" */
  readonly type?: "Desktop" | "Mobile" | "Web" | "Service";
  /** SDK Access appends `/p21sdk` to the scope. @default false */
  readonly sdkAccess?: boolean;
  /** Token Expire; seconds, or never. @default "never" */
  readonly tokenExpire?: number | "never";
}

export interface Prophet21EmulatorOptions {
  /** The main user, with OData allowed on everything. What is not given is derived from the seed. */
  readonly user?: { readonly username?: string; readonly password?: string };
  /** The main consumer. What is not given is derived from the seed; its scope is `/api` by default. */
  readonly consumerKey?: Partial<Prophet21ConsumerOption>;
  readonly users?: readonly Prophet21UserOption[];
  readonly consumers?: readonly Prophet21ConsumerOption[];
  readonly switches?: Partial<Prophet21Switches>;
}
