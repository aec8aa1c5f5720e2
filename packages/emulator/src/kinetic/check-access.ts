import { refusing, type Answer } from "../http/answer.ts";
import { kineticError } from "./errors.ts";
import { signedIn, type KineticExchange } from "./exchange.ts";

/**
 * May this user call this method? The refusal is a 401 that looks like a login problem (observed on 2026.1), or a 403
 * (documented), by switch.
 */
export function checkMethodRight(exchange: KineticExchange, service: string, method: string): Answer | undefined {
  const object = service.replace(/Svc$/i, "");
  const name = `${object}.${method}`;
  if (WRITES_ACCOUNTS.includes(name.toLowerCase())) return checkSecurityManager(exchange, name);
  const user = signedIn(exchange);
  const isDenied = user.deniedMethods.some((denied) =>
    [name, `${object}.*`].some((spelling) => spelling.toLowerCase() === denied.toLowerCase()),
  );
  return isDenied ? refuseRight(exchange, name, `a user with rights to ${name}`) : undefined;
}

/** Accounts are a security manager's to change (inferred): else anybody could make one of himself. */
const WRITES_ACCOUNTS: readonly string[] = ["ice.bo.userfile.update", "ice.bo.userfile.deletebyid"];

/** Is the user a security manager? Looks like any missing right. */
export function checkSecurityManager(exchange: KineticExchange, name: string): Answer | undefined {
  if (signedIn(exchange).account["SecurityMgr"] === true) return undefined;
  return refuseRight(exchange, name, "a user who is a security manager");
}

function refuseRight(exchange: KineticExchange, name: string, wouldAccept: string): Answer {
  const error = exchange.switches.permissionDenied === 401 ? "unauthorized" : "forbidden";
  return refusing(kineticError(exchange, error, "kinetic.permission.method", `Access denied (${name}).`), wouldAccept);
}

/** Does the key's access scope allow this address? Everything not listed is denied (documented). */
export function checkAccessScope(exchange: KineticExchange): Answer | undefined {
  const scope = exchange.apiKey?.accessScope;
  const asked = thingAsked(exchange);
  if (scope === undefined || asked === undefined) return undefined;
  const wanted = asked.toLowerCase();
  if (scope.some((entry) => wanted === entry.toLowerCase() || wanted.startsWith(`${entry.toLowerCase()}/`)))
    return undefined;
  const error = exchange.switches.scopeDenied === 403 ? "forbidden" : "unauthorized";
  // The real text is unknown.
  const answer = kineticError(exchange, error, "kinetic.access-scope", `The access scope does not allow ${asked}.`);
  return refusing(answer, `a key whose access scope lists ${asked}`);
}

function thingAsked({ address }: KineticExchange): string | undefined {
  if (address.kind === "function") return `efx/${address.library}/${address.function}`;
  if (address.kind !== "resource") return undefined;
  return [address.service, ...address.rest.slice(0, 1)].map((segment) => segment.replace(/\(.*$/, "")).join("/");
}
