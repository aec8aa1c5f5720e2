import type { Connection, WaitInit } from "../connection.ts";
import type { RestFamily } from "./rest.ts";
import type { Prophet21Scope } from "./scope.ts";
import type { Prophet21ServerInfo } from "./ui/server-info.ts";
import type { InteractiveOptions, InteractiveSession } from "./ui/session.ts";
import type { Prophet21Transactions } from "./ui/transactions.ts";

/** Whom the connection's token lets in, by the token's own word. */
export interface Prophet21Identity {
  /** The Prophet 21 user, perhaps as `domain\user`; undefined where the token names none. */
  readonly user: string | undefined;
  /** `consumer` for a consumer key's token, `user` for one of name and password; undefined where the token cannot be read. */
  readonly grant: "user" | "consumer" | undefined;
  /** The consumer's number at Prophet 21. */
  readonly consumerUid: string | undefined;
  /** By this computer's clock, in epoch milliseconds; undefined for never. */
  readonly expiresAtMs: number | undefined;
}

/**
 * A connection to Prophet 21.
 *
 * `odata()` takes `table/{name}`, `view/{name}`, and `data/{name}` for the views of the older Data Services.
 */
export interface Prophet21Connection extends Connection {
  readonly system: "prophet21";
  /**
   * The entities, inventory and the other REST families.
   *
   * @param family `entity/customers`, `inventory/parts`, `sales/orders` …
   * @throws {ErpgateError} REQUEST_INVALID for a name that is no family's
   */
  rest(family: string): RestFamily;
  /** The Transaction API: records written by the rules of their windows, without a session. */
  readonly transactions: Prophet21Transactions;
  /**
   * Opens an Interactive session: `await using session = await p21.interactive()`. It has a token of its own, which is
   * never renewed, and is ended with it.
   *
   * @throws {ErpgateError} P21_TOKEN_TOO_SHORT, P21_SESSION_EXISTS, P21_USER_UNKNOWN, and every code of a call
   */
  interactive(options?: InteractiveOptions): Promise<InteractiveSession>;
  /**
   * Where the UI server lives: asked of the router once, and checked before any token goes there.
   *
   * @throws {ErpgateError} P21_UI_SERVER_UNTRUSTED for another host that the option `uiServers` does not name
   */
  uiServer(init?: WaitInit): Promise<string>;
  /** Version and kind of the server; opens no session. */
  serverInfo(init?: WaitInit): Promise<Prophet21ServerInfo>;
  /** Whom the token lets in: read from the token, unverified, with no call but perhaps the one for the token. */
  whoami(init?: WaitInit): Promise<Prophet21Identity>;
  /** A consumer key's scope as it is in the token; undefined for a user's token, which has none, or one that cannot be read. */
  scopes(init?: WaitInit): Promise<Prophet21Scope | undefined>;
  /**
   * Whether the token's scope opens this, before any call is made. Undefined where only the server knows: a user's permissions
   * are not in the token. After a change of the key's scope it takes a new token to see it.
   *
   * @param resource `table/supplier`, `view/…`, or a path that begins with `/`
   */
  canRead(resource: string, init?: WaitInit): Promise<boolean | undefined>;
}
