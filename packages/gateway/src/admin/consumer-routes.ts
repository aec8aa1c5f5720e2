import { addConsumer, type AddedConsumer } from "../consumers/add-consumer.ts";
import { CONSUMER_TYPES, type ConsumerRecord } from "../consumers/consumer.ts";
import { consumerDocument } from "../consumers/consumer-document.ts";
import type { AccessCheck, ConsumerInput } from "../consumers/consumer-input.ts";
import { listConsumers } from "../consumers/list-consumers.ts";
import { liveConsumer } from "../consumers/live-consumer.ts";
import { revokeConsumer } from "../consumers/revoke-consumer.ts";
import { revokeKey } from "../consumers/revoke-key.ts";
import { rotateKey } from "../consumers/rotate-key.ts";
import { type ConsumerChanges, updateConsumer } from "../consumers/update-consumer.ts";
import type { Records } from "../open-records.ts";
import type { AdminRoute, JsonAnswer } from "./admin-route.ts";
import type { Schema } from "./body-schema.ts";

export interface ConsumerRouteParts {
  readonly records: Pick<Records, "store" | "keyring" | "consumers">;
  readonly checkAccess: AccessCheck;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const DAY_SECONDS = 86_400;
const text: Schema = { type: "string" };
const moment: Schema = { type: "string", format: "date-time" };
const orNull: Schema = { anyOf: [text, { type: "null" }] };
const texts: Schema = { type: "array", items: text };
const perConnection = (items: Schema, description: string): Schema => ({
  type: "object",
  additionalProperties: items,
  description,
});
const closed = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const form = {
  type: { type: "string", enum: CONSUMER_TYPES },
  tokenLifetimeSeconds: {
    anyOf: [
      { type: "integer", minimum: 1 },
      { type: "string", enum: ["never"] },
    ],
  },
  origins: { ...texts, description: "Origins of web pages that may call as this consumer." },
} as const satisfies Readonly<Record<string, Schema>>;

const pins = perConnection(text, "What its calls are held to: Kinetic's company, plant, language, formatCulture.");
const addBody = closed(
  {
    name: text,
    access: perConnection(
      closed({ scope: text, p21Username: text, pinned: pins }, ["scope"]),
      "Connection → its scope, in the words of its ERP.",
    ),
    subjects: { type: "array", items: closed({ issuer: text, value: text }, ["issuer", "value"]) },
    ...form,
    expiresAt: { ...moment, description: "When its first key ends. Without it the key does not." },
  },
  ["name", "access"],
);
const changeBody = closed({
  scopes: perConnection(text, "Connection → the scope it has from now on."),
  close: { ...texts, description: "Connections to close." },
  p21Usernames: perConnection(orNull, "Connection → P21 user; null takes it away."),
  pinned: perConnection(
    perConnection(orNull, "Name → value; null takes it away."),
    "Connection → what its calls are held to: Kinetic's company, plant, language, formatCulture. What is not named stays.",
  ),
  sdkAccess: perConnection({ type: "boolean" }, "Connection → P21's SDK Access."),
  ...form,
});
const rotateBody = closed({
  overlapSeconds: { type: "integer", minimum: 0, description: "How long the old keys stay good. Without it: a day." },
  expiresAt: { ...moment, description: "When the new key ends. Without it the key does not." },
});

const consumer: Schema = { type: "object", additionalProperties: true };
const one: Schema = closed({ consumer }, ["consumer"]);
const withKey: Schema = closed({ consumer, key: { ...text, description: "Shown in this answer alone." } }, [
  "consumer",
  "key",
]);

/** Consumers: who may come in, and what they may do. A change is in force before it is answered, and has its audit row. */
export function consumerRoutes(parts: ConsumerRouteParts): readonly AdminRoute[] {
  const { store, keyring, consumers } = parts.records;
  const { checkAccess, now } = parts;
  const changed = async (record: ConsumerRecord): Promise<JsonAnswer> => {
    await consumers.reload();
    return { status: 200, document: { consumer: consumerDocument(record) } };
  };
  const keyed = async (status: number, { record, key }: AddedConsumer): Promise<JsonAnswer> => {
    await consumers.reload();
    return { status, document: { consumer: consumerDocument(record), key: key.reveal() } };
  };
  return [
    {
      method: "GET",
      path: "/consumers",
      operationId: "listConsumers",
      summary: "Every consumer that is not revoked.",
      query: { all: { required: false, description: "true: revoked ones as well." } },
      gives: { status: 200, schema: closed({ consumers: { type: "array", items: consumer } }, ["consumers"]) },
      run: async ({ query }) => {
        const all = query.get("all") === "true";
        const listed = (await listConsumers(store)).filter(({ revokedAtMs }) => all || revokedAtMs === undefined);
        return { status: 200, document: { consumers: listed.map(consumerDocument) } };
      },
    },
    {
      method: "POST",
      path: "/consumers",
      operationId: "addConsumer",
      summary: "Registers a consumer and answers with its key.",
      body: addBody,
      gives: { status: 201, schema: withKey },
      run: async ({ body, operator }) => {
        const { expiresAt, ...input } = body as ConsumerInput & { readonly expiresAt?: string };
        const given = { ...input, ...endOf(expiresAt) };
        return keyed(201, await addConsumer(store, keyring, given, checkAccess, { now, operator }));
      },
    },
    {
      method: "GET",
      path: "/consumers/{name}",
      operationId: "showConsumer",
      summary: "One consumer.",
      gives: { status: 200, schema: one },
      run: async ({ path: { name = "" } }) => {
        const record = await liveConsumer(store, name);
        return { status: 200, document: { consumer: consumerDocument(record) } };
      },
    },
    {
      method: "PATCH",
      path: "/consumers/{name}",
      operationId: "updateConsumer",
      summary: "Changes what a consumer may reach. Its keys and tokens stay good; what is not named stays.",
      body: changeBody,
      gives: { status: 200, schema: one },
      run: async ({ path: { name = "" }, body, operator }) =>
        changed(await updateConsumer(store, name, changesOf(body as ChangeBody), checkAccess, { now, operator })),
    },
    {
      method: "POST",
      path: "/consumers/{name}/rotate",
      operationId: "rotateKey",
      summary: "Gives a consumer a new key; the old ones end after an overlap.",
      body: rotateBody,
      gives: { status: 201, schema: withKey },
      run: async ({ path: { name = "" }, body, operator }) => {
        const { overlapSeconds = DAY_SECONDS, expiresAt } = body as RotateBody;
        const rotation = { overlapMs: overlapSeconds * 1000, ...endOf(expiresAt) };
        return keyed(201, await rotateKey(store, keyring, name, rotation, { now, operator }));
      },
    },
    {
      method: "DELETE",
      path: "/consumers/{name}",
      operationId: "revokeConsumer",
      summary: "Shuts a consumer out: its keys and every token issued for it.",
      gives: { status: 200, schema: one },
      run: async ({ path: { name = "" }, operator }) => changed(await revokeConsumer(store, name, { now, operator })),
    },
    {
      method: "DELETE",
      path: "/consumers/{name}/keys/{key}",
      operationId: "revokeKey",
      summary: "Ends one key, by its id, with the tokens that were issued for it.",
      gives: { status: 200, schema: one },
      run: async ({ path: { name = "", key = "" }, operator }) =>
        changed(await revokeKey(store, name, key, { now, operator })),
    },
  ];
}

interface RotateBody {
  readonly overlapSeconds?: number;
  readonly expiresAt?: string;
}

type Nullable = Readonly<Record<string, string | null>>;
type ChangeBody = Omit<ConsumerChanges, "p21Usernames" | "pinned"> & {
  readonly p21Usernames?: Nullable;
  readonly pinned?: Readonly<Record<string, Nullable>>;
};

function changesOf({ p21Usernames = {}, pinned = {}, ...rest }: ChangeBody): ConsumerChanges {
  const held = Object.entries(pinned).map(([name, changes]) => [name, withoutNull(changes)] as const);
  return { ...rest, p21Usernames: withoutNull(p21Usernames), pinned: Object.fromEntries(held) };
}

function withoutNull(values: Nullable): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined] as const));
}

function endOf(expiresAt: string | undefined): { readonly expiresAtMs?: number } {
  return expiresAt === undefined ? {} : { expiresAtMs: Date.parse(expiresAt) };
}
