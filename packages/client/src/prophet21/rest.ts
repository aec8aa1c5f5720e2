import type { WaitInit } from "../connection.ts";
import { ErpgateError } from "../errors.ts";
import type { Caller } from "../http/call.ts";
import { getJson } from "../http/get-json.ts";

/** What a record is read with. */
export interface RestReadInit extends WaitInit {
  /** What hangs on the record and is otherwise null: `"*"` for all of it, or names such as `["Locations"]`. */
  readonly extendedProperties?: "*" | readonly string[];
}

/**
 * What names a record: an item's or a contact's own id, or company and id for customers and vendors, which Prophet 21 writes
 * as `ACME_10`. The bare number is a 404 there (observed).
 */
export type RestKey = string | number | readonly [company: string, id: string | number];

/**
 * One REST family: the entities (`entity/customers`, `entity/vendors`, `entity/contacts`, `entity/addresses`),
 * `inventory/parts`, `sales/orders` and the others. There is no way to list one whole: the server would answer the entire
 * table, tens of megabytes, whatever `$top` says (observed).
 *
 * Every method throws an {@link ErpgateError} for an answer that is not 2xx: P21_APPLICATION_ERROR for a business rule that
 * refused, or a record that is not there.
 */
export interface RestFamily {
  /** Reads one record. */
  get<T = Record<string, unknown>>(key: RestKey, init?: RestReadInit): Promise<T>;
  /** Reads the records that match, in the family's own filter language: `startswith(CustomerName, 'ABC')`. */
  query<T = Record<string, unknown>>(query: string, init?: RestReadInit): Promise<readonly T[]>;
  /** An empty record to fill in. Addresses have none (observed). */
  template<T = Record<string, unknown>>(init?: WaitInit): Promise<T>;
  /** Creates a record: it carries no key, or a new one. Never repeated by the client. */
  create<T = Record<string, unknown>>(record: object, init?: WaitInit): Promise<T>;
  /** Writes a record back: read it, change it, give all of it. Addresses cannot be written (observed). */
  update<T = Record<string, unknown>>(key: RestKey, record: object, init?: WaitInit): Promise<T>;
}

/** @throws {ErpgateError} REQUEST_INVALID for a name that is no family's */
export function restFamily(caller: Caller, family: string): RestFamily {
  if (!/^[a-z][a-z0-9]*(?:\/[a-z0-9]+){0,2}$/i.test(family) || /^(?:security|ui|admin)(?:\/|$)/i.test(family)) {
    throw new ErpgateError("REQUEST_INVALID", `rest() takes a family, such as "entity/customers" or "inventory/parts"`);
  }
  const below = `/api/${family}/`;
  const send = async <T>(method: string, path: string, record: object, init: WaitInit | undefined): Promise<T> =>
    getJson<T>(caller, path, { ...init, method, body: JSON.stringify(record) });
  return Object.freeze({
    get: async <T>(key: RestKey, init?: RestReadInit) => {
      const path = below + keySegment(key) + queryText([["extendedproperties", extended(init)]]);
      return getJson<T>(caller, path, waiting(init));
    },
    query: async <T>(condition: string, init?: RestReadInit) => {
      const parameters = [
        ["$query", wanted(condition)],
        ["extendedproperties", extended(init)],
      ] as const;
      return getJson<readonly T[]>(caller, below + queryText(parameters), waiting(init));
    },
    template: <T>(init?: WaitInit) => getJson<T>(caller, `${below}new`, init),
    // With its slash: without it, sales/orders answers a redirect (observed on 25.2).
    create: <T>(record: object, init?: WaitInit) => send<T>("POST", below, record, init),
    update: async <T>(key: RestKey, record: object, init?: WaitInit) =>
      send<T>("PUT", below + keySegment(key), record, init),
  });
}

function waiting(init: RestReadInit | undefined): WaitInit | undefined {
  if (init === undefined) return undefined;
  const { extendedProperties: _given, ...wait } = init;
  return wait;
}

function extended(init: RestReadInit | undefined): string | undefined {
  const { extendedProperties } = init ?? {};
  return typeof extendedProperties === "object" ? extendedProperties.join(",") : extendedProperties;
}

/** Of the whole collection there is no filter to be had, and without one it comes whole. */
function wanted(text: string): string {
  if (text.trim() !== "") return text;
  throw new ErpgateError(
    "REQUEST_INVALID",
    "query() needs a condition: without one Prophet 21 answers the whole table",
  );
}

function keySegment(key: RestKey): string {
  const text = typeof key === "object" ? key.join("_") : String(key);
  const refuse = (why: string): never => {
    throw new ErpgateError("REQUEST_INVALID", `the key ${why}`);
  };
  if (text.trim() === "") return refuse("is empty, which would ask for the whole table");
  // Encoded or not, a slash in an address is a 404 (documented).
  if (/[/\\]/.test(text)) return refuse(`holds a slash, which no address here can carry: use query("ItemId eq '…'")`);
  if (/^\.{1,2}$/.test(text)) return refuse("would lead elsewhere");
  if (/^(?:new|ping|help)$/i.test(text)) return refuse("is the name of something else at this address");
  return encodeURIComponent(text);
}

function queryText(parameters: readonly (readonly [name: string, value: string | undefined])[]): string {
  const given = parameters.filter(([, value]) => value !== undefined);
  const text = given
    .map(([name, value = ""]) => `${name}=${encodeURIComponent(value).replaceAll("%27", "'")}`)
    .join("&");
  return text === "" ? "" : `?${text}`;
}
