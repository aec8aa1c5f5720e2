import type { BatchCall } from "../../batch-server.ts";
import { METHODS } from "../../methods.ts";
import { isCanonicalPath } from "../../policy/canonical-path.ts";
import { judgeCall } from "../../policy/decide.ts";
import { checkCallQuery } from "../../policy/query.ts";
import type { Reason } from "../../reason.ts";
import type { Batch, BatchPart } from "./batch.ts";

/** A part that may be sent, or why not. */
export interface JudgedPart {
  readonly part: BatchPart;
  /** Below the connection's base URL, as it will be sent; for a part whose address cannot be read, as far as it can. */
  readonly path: string;
  readonly query: string | undefined;
  /** Of the part as it will be sent: names and values in turn. */
  readonly headers: readonly string[];
  readonly reason: Reason | undefined;
}

export interface JudgedUnit {
  readonly changeSet: string | undefined;
  readonly parts: readonly JudgedPart[];
}

// What a part may say beside its address. Everything else is dropped, as what a caller says of user, licence and session.
const PASSING: ReadonlySet<string> = new Set(
  "accept accept-language content-type contextheader dataserviceversion if-match if-none-match maxdataserviceversion odata-maxversion odata-version prefer".split(
    " ",
  ),
);
const CREDENTIALS = ["authorization", "x-api-key", "api-key", "username", "password", "cookie"];
const OVERRIDES = ["x-http-method", "x-http-method-override", "x-method-override"];

/**
 * Judges every part as the call that it is. A change set is all or nothing, so one part that is refused refuses all of it, and
 * so does a part that others wait for.
 */
export function judgeParts(batch: Batch, call: BatchCall): readonly JudgedUnit[] {
  const units = batch.units.map(({ changeSet, parts }) => {
    const judged = parts.map((part) => judgePart(part, call));
    const isRefused = changeSet !== undefined && judged.some(({ reason }) => reason !== undefined);
    return { changeSet, parts: isRefused ? judged.map((each) => refusedWith(each)) : judged };
  });
  return withoutDependent(units);
}

function withoutDependent(units: readonly JudgedUnit[]): readonly JudgedUnit[] {
  const refused = new Set(
    units.flatMap(({ changeSet, parts }) =>
      parts.flatMap(({ part, reason }) => (reason === undefined ? [] : [part.id ?? "", changeSet ?? ""])),
    ),
  );
  const known = new Set(units.flatMap(({ changeSet, parts }) => [changeSet, ...parts.map(({ part }) => part.id)]));
  let changed = false;
  const next = units.map(({ changeSet, parts }) => {
    const waits = parts.some(({ part }) => part.dependsOn.some((id) => refused.has(id) || !known.has(id)));
    if (!waits || parts.every(({ reason }) => reason !== undefined)) return { changeSet, parts };
    changed = true;
    return { changeSet, parts: parts.map((each) => refusedWith(each)) };
  });
  return changed ? withoutDependent(next) : next;
}

const refusedWith = (judged: JudgedPart): JudgedPart => ({ ...judged, reason: judged.reason ?? "batch.depends" });

function judgePart(part: BatchPart, call: BatchCall): JudgedPart {
  const target = resolved(part.url, call);
  const question = target?.indexOf("?") ?? -1;
  const path = target === undefined ? "" : question < 0 ? target : target.slice(0, question);
  const query = target === undefined || question < 0 ? undefined : target.slice(question + 1);
  const refused = (reason: Reason): JudgedPart => ({ part, path, query, headers: [], reason });
  if (target === undefined) return refused("path.not-canonical");
  const unfit = unfitness(part, path);
  if (unfit !== undefined) return refused(unfit);
  const { principal, mount, headers } = call;
  const context = part.headers.get("callsettings") ?? headers.context;
  const judged = judgeCall(principal, mount, part.method, mount.path + path, context);
  if (typeof judged === "string") return refused(judged);
  // What the gateway answers itself it does not answer inside of a batch, and nobody else shall.
  if (mount.dialect.ownEndpoint(path) !== undefined) return refused("address.unknown");
  const reason = checkCallQuery(query, judged.context, judged.checkScope);
  const passing = [...part.headers].filter(([name]) => PASSING.has(name)).flat();
  return { part, path, query, headers: [...passing, ...judged.context.headers], reason };
}

function unfitness({ method, headers, body }: BatchPart, path: string): Reason | undefined {
  if (!METHODS.has(method)) return "method.not-allowed";
  if (!isCanonicalPath(path)) return "path.not-canonical";
  if (CREDENTIALS.some((name) => headers.has(name))) return "credential.duplicated";
  if (OVERRIDES.some((name) => headers.has(name))) return "header.method-override";
  return (method === "GET" || method === "HEAD") && body !== "" ? "body.not-allowed" : undefined;
}

/**
 * Path and query below the connection's base URL. Relative to where `$batch` stands, or from the root as callers see it; an
 * address with a scheme or a host is none: no part of a request decides where it goes.
 */
function resolved(url: string, { exchange, mount }: BatchCall): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith("//") || url.includes("#")) return undefined;
  if (!url.startsWith("/")) {
    const below = exchange.path.slice(mount.path.length);
    return below.slice(0, below.lastIndexOf("/") + 1) + url;
  }
  const root = exchange.entrance.connection === undefined ? mount.path : "";
  return url.startsWith(`${root}/`) ? url.slice(root.length) : undefined;
}
