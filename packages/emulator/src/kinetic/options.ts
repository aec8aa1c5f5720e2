import type { KineticSwitches } from "./switches.ts";

/** A Kinetic user to have besides the main one. */
export interface KineticUserOption {
  readonly username: string;
  readonly password: string;
  /** Companies the user may enter; the first is where v1 calls without CallSettings go. @default both */
  readonly companies?: readonly string[];
  /** Methods refused to this user, without `Svc`, as `Erp.BO.Customer.Update` or `Erp.BO.Customer.*`. @default none */
  readonly deniedMethods?: readonly string[];
  /** A disabled user is refused like a wrong password. @default false */
  readonly disabled?: boolean;
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
}

export interface KineticEmulatorOptions {
  /** The IIS application in the address. @default "ERP11PROD" */
  readonly instance?: string;
  /** The main user, who may do everything in both companies. What is not given is derived from the seed. */
  readonly user?: { readonly username?: string; readonly password?: string };
  /** The main API key, valid for all companies. @default derived from the seed */
  readonly apiKey?: string;
  readonly users?: readonly KineticUserOption[];
  readonly apiKeys?: readonly KineticApiKeyOption[];
  readonly switches?: Partial<KineticSwitches>;
}
