import type { Signer } from "../jwt.ts";
import type { Table } from "../odata/table.ts";
import type { AdminSession } from "./admin/session.ts";
import type { Prophet21Data } from "./data.ts";
import type { ConsumerType, LoginKind } from "./options.ts";
import type { AsyncQueue } from "./transaction/async-queue.ts";
import type { UiSessions } from "./interactive/ui-sessions.ts";

/** A P21 account. */
export interface Prophet21User {
  readonly username: string;
  readonly password: string;
  readonly login: LoginKind;
  readonly domain: string;
  readonly deleted: boolean;
  readonly allowOdataApiService: boolean;
  readonly accessToSoaAdminPage: boolean;
  readonly role: string;
  readonly deniedWindows: readonly string[];
  readonly about: string;
}

/** Role Maintenance, Dataservice Permission: what is not allowed is denied. */
export interface Prophet21Role {
  readonly name: string;
  readonly tables: readonly string[] | "all";
  readonly views: readonly string[] | "all";
}

/** A registered consumer. */
export interface Prophet21Consumer {
  /** The number a token carries as `P21.ConsumerUid`. */
  readonly uid: number;
  readonly name: string;
  readonly key: string;
  /** As registered, with what SDK Access added. */
  readonly scope: string;
  readonly type: ConsumerType;
  readonly sdkAccess: boolean;
  readonly tokenExpire: number | "never";
  readonly about: string;
}

/**
 * The middleware session that a token stands for: every token call opens one (documented). All of it is read from the token
 * itself, so that the emulator keeps nothing per token, however many are minted.
 */
export interface MiddlewareSession {
  readonly id: string;
  readonly kind: "user" | "consumer";
  /** The user's or the consumer's name, for the journal. */
  readonly principal: string;
  /** The P21 user acted for, as the token request named it; empty for a consumer token without one. */
  readonly username: string;
  /** The consumer's scope when the token was minted: it is baked in (observed). */
  readonly scope: string;
}

/** All that an emulated P21 remembers. Records are replaced, never changed in place. */
export interface Prophet21State {
  users: readonly Prophet21User[];
  roles: readonly Prophet21Role[];
  consumers: readonly Prophet21Consumer[];
  /** Every password and key that ever was, so that none gets into the journal. */
  readonly secrets: string[];
  readonly data: Prophet21Data;
  readonly tables: readonly Table[];
  readonly views: readonly Table[];
  /** The newest session of each user and consumer, for servers on which minting ends the older ones. */
  readonly newestSession: Map<string, string>;
  /** UI sessions by the token that made them, and those who wait for one. */
  readonly ui: UiSessions;
  readonly asyncQueue: AsyncQueue;
  /** Who is signed in at the admin page, by cookie. */
  readonly adminSessions: Map<string, AdminSession>;
  /** New keys make every token issued before worthless. */
  signers: TokenSigners;
}

export interface TokenSigners {
  readonly consumer: Signer;
  readonly user: Signer;
}
