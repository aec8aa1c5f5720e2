import type { Prophet21Options } from "@erpgate/client";
import { classifyFailure, readAddress } from "@erpgate/client/prophet21";
import type { ConsumerGrant } from "../consumers/consumer.ts";
import type { Context, Dialect, PinFault } from "../dialect.ts";
import type { OwnEndpoint } from "../endpoint.ts";
import type { Reason } from "../reason.ts";
import { compileProphet21Scope } from "./judge.ts";
import { describeProphet21Scope } from "./describe-scope.ts";
import { createInteractiveDesk } from "./interactive/interactive-desk.ts";
import { sessionCall } from "./interactive/session-call.ts";
import type { DeskOptions } from "./interactive/token-pinning.ts";
import { odataOptionRefusal } from "./odata-options.ts";
import { prophet21RefusalBody } from "./refusal-body.ts";
import { routerEndpoint } from "./router-endpoint.ts";
import { prophet21ScopeUsage } from "./scope-usage.ts";
import { PROPHET21_ISSUER, tokenEndpoint } from "./token-endpoint.ts";

const NO_CONTEXT: Context = { company: undefined, headers: [], pinned: undefined };
const ODATA = /^\/(?:odataservice|data)\//i;
const ODATA_CONTEXT: Context = { ...NO_CONTEXT, checkOptions: odataOptionRefusal };
const ABOUT_LOGIN: ReadonlySet<string> = new Set(["P21_KEY_UNKNOWN", "P21_CREDENTIALS_INVALID"]);
const FINDINGS: Partial<Record<Reason, string>> = {
  "credential.missing": "prophet21/bearer-missing",
  "credential.expired": "prophet21/token-expired",
  "scope.denied": "prophet21/scope-path-denied",
  "session.none": "prophet21/session-owner-token",
};
const NO_HEADERS: ReadonlySet<string> = new Set();

/** Names of headers with which a caller of P21 says who it is. None of them passes. */
export const PROPHET21_IDENTITY_HEADERS: readonly string[] = [
  "username",
  "password",
  "consumer_key",
  "appkey",
  "grant_type",
];

/** P21 as one connection of the gateway. */
export function createProphet21Dialect(options: Prophet21Options): Dialect {
  return {
    system: "prophet21",
    compileScope: compileProphet21Scope,
    describeScope: describeProphet21Scope,
    scopeUsage: prophet21ScopeUsage,
    readContext: (path) => (ODATA.test(path) ? ODATA_CONTEXT : NO_CONTEXT),
    pinFaults: (pins) => Object.keys(pins).map(pinFault),
    ownEndpoint,
    optionsFor: (grant) => optionsFor(options, grant),
    sessionCall,
    isRead: (method) => method === "GET" || method === "HEAD",
    openDesk: (login) => createInteractiveDesk(login, deskOptions(options)),
    mountTokens: { issuer: PROPHET21_ISSUER, consumerOf },
    contextHeaders: NO_HEADERS,
    // 401 for a refused bearer; 500 because that is what a refused consumer key gets, with the key in it (observed).
    mayConcernLogin: (status) => status === 401 || status === 500,
    classifyFailure,
    concernsLogin: ({ code }, status) => (status === 401 ? code !== "P21_NOT_AUTHORIZED" : ABOUT_LOGIN.has(code)),
    // Each of its logins is a token, and the token is asked for by the secret.
    controlRead: undefined,
    isExhausted: () => false,
    findingOf: (reason) => FINDINGS[reason],
    refusalBody: prophet21RefusalBody,
  };
}

/** No header of a P21 call names a company or a branch: what a call sees is settled with its user. */
function pinFault(name: string): PinFault {
  return {
    message: `${name} cannot be fixed on a Prophet 21 connection, whose calls name none`,
    fix: "Leave it out; name a P21 user that has it, with --p21-username.",
  };
}

function deskOptions({ auth }: Prophet21Options): DeskOptions {
  const hasUser = auth.kind !== "consumer-key" || auth.username !== undefined;
  return { hasUser, oneToken: auth.kind === "bearer" };
}

function ownEndpoint(path: string): OwnEndpoint | undefined {
  const address = readAddress(path);
  if (address?.kind === "token") return tokenEndpoint(address.version);
  return address?.kind === "router" ? routerEndpoint : undefined;
}

/**
 * The user name beside a consumer key goes into P21's token, so a consumer that acts as a user of its own needs a token
 * of its own. With a P21 password the token's user is fixed, and the registration cannot change it.
 */
function optionsFor(options: Prophet21Options, grant: ConsumerGrant): Prophet21Options | undefined {
  const { auth } = options;
  if (grant.p21Username === undefined || auth.kind !== "consumer-key" || auth.username === grant.p21Username)
    return undefined;
  return { ...options, auth: { ...auth, username: grant.p21Username } };
}

function consumerOf(claims: Readonly<Record<string, unknown>>): { id: string; name: string; key: unknown } | undefined {
  const { "P21.ConsumerUid": id, "erpgate.consumer": name, "erpgate.key": key } = claims;
  return typeof id === "string" && typeof name === "string" ? { id, name, key } : undefined;
}
