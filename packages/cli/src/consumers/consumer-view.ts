import type { ConsumerRecord } from "@erpgate/gateway";
import { moment, momentText } from "../output/json.ts";

/** A consumer for machines: everything but what its keys are checked by. */
export function consumerDocument(record: ConsumerRecord): Readonly<Record<string, unknown>> {
  return {
    id: record.id,
    name: record.name,
    access: record.access,
    subjects: record.subjects,
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

export const consumerColumns: readonly string[] = ["NAME", "ACCESS", "KEYS", "EXPIRES", "STATE"];

/** A consumer for people: one line. */
export function consumerRow(record: ConsumerRecord, nowMs: number): readonly string[] {
  const live = record.keys.filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const access = Object.entries(record.access).map(
    ([name, { scope, p21Username }]) => `${name}=${scope}${p21Username === undefined ? "" : ` as ${p21Username}`}`,
  );
  return [
    record.name,
    access.join("  "),
    live.map(({ prefix }) => prefix).join(" "),
    live.map(({ expiresAtMs }) => momentText(expiresAtMs)).join(" "),
    stateOf(record, nowMs),
  ];
}

function stateOf({ revokedAtMs, keys }: ConsumerRecord, nowMs: number): string {
  if (revokedAtMs !== undefined) return `revoked ${momentText(revokedAtMs)}`;
  const isUsable = keys.some((key) => key.revokedAtMs === undefined && (key.expiresAtMs ?? Infinity) > nowMs);
  return isUsable ? "live" : "all keys expired";
}
