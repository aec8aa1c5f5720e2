import type { EntraExchange } from "./exchange.ts";
import type { EntraPolicyOption } from "./options.ts";
import { refuse } from "./refusal.ts";
import type { EntraApp, EntraTenant, EntraUser, SignIn } from "./state.ts";

/** The user of this name in the tenant of the address; the name alone decides where the address names none. */
export function findUser(exchange: EntraExchange, tenant: EntraTenant | undefined, username: string): EntraUser {
  const wanted = username.trim().toLowerCase();
  const user = exchange.state.users.find((each) => each.username.toLowerCase() === wanted);
  const values = { user: username, tenant: tenant?.domain ?? exchange.tenantName };
  if (user === undefined) return refuse(50034, "the name of a user of this directory", values);
  if (tenant !== undefined && user.tenantId !== tenant.id)
    refuse(50020, "a user of this tenant, or one invited to it", values);
  return user;
}

/** Password first, then the account: who does not know the password learns nothing about it. */
export function checkPassword(user: EntraUser, password: string): void {
  if (user.password !== password) refuse(50126, "the user's password");
  switch (user.state) {
    case "disabled":
      return refuse(50057, "a user who is not disabled");
    case "locked":
      return refuse(50053, "a user who is not locked out");
    case "password-expired":
      return refuse(50055, "a user whose password has not run out");
    case "must-enroll-mfa":
      return refuse(50079, "a user who has registered a second factor");
    case undefined:
      return;
  }
}

/** "Assignment required", of the application that asks and of the one it asks for. */
export function checkAssignment(user: EntraUser, ...apps: readonly EntraApp[]): void {
  for (const { assignmentRequired, assigned, name, clientId } of apps) {
    if (assignmentRequired && !assigned.includes(user.username))
      refuse(50105, `a user who is assigned to ${name}`, { app: clientId, user: user.username });
  }
}

/** What Conditional Access says about this sign-in and these applications. */
export function checkPolicies(exchange: EntraExchange, signIn: SignIn, ...apps: readonly EntraApp[]): void {
  for (const policy of exchange.state.policies) {
    if (concerns(policy, signIn.user, apps)) checkPolicy(exchange, policy, signIn);
  }
}

/** Is the one thing wanting a second factor, which the page can ask for? */
export function wantsMfa({ state }: EntraExchange, user: EntraUser, ...apps: readonly EntraApp[]): boolean {
  return state.policies.some((policy) => policy.requires === "mfa" && concerns(policy, user, apps));
}

function concerns({ users, apps: guarded }: EntraPolicyOption, user: EntraUser, apps: readonly EntraApp[]): boolean {
  const isHers = users === undefined || users.some((name) => name.toLowerCase() === user.username.toLowerCase());
  return isHers && (guarded === undefined || apps.some(({ name }) => guarded.includes(name)));
}

function checkPolicy({ nowMs }: EntraExchange, policy: EntraPolicyOption, signIn: SignIn): void {
  switch (policy.requires) {
    case "mfa":
      return signIn.hasMfa ? undefined : refuse(50076, "a sign-in with a second factor");
    case "compliant-device":
      return refuse(53000, "a compliant device, or another policy");
    case "joined-device":
      return refuse(53001, "a device that has joined the domain, or another policy");
    case "no-access":
      return refuse(53003, "another policy");
    case "sign-in-frequency": {
      const maxMs = (policy.hours ?? 0) * 3_600_000;
      const values = { issued: new Date(signIn.atMs).toISOString(), lifetime: String(maxMs / 1000) };
      return nowMs - signIn.atMs <= maxMs ? undefined : refuse(70043, "a newer sign-in", values);
    }
  }
}
