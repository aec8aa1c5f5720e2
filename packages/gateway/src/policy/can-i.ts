import { type AdmissionConfig, DEFAULT_ADMISSION } from "../admission/admission-config.ts";
import type { Consumer, ConsumerRecord } from "../consumers/consumer.ts";
import type { Call, ConnectionOptions, Dialect } from "../dialect.ts";
import { dialectFor } from "../dialects.ts";
import { createPrincipal } from "../identity/principal.ts";
import { METHODS } from "../methods.ts";
import { problemOf } from "../problem.ts";
import type { Reason } from "../reason.ts";
import { isCanonicalPath } from "./canonical-path.ts";
import { judgeCall, type JudgedMount } from "./decide.ts";
import { checkCallQuery, checkQuery } from "./query.ts";

/** The connections that a question is about. */
export interface CanIConfiguration {
  readonly connections: Readonly<Record<string, ConnectionOptions>>;
  readonly admission: Readonly<Record<string, AdmissionConfig>>;
}

/** Finds a connection by its name. */
export type MountFinder = (name: string) => JudgedMount | undefined;

/** The answer to "may this consumer make this call?", and what decides it. */
export interface CanIAnswer {
  readonly allowed: boolean;
  readonly consumer: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly connection: string | undefined;
  /** Why not; undefined where it may. */
  readonly reason: Reason | undefined;
  /** The scope entry that opens it, or what closes it, in a sentence. */
  readonly rule: string;
  /** What to do where it may not. */
  readonly fix: readonly string[];
}

/**
 * Judges a call as the gateway does, without a gateway and without the ERP: the same checks in the same order, but for what
 * depends on the moment (credential, rate, seats) and on headers.
 *
 * @param mountFor the connections there are
 * @param target path and query as callers write them, beginning with the connection: `/kinetic/api/v2/…?$top=1`
 */
export function canI(mountFor: MountFinder, consumer: ConsumerRecord, method: string, target: string): CanIAnswer {
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const query = question < 0 ? undefined : target.slice(question + 1);
  const slash = path.indexOf("/", 1);
  const mount = slash < 0 ? undefined : mountFor(path.slice(1, slash));
  const judged = judge(mount, consumer, method, path, query);
  const { name: connection, dialect } = mount ?? {};
  const below = mount === undefined ? path : path.slice(mount.path.length);
  const common = { consumer: consumer.name, method, path, connection };
  if ("rule" in judged) return { ...common, allowed: true, reason: undefined, rule: judged.rule, fix: [] };
  const { reason } = judged;
  const { title, detail, fix } = problemOf(reason);
  const steps = dialect?.fixOf?.(reason, method, below) ?? fix ?? [];
  const named = steps.map((step) => step.replaceAll("CONNECTION", connection ?? "CONNECTION"));
  return { ...common, allowed: false, reason, rule: `${title}. ${detail}`, fix: named };
}

type Judged = { readonly rule: string } | { readonly reason: Reason };

function judge(
  mount: JudgedMount | undefined,
  record: ConsumerRecord,
  method: string,
  path: string,
  query: string | undefined,
): Judged {
  if (!isCanonicalPath(path)) return { reason: "path.not-canonical" };
  const inQuery = query === undefined ? undefined : checkQuery(query, undefined);
  if (inQuery !== undefined) return { reason: inQuery };
  if (mount === undefined) return { reason: "route.unknown" };
  const { dialect } = mount;
  const endpoint = dialect.ownEndpoint(path.slice(mount.path.length));
  if (endpoint?.open === true)
    return { rule: "the gateway answers this address itself, to everybody who proves who it is" };
  if (!METHODS.has(method)) return { reason: "method.not-allowed" };
  const judged = judgeCall(createPrincipal(consumerOf(record), Infinity), mount, method, path, undefined);
  if (typeof judged === "string") return { reason: judged };
  if (endpoint !== undefined) return { rule: "the gateway answers this address itself" };
  const reason = checkCallQuery(query, judged.context, judged.checkScope);
  if (reason !== undefined) return { reason };
  return { rule: ruleOf(dialect, record.access[mount.name]?.scope ?? "", judged.call, query) };
}

function ruleOf(dialect: Dialect, scope: string, call: Call, query: string | undefined): string {
  const compiled = dialect.compileScope(scope);
  return ("fault" in compiled ? undefined : compiled.ruleFor(call, query)) ?? scope;
}

/** Finds the connections of a configuration, none of which is opened for it. */
export function mountFinder({ connections, admission }: CanIConfiguration): MountFinder {
  return (name) => {
    const options = Object.hasOwn(connections, name) ? connections[name] : undefined;
    if (options === undefined) return undefined;
    const config = (Object.hasOwn(admission, name) ? admission[name] : undefined) ?? DEFAULT_ADMISSION;
    return { name, path: `/${name}`, dialect: dialectFor(options), admission: { config } };
  };
}

/** A registration as callers are judged by it, wherever its keys are. */
export function consumerOf({ id, name, access, tokenLifetimeSeconds, origins = [] }: ConsumerRecord): Consumer {
  return { id, name, access, tokenLifetimeSeconds, origins, keyEndMs: () => undefined, active: true };
}
