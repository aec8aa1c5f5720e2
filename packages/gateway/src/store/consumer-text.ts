import {
  CONSUMER_TYPES,
  type ConsumerGrant,
  type ConsumerKeyRecord,
  type ConsumerRecord,
} from "../consumers/consumer.ts";
import { type Fields, integer, object, objects, optionalInteger, parsedObject, text } from "./row.ts";

/** The JSON text of a record, as it stands in its row. */
export function writeConsumerText(record: ConsumerRecord): string {
  return JSON.stringify(record);
}

/** @throws StoreError `STORE_ROW_INVALID` when something else than erpgate wrote the text */
export function readConsumerText(json: string): ConsumerRecord {
  const fields = parsedObject(json, "record");
  const grants = Object.entries(object(fields["access"], "access"));
  return {
    id: text(fields, "id"),
    name: text(fields, "name"),
    revision: integer(fields, "revision"),
    access: Object.fromEntries(grants.map(([connection, grant]) => [connection, readGrant(object(grant, "access"))])),
    subjects: objects(fields, "subjects").map((one) => ({ issuer: text(one, "issuer"), value: text(one, "value") })),
    keys: objects(fields, "keys").map(readKey),
    createdAtMs: integer(fields, "createdAtMs"),
    revokedAtMs: optionalInteger(fields, "revokedAtMs"),
    ...readForm(fields),
  };
}

/** The members that a consumer may lack: they came with P21's own form. */
function readForm(fields: Fields): Pick<ConsumerRecord, "type" | "tokenLifetimeSeconds" | "origins"> {
  const { type: given, tokenLifetimeSeconds: life, origins: pages } = fields;
  const origins = Array.isArray(pages) ? pages.filter((page) => typeof page === "string") : undefined;
  const type = CONSUMER_TYPES.find((known) => known === given);
  const tokenLifetimeSeconds = life === "never" ? life : optionalInteger(fields, "tokenLifetimeSeconds");
  return {
    ...(type === undefined ? {} : { type }),
    ...(tokenLifetimeSeconds === undefined ? {} : { tokenLifetimeSeconds }),
    ...(origins === undefined ? {} : { origins }),
  };
}

function readGrant(fields: Fields): ConsumerGrant {
  const pins = fields["pinned"] === undefined ? undefined : object(fields["pinned"], "pinned");
  const names = Object.keys(pins ?? {});
  return {
    scope: text(fields, "scope"),
    ...(fields["p21Username"] === undefined ? {} : { p21Username: text(fields, "p21Username") }),
    ...(pins === undefined ? {} : { pinned: Object.fromEntries(names.map((name) => [name, text(pins, name)])) }),
  };
}

function readKey(fields: Fields): ConsumerKeyRecord {
  return {
    id: text(fields, "id"),
    prefix: text(fields, "prefix"),
    hashKeyId: text(fields, "hashKeyId"),
    hash: text(fields, "hash"),
    createdAtMs: integer(fields, "createdAtMs"),
    expiresAtMs: optionalInteger(fields, "expiresAtMs"),
    revokedAtMs: optionalInteger(fields, "revokedAtMs"),
  };
}
