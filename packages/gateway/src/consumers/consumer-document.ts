import type { ConsumerRecord } from "./consumer.ts";

/** A consumer for machines: everything but what its keys are checked by. */
export function consumerDocument(record: ConsumerRecord): Readonly<Record<string, unknown>> {
  return {
    id: record.id,
    name: record.name,
    access: record.access,
    subjects: record.subjects,
    type: record.type ?? null,
    tokenLifetimeSeconds: record.tokenLifetimeSeconds ?? null,
    origins: record.origins ?? [],
    keys: record.keys.map(({ id, prefix, createdAtMs, expiresAtMs, revokedAtMs }) => ({
      id,
      prefix,
      created: moment(createdAtMs),
      expires: moment(expiresAtMs),
      revoked: moment(revokedAtMs),
    })),
    created: moment(record.createdAtMs),
    revoked: moment(record.revokedAtMs),
  };
}

function moment(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
