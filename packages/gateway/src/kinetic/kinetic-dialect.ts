import { ErpgateError, type KineticOptions } from "@erpgate/client";
import { classifyFailure, readAddress } from "@erpgate/client/kinetic";
import type { Dialect } from "../dialect.ts";
import type { Reason } from "../reason.ts";
import { kineticBatch } from "./batch/batch-server.ts";
import { pinFaults, readCallSettings } from "./call-settings.ts";
import { compileKineticScope, readsOnly } from "./judge.ts";
import { describeKineticScope } from "./describe-scope.ts";
import { kineticRefusalBody } from "./refusal-body.ts";
import { answeredCall, setsInSession } from "./sessions/session-calls.ts";
import { sessionEndpoint } from "./sessions/session-endpoint.ts";
import { createSessionPool } from "./sessions/session-pool.ts";
import { VirtualSessions } from "./sessions/virtual-sessions.ts";
import { scopeFix } from "./scope-fix.ts";
import { kineticScopeUsage } from "./scope-usage.ts";
import { KINETIC_ISSUER, tokenResourceEndpoint } from "./token-endpoint.ts";

const ABOUT_RIGHTS: ReadonlySet<string> = new Set(["KINETIC_METHOD_ACCESS_DENIED", "KINETIC_ACCESS_DENIED"]);
const FINDINGS: Partial<Record<Reason, string>> = {
  "credential.missing": "kinetic/authorization-missing",
  "context.unusable": "kinetic/company-header-mismatch",
  "context.pinned": "kinetic/company-header-mismatch",
  "seat.none": "kinetic/license-exhausted",
};
const CONTEXT_HEADERS: ReadonlySet<string> = new Set(["callsettings"]);

/** Names of headers with which a caller of Kinetic says who it is, or in whose session it is. None of them passes. */
export const KINETIC_IDENTITY_HEADERS: readonly string[] = [
  "license",
  "sessioninfo",
  "username",
  "password",
  // Sent by clients; nothing shows that a server reads them, and one that did would go by another company than was judged.
  "company",
  "x-company",
  "x-epicor-company",
  "x-epicor-plant",
];
/** Names of headers that Kinetic's dialect reads and writes anew. */
export const KINETIC_CONTEXT_HEADERS: readonly string[] = ["callsettings"];

/** Kinetic as one connection of the gateway. */
export function createKineticDialect(options: KineticOptions): Dialect {
  const sessions = new VirtualSessions();
  return {
    system: "kinetic",
    compileScope: compileKineticScope,
    describeScope: (text) => describeKineticScope(text, options.apiVersion ?? "v2"),
    scopeUsage: kineticScopeUsage,
    readContext: (path, header, pins) => readCallSettings(options, path, header, pins),
    pinFaults,
    ownEndpoint(path) {
      const call = answeredCall(path);
      if (call !== undefined) return sessionEndpoint(call, path, sessions);
      return readAddress(path)?.kind === "token" ? tokenResourceEndpoint : undefined;
    },
    batch: kineticBatch,
    openSessions: createSessionPool,
    setsInSession,
    optionsFor: () => undefined,
    optionsForUser: optionsForUser(options),
    isRead: readsOnly,
    mountTokens: { issuer: KINETIC_ISSUER, consumerOf },
    contextHeaders: CONTEXT_HEADERS,
    // 401 is what all three captured refusals have, one of which repeats the API key (observed 2026.1).
    mayConcernLogin: (status) => status === 401 || status === 410,
    classifyFailure,
    // Every 401 is about the login except those that say the login is fine and its rights are not.
    concernsLogin: ({ code }, status) => status === 401 && !ABOUT_RIGHTS.has(code),
    concernsSession: ({ code }) => code === "KINETIC_SESSION_INVALID",
    controlRead: controlRead(options),
    isExhausted: (error) => ErpgateError.is(error) && error.code === "KINETIC_LICENSE_EXHAUSTED",
    findingOf: (reason) => FINDINGS[reason],
    fixOf: (reason, method, path) => (reason === "scope.denied" ? scopeFix(method, path) : undefined),
    refusalBody: kineticRefusalBody,
  };
}

/** The list of services: it asks for login and API key alike, and holds no rows. */
function controlRead({ apiVersion = "v2", company }: KineticOptions): string | undefined {
  if (apiVersion === "v1") return "/api/v1/";
  return company === undefined ? undefined : `/api/v2/odata/${company}/`;
}

/** On behalf of whom, the settings leave open: then it is whoever calls. */
function optionsForUser(options: KineticOptions): Dialect["optionsForUser"] {
  const { auth } = options;
  if (auth.kind !== "entra" || auth.flow !== "on-behalf-of" || auth.assertion !== undefined) return undefined;
  return (userToken) => ({ ...options, auth: { ...auth, assertion: userToken } });
}

function consumerOf(claims: Readonly<Record<string, unknown>>): { id: string; name: string; key: unknown } | undefined {
  const { "erpgate.id": id, "erpgate.consumer": name, "erpgate.key": key } = claims;
  return typeof id === "string" && typeof name === "string" ? { id, name, key } : undefined;
}
