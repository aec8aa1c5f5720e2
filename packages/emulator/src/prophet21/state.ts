import type { Signer } from "../jwt.ts";
import type { Table } from "../odata/table.ts";

/** A P21 account. Login kind, deletion and the other Application Security switches have their place here too. */
export interface Prophet21User {
  readonly username: string;
  readonly password: string;
  readonly allowOdataApiService: boolean;
  /** Tables and views of the role's Dataservice Permission; `*` allows all. */
  readonly dataservicePermission: readonly string[];
  readonly about: string;
}

/** A registered consumer. */
export interface Prophet21Consumer {
  /** The number a token carries as `P21.ConsumerUid`. */
  readonly uid: number;
  readonly name: string;
  readonly key: string;
  /** As registered, with what SDK Access added. */
  readonly scope: string;
  readonly type: "Desktop" | "Mobile" | "Web" | "Service";
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
  /** The P21 user acted for; empty for a consumer token without one. */
  readonly username: string;
  /** The consumer's scope when the token was minted: it is baked in (observed). */
  readonly scope: string;
}

/** All that an emulated P21 remembers. */
export interface Prophet21State {
  readonly users: readonly Prophet21User[];
  readonly consumers: readonly Prophet21Consumer[];
  readonly tables: readonly Table[];
  readonly views: readonly Table[];
  /** The newest session of each user and consumer, for servers on which minting ends the older ones. */
  readonly newestSession: Map<string, string>;
  /** New keys make every token issued before worthless. */
  signers: TokenSigners;
}

export interface TokenSigners {
  readonly consumer: Signer;
  readonly user: Signer;
}
