import type { Mount } from "../connections/mount.ts";
import type { Call, Judge } from "../dialect.ts";
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
  if (principal.connection !== undefined && principal.connection !== mount.name) return "credential.misplaced";
  const judge = judgeFor(principal, mount);
  if (typeof judge === "string") return judge;
  const below = path.slice(mount.path.length);
  const context = mount.dialect.readContext(below, contextHeader);
  if (typeof context === "string") return context;
  const { readOnly, maintenance, seats } = mount.admission.config;
  if (maintenance) return "connection.maintenance";
  const call: Call = { method, path: below, company: context.company };
  const refusal = judge(call);
  if (refusal !== undefined) return refusal;
  if (readOnly && !mount.dialect.isRead(method, below)) return "connection.read-only";
  if (seats?.sessions !== undefined && mount.dialect.setsInSession?.(below) === true) return "session.shared";
  const session = mount.dialect.sessionCall?.(method, below);
  return { mount, outlet: mount.outletFor(principal.consumer), upstreamPath: mount.basePath + below, context, session };
}

/** The registration's scope and what the credential is held to, as one judge; or why there is nothing to judge by. */
function judgeFor(principal: Principal, mount: Mount): Judge | Reason {
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
function judgeOf(mount: Mount, scope: string): Judge {
  const compiled = mount.dialect.compileScope(scope);
  return "judge" in compiled ? compiled.judge : () => "scope.denied";
}

/** Yes only where the registration says yes and one of the narrower scopes does. */
function bothOf(registered: Judge, narrower: readonly Judge[]): Judge {
  return (call) =>
    registered(call) ?? (narrower.some((judge) => judge(call) === undefined) ? undefined : "scope.denied");
}
