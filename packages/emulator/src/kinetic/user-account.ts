import type { Row } from "../odata/table.ts";
import type { KineticUserOption } from "./options.ts";
import type { KineticState, KineticUser } from "./state.ts";

/** Why an account may not sign in. Nothing in the answer tells them apart from a wrong password. */
export type AccountFault = "disabled" | "locked" | "password-expired";

/** What is wrong with an account, whatever way it signs in. */
export function accountFault({ account }: KineticUser, nowMs: number): AccountFault | undefined {
  if (account["UserDisabled"] === true) return "disabled";
  return account["LockedOut"] === true && !hasCome(account["LockedOutUntil"], nowMs) ? "locked" : undefined;
}

/** The same, and a password that has run out: that matters only where the password is presented (inferred). */
export function passwordFault(user: KineticUser, nowMs: number): AccountFault | undefined {
  const { ExpirePassword, PwdExpires } = user.account;
  const hasExpired = ExpirePassword === true || hasCome(PwdExpires, nowMs);
  return accountFault(user, nowMs) ?? (hasExpired ? "password-expired" : undefined);
}

/** The user with this name and password whose account is in order. Failed attempts are counted, and may lock the account. */
export function signInUser(
  { users, lockAfterFailures }: KineticState,
  username: string,
  password: string,
  nowMs: number,
): KineticUser | undefined {
  const user = users.find((candidate) => candidate.username === username);
  if (user === undefined || passwordFault(user, nowMs) !== undefined) return undefined;
  if (user.password === password) {
    Object.assign(user.account, { FailedAttempts: 0, LockedOut: false, LockedOutUntil: null });
    return user;
  }
  const failures = Number(user.account["FailedAttempts"]) + 1;
  user.account["FailedAttempts"] = failures;
  if (lockAfterFailures !== undefined && failures >= lockAfterFailures) user.account["LockedOut"] = true;
  return undefined;
}

/** A user's row of UserFile (columns: official:swagger). The row is the account: what is written there takes effect. */
export function userFileRow(user: KineticUserOption, companies: readonly string[], sysRowId: string): Row {
  const { username, disabled = false, lockedOut = false, lockedOutUntilMs, passwordExpiresAtMs } = user;
  return {
    UserID: username,
    Name: username,
    EMailAddress: `${username}@example.com`,
    CompList: companies.join("~"),
    CurComp: companies[0] ?? "",
    UserDisabled: disabled,
    LockedOut: lockedOut || lockedOutUntilMs !== undefined,
    LockedOutUntil: dateText(lockedOutUntilMs),
    FailedAttempts: 0,
    PwdExpires: dateText(passwordExpiresAtMs),
    PwdExpiresDays: 0,
    PwdGrace: 0,
    ExpirePassword: user.expirePassword ?? false,
    AllowMultipleSessions: true,
    WebUser: true,
    ExternalIdentity: user.externalIdentity ?? `${username}@example.com`,
    DomainName: "",
    GroupList: "",
    IntegrationAccount: user.integrationAccount ?? false,
    SecurityMgr: user.securityManager ?? false,
    SysRowID: sysRowId,
  };
}

/** Dates stand in rows as ISO texts without a zone. */
function dateText(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString().slice(0, 19);
}

function hasCome(date: unknown, nowMs: number): boolean {
  return typeof date === "string" && date !== "" && Date.parse(`${date.slice(0, 19)}Z`) <= nowMs;
}
