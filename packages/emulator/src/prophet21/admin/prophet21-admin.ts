import type { Table } from "../../odata/table.ts";
import type {
  ConsumerType,
  LoginKind,
  Prophet21ConsumerOption,
  Prophet21RoleOption,
  Prophet21UserOption,
} from "../options.ts";

/** A registered consumer as the API Console lists it. */
export interface RegisteredConsumer {
  /** The number that its tokens carry as `P21.ConsumerUid`. */
  readonly uid: number;
  readonly name: string;
  readonly key: string;
  /** With what SDK Access added. */
  readonly scope: string;
  readonly type: ConsumerType;
  readonly sdkAccess: boolean;
  readonly tokenExpire: number | "never";
}

/** A user as User Maintenance shows it. */
export interface MaintainedUser {
  readonly username: string;
  /** What the account signs in with: `domain\user` for Windows, the plain name for the others. */
  readonly loginName: string;
  readonly login: LoginKind;
  readonly deleted: boolean;
  readonly allowOdataApiService: boolean;
  readonly accessToSoaAdminPage: boolean;
  readonly role: string;
  readonly deniedWindows: readonly string[];
}

/** Role Maintenance, Dataservice Permission. */
export type MaintainedRole = Required<Prophet21RoleOption>;

/** What of a registration can be changed; its name and key cannot. */
export type ConsumerChange = Partial<Omit<Prophet21ConsumerOption, "name" | "key">>;

/** What of a user can be changed; the name cannot. */
export type UserChange = Partial<Omit<Prophet21UserOption, "username" | "dataservicePermission">>;

/** What the UI server is doing. */
export interface UiServerStatus {
  /** Sessions that hold an instance, idle ones and ghosts included. */
  readonly sessions: readonly {
    readonly id: string;
    readonly username: string;
    readonly ghost: boolean;
    readonly windows: number;
  }[];
  /** Creates that wait for a free instance. */
  readonly waiting: number;
}

/**
 * P21's administration as functions: SOA Admin, User and Role Maintenance. The page at `/api/admin` does the same by hand.
 * Every function throws TypeError naming all that is wrong, and changes nothing then.
 */
export interface Prophet21Admin {
  readonly consumers: readonly RegisteredConsumer[];
  readonly users: readonly MaintainedUser[];
  readonly roles: readonly MaintainedRole[];
  readonly uiServer: UiServerStatus;
  /** API Console, Register Consumer Key. Without a key P21 makes one up. */
  registerConsumer(consumer: Omit<Prophet21ConsumerOption, "key"> & { readonly key?: string }): RegisteredConsumer;
  /** Tokens in circulation keep the scope that they were issued with. */
  changeConsumer(name: string, change: ConsumerChange): RegisteredConsumer;
  /** New tokens are refused; what becomes of issued ones is the switch `revokedKeyEndsTokens`. */
  removeConsumer(name: string): void;
  addUser(user: Prophet21UserOption): MaintainedUser;
  changeUser(username: string, change: UserChange): MaintainedUser;
  /** Sets the deleted flag: the row stays, the account is gone. */
  deleteUser(username: string): void;
  /** Adds a role, or replaces the one of that name. */
  saveRole(role: Prophet21RoleOption): MaintainedRole;
  /** Creates a table in the database. Data Services do not see it until they are refreshed. */
  addTable(table: Table): void;
  /** "Refresh OData API service". Returns how many tables and views are shown now. */
  refreshOdataService(): number;
}
