/** What P21's own form calls Consumer Type. It describes; nothing hangs on it. */
export type ConsumerType = "Desktop" | "Mobile" | "Web" | "Service";
export const CONSUMER_TYPES: readonly ConsumerType[] = ["Desktop", "Mobile", "Web", "Service"];

/** What a consumer may do on one connection. */
export interface ConsumerGrant {
  /** Scope text in the words of the connection's ERP. */
  readonly scope: string;
  /** The P21 user name that stands beside the consumer key upstream; the gateway alone chooses it. */
  readonly p21Username?: string;
  /** What every call is held to, by the name that the connection's ERP has for it: Kinetic's company, plant, language. */
  readonly pinned?: Readonly<Record<string, string>>;
}

/** A foreign identity (issuer and the value of its consumer claim) that stands for a consumer. */
export interface ConsumerSubject {
  readonly issuer: string;
  readonly value: string;
}

/** One of a consumer's keys. Several may be valid at once, so that a key can be changed without an outage. */
export interface ConsumerKeyRecord {
  readonly id: string;
  /** The first characters, enough to tell keys apart in a list: `egk_3fA9…`. */
  readonly prefix: string;
  /** Which key of the key file made the hash. */
  readonly hashKeyId: string;
  /** HMAC-SHA-256 of the consumer key, hex. */
  readonly hash: string;
  readonly createdAtMs: number;
  /** The key is refused from this moment on; undefined: it does not expire. */
  readonly expiresAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
}

/** A consumer as the store holds it. */
export interface ConsumerRecord {
  readonly id: string;
  /** `[a-z0-9][a-z0-9._-]*`; unique among consumers that are not revoked. */
  readonly name: string;
  /** 0 for a record that was never stored; grows with each change. A change made from an older reading is refused. */
  readonly revision: number;
  /** By connection name. A connection that is not named here is closed. */
  readonly access: Readonly<Record<string, ConsumerGrant>>;
  readonly subjects: readonly ConsumerSubject[];
  readonly type?: ConsumerType;
  /** Life of tokens in P21's own shape: P21's Token Expire. Absent: as the gateway's limits say. */
  readonly tokenLifetimeSeconds?: number | "never";
  /** Origins of web pages that may call as this consumer, `https://app.example.com`. Absent: none. */
  readonly origins?: readonly string[];
  readonly keys: readonly ConsumerKeyRecord[];
  readonly createdAtMs: number;
  readonly revokedAtMs: number | undefined;
}

/** A consumer as the data path holds it. */
export interface Consumer {
  readonly id: string;
  readonly name: string;
  readonly access: Readonly<Record<string, ConsumerGrant>>;
  readonly tokenLifetimeSeconds: number | "never" | undefined;
  readonly origins: readonly string[];
  /** Epoch milliseconds from which this key, and every token that was issued for it, is refused; undefined: there is no such key. */
  keyEndMs(keyId: string): number | undefined;
  /** Turns false in place once the consumer was revoked or changed: whatever was remembered about it is then out of date. */
  readonly active: boolean;
}
