import type { Connection, ErpAnswer } from "../connection.ts";
import type { BaqOptions, BaqParameters } from "./baq.ts";
import type { BatchOptions, BatchRequest, BatchResult } from "./batch/batch-types.ts";
import type { KineticCallInit, KineticODataOptions, KineticWaitInit } from "./call-options.ts";
import type { EfxInit } from "./efx.ts";
import type { GetRowsOptions } from "./get-rows.ts";
import type { MethodAnswer, MethodInit } from "./method.ts";
import type { KineticSession, KineticSessionOptions } from "./session/session.ts";
import type { KineticRow, Tableset } from "./tableset.ts";
import type { UpdateInit } from "./update.ts";

/**
 * What can be called at Kinetic, on a connection or within a session. Each call names the thing, and the address is written
 * for it: of v1 or v2, with the company where one belongs. Each takes what else a call may settle: company, plant, language,
 * licence.
 */
export interface KineticCalls {
  /** As `Connection.fetch`. */
  fetch(path: string, init?: KineticCallInit): Promise<Response>;
  /** As `Connection.send`. */
  send(path: string, init?: KineticCallInit): Promise<ErpAnswer>;
  /** As `Connection.get`. */
  get<T = unknown>(path: string, init?: KineticCallInit): Promise<T>;
  /** As `Connection.odata`: all rows of an entity set, in the order of its key. */
  odata<T = Record<string, unknown>>(resource: string, options?: KineticODataOptions): AsyncIterable<T>;
  /**
   * Reads a BAQ's rows.
   *
   * @param id as `zCustomer01`
   * @param parameters by name; a list is sent as the name repeated (documented)
   */
  baq<T = Record<string, unknown>>(id: string, parameters?: BaqParameters, options?: BaqOptions): AsyncIterable<T>;
  /** An empty row of an updatable BAQ, v2 only. */
  newBaqRow<T = KineticRow>(id: string, init?: KineticWaitInit): Promise<T>;
  /** Writes one row of an updatable BAQ. Never repeated. */
  updateBaq<T = unknown>(id: string, row: object, init?: KineticWaitInit): Promise<T>;
  /** Calls an Epicor Function: its response parameters, without those that are null. Never repeated. */
  efx<T = KineticRow>(library: string, name: string, parameters?: object, init?: EfxInit): Promise<T>;
  /**
   * Calls a method of a service: by GET where the server allows it, otherwise by POST, which is never repeated.
   *
   * @param service as `Erp.BO.CustomerSvc`
   * @param parameters by their exact names: `custNum`, not `CustNum`
   */
  method<Return = unknown, Out = KineticRow>(
    service: string,
    name: string,
    parameters?: object,
    init?: MethodInit,
  ): Promise<MethodAnswer<Return, Out>>;
  /**
   * Reads tablesets by `GetRows`, page by page.
   *
   * @param where by table, as `{ Customer: "CustNum > 5" }`, in Epicor's own language
   */
  getRows<T extends Tableset = Tableset>(
    service: string,
    where?: Readonly<Record<string, string>>,
    options?: GetRowsOptions,
  ): AsyncIterable<T>;
  /**
   * Writes rows as their RowMod says: mark them with `added()`, `changed()`, `deleted()` of `@erpgate/client/kinetic`.
   *
   * @returns the tableset as the server has it now
   */
  update<T extends Tableset = Tableset>(service: string, tableset: Tableset, init?: UpdateInit): Promise<T>;
  /** Sends several requests as one. A part that failed is named in its result; none throws. */
  batch(requests: readonly BatchRequest[], options?: BatchOptions): Promise<readonly BatchResult[]>;
  /** The names of all services. */
  services(init?: KineticWaitInit): Promise<readonly string[]>;
  /** A service's `$metadata`, XML. */
  metadata(service: string, init?: KineticWaitInit): Promise<string>;
}

/**
 * A connection to Kinetic.
 *
 * `odata()` takes `Erp.BO.CustomerSvc/Customers`. `close()` logs out the sessions that are still open.
 */
export interface KineticConnection extends Omit<Connection, "fetch" | "send" | "get" | "odata">, KineticCalls {
  readonly system: "kinetic";
  /**
   * Opens a session: `await using session = await kinetic.session({ license: "WebService" })`.
   *
   * @throws {ErpgateError} KINETIC_LICENSE_EXHAUSTED with `retryAfterMs`, and every code of a call
   */
  session(options?: KineticSessionOptions): Promise<KineticSession>;
  /** Where the server describes itself, for a browser. Older pages take name and password only, no token (claimed). */
  readonly helpUrl: string;
}
