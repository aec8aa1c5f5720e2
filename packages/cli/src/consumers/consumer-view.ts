import type { ConsumerRecord } from "@erpgate/gateway";
import { momentText } from "../output/json.ts";

export const consumerColumns: readonly string[] = ["NAME", "ACCESS", "KEYS", "EXPIRES", "STATE"];

/** A consumer for people: one line. */
export function consumerRow(record: ConsumerRecord, nowMs: number): readonly string[] {
  const live = record.keys.filter(({ revokedAtMs }) => revokedAtMs === undefined);
  const access = Object.entries(record.access).map(
    ([name, { scope, p21Username, pinned }]) =>
      `${name}=${scope}${p21Username === undefined ? "" : ` as ${p21Username}`}${pinned === undefined ? "" : ` in ${pinText(pinned)}`}`,
  );
  return [
    record.name,
    access.join("  "),
    live.map(({ prefix }) => prefix).join(" "),
    live.map(({ expiresAtMs }) => momentText(expiresAtMs)).join(" "),
    stateOf(record, nowMs),
  ];
}

/** A consumer for people: everything, in the words of P21's own form where it has one. */
export function consumerLines(record: ConsumerRecord, nowMs: number): readonly (readonly [string, string])[] {
  const life = record.tokenLifetimeSeconds;
  const lifeText = life === "never" ? "Never Expire" : `${String(life)} s`;
  return [
    ["Consumer", record.name],
    ["Consumer Type", record.type ?? "not said"],
    ["Token Expire", life === undefined ? "as the gateway's limits say" : lifeText],
    ...Object.entries(record.access).flatMap(([name, grant]) => accessLines(name, grant)),
    ...(record.origins ?? []).map((origin) => ["Web pages of", origin] as const),
    ...record.subjects.map(({ issuer, value }) => ["Subject", `${value} of ${issuer}`] as const),
    ...record.keys.map((key) => ["Key", `${key.prefix}  ${key.id}  ${keyState(key, nowMs)}`] as const),
    ["Registered", momentText(record.createdAtMs)],
    ["State", stateOf(record, nowMs)],
  ];
}

type Grant = ConsumerRecord["access"][string];

function pinText(pinned: NonNullable<Grant["pinned"]>): string {
  return Object.entries(pinned)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

function accessLines(name: string, { scope, p21Username, pinned }: Grant): readonly (readonly [string, string])[] {
  const user: readonly (readonly [string, string])[] =
    p21Username === undefined ? [] : [[`P21 user on ${name}`, p21Username]];
  const sdk: readonly (readonly [string, string])[] = scope.split(";").includes("/p21sdk")
    ? [[`SDK Access on ${name}`, "Yes"]]
    : [];
  const fixed: readonly (readonly [string, string])[] =
    pinned === undefined ? [] : [[`Held on ${name} to`, pinText(pinned)]];
  return [[`API Scope on ${name}`, scope], ...user, ...fixed, ...sdk];
}

function keyState({ expiresAtMs, revokedAtMs }: ConsumerRecord["keys"][number], nowMs: number): string {
  if (revokedAtMs !== undefined) return `revoked ${momentText(revokedAtMs)}`;
  if (expiresAtMs === undefined) return "no end";
  return `${expiresAtMs > nowMs ? "ends" : "ended"} ${momentText(expiresAtMs)}`;
}

function stateOf({ revokedAtMs, keys }: ConsumerRecord, nowMs: number): string {
  if (revokedAtMs !== undefined) return `revoked ${momentText(revokedAtMs)}`;
  const isUsable = keys.some((key) => key.revokedAtMs === undefined && (key.expiresAtMs ?? Infinity) > nowMs);
  return isUsable ? "live" : "all keys expired";
}
