import { readAddress } from "@erpgate/client/kinetic";

/** The session calls that the gateway answers from its pool. */
export type AnsweredCall = "login" | "logout" | "isvalidsession";

const SERVICE = "ice.lib.sessionmodsvc";
const ANSWERED: ReadonlySet<string> = new Set(["login", "logout", "isvalidsession"]);

/**
 * The call that a path names, if it is one of these: at v1 and v2 addresses and in any letter case, because whether the
 * server compares methods by case is not known, and none of these must reach it in a caller's name.
 *
 * @param path below the connection's base URL
 */
export function answeredCall(path: string): AnsweredCall | undefined {
  const method = sessionMethod(path);
  return method !== undefined && ANSWERED.has(method) ? (method as AnsweredCall) : undefined;
}

/** Whether a path names a method that sets something in the session it is called in: company, site, employee, user. */
export function setsInSession(path: string): boolean {
  return sessionMethod(path)?.startsWith("set") === true;
}

function sessionMethod(path: string): string | undefined {
  // Most paths name no session service, and are not read twice for it.
  if (!path.toLowerCase().includes(SERVICE)) return undefined;
  const address = readAddress(path);
  return address?.kind === "method" && address.service.toLowerCase() === SERVICE
    ? address.method.toLowerCase()
    : undefined;
}
