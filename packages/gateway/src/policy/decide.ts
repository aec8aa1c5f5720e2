import type { Mount } from "../connections/mount.ts";
import type { AdmissionConfig } from "../admission/admission-config.ts";
import type { Call, Context, Judge, QueryCheck } from "../dialect.ts";
import { allOf, anyOf } from "./query-checks.ts";
import type { Principal } from "../identity/principal.ts";
import type { Reason } from "../reason.ts";
import type { Decision } from "./decision.ts";

/**
 * Decides one call. Deny by default: a connection that the consumer is not registered for, a scope
 * text that cannot be read, an address that the dialect does not know are all refused.
 *
 * @param path the whole path, canonical, its first segment being the connection
 * @param contextHeader the caller's context header
 */
export function decide(
  principal: Principal,
  mount: Mount,
  method: string,
  path: string,
  contextHeader: string | undefined,
): Decision | Reason {
  const judged = judgeCall(principal, mount, method, path, contextHeader);
  if (typeof judged === "string") return judged;
  const { context, checkScope, call } = judged;
  const session = mount.dialect.sessionCall?.(method, call.path);
  const upstreamPath = mount.basePath + call.path;
  const outlet = mount.outletFor(principal);
  if (typeof outlet === "string") return outlet;
  return { mount, outlet, upstreamPath, context, checkScope, session };
}

/** A connection as far as policy is concerned. */
export interface JudgedMount extends Pick<Mount, "name" | "path" | "dialect"> {
  readonly admission: { readonly config: AdmissionConfig };
}

/** A call that is allowed, if its query is. */
export interface JudgedCall {
  readonly call: Call;
  readonly context: Context;
  readonly checkScope: QueryCheck | undefined;
}

/** The part of {@link decide} that needs no connection to be open. */
export function judgeCall(
  principal: Principal,
  mount: JudgedMount,
  method: string,
  path: string,
  contextHeader: string | undefined,
): JudgedCall | Reason {
  if (principal.connection !== undefined && principal.connection !== mount.name) return "credential.misplaced";
  const judge = judgeFor(principal, mount);
  if (typeof judge === "string") return judge;
  const below = path.slice(mount.path.length);
  const { pinned } = principal.consumer.access[mount.name] ?? {};
  const context = mount.dialect.readContext(below, contextHeader, pinned);
  if (typeof context === "string") return context;
  const call: Call = { method, path: below, company: context.company };
  const verdict = mount.admission.config.maintenance ? "connection.maintenance" : judge(call);
  if (typeof verdict === "string") return verdict;
  const refusal = switchRefusal(mount, method, below);
  if (refusal !== undefined) return refusal;
  // Who is held to a company does not change it for the calls that follow, either.
  if (pinned !== undefined && mount.dialect.setsInSession?.(below) === true) return "context.pinned";
  return { call, context, checkScope: verdict };
}

/** What the connection's switches say, whatever the scope. */
function switchRefusal(
  { admission: { config }, dialect }: JudgedMount,
  method: string,
  below: string,
): Reason | undefined {
  if (config.readOnly && !dialect.isRead(method, below)) return "connection.read-only";
  const isShared = config.seats?.sessions !== undefined;
  return isShared && dialect.setsInSession?.(below) === true ? "session.shared" : undefined;
}

/** The registration's scope and what the credential is held to, as one judge; or why there is nothing to judge by. */
function judgeFor(principal: Principal, mount: JudgedMount): Judge | Reason {
  const known = principal.judges.get(mount.name);
  if (known !== undefined) return known;
  const { access } = principal.consumer;
  const grant = Object.hasOwn(access, mount.name) ? access[mount.name] : undefined;
  if (grant === undefined) return "scope.connection";
  const narrowing = principal.narrowing?.get(mount.name) ?? (principal.narrowing === undefined ? "all" : undefined);
  if (narrowing === undefined) return "scope.unmapped";
  const registered = judgeOf(mount, grant.scope);
  const judge =
    narrowing === "all"
      ? registered
      : bothOf(
          registered,
          narrowing.map((text) => judgeOf(mount, text)),
        );
  principal.judges.set(mount.name, judge);
  return judge;
}

/** A scope text that cannot be read opens nothing. */
function judgeOf(mount: JudgedMount, scope: string): Judge {
  const compiled = mount.dialect.compileScope(scope);
  return "judge" in compiled ? compiled.judge : () => "scope.denied";
}

/** Yes only where the registration says yes and one of the narrower scopes does, each as far as it does. */
function bothOf(registered: Judge, narrower: readonly Judge[]): Judge {
  return (call) => {
    const first = registered(call);
    if (typeof first === "string") return first;
    const verdicts = narrower.map((judge) => judge(call)).filter((verdict) => typeof verdict !== "string");
    if (verdicts.length === 0) return "scope.denied";
    const checks = verdicts.filter((verdict) => verdict !== undefined);
    return allOf(first, checks.length < verdicts.length ? undefined : anyOf(checks));
  };
}
