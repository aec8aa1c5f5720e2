import { isObject } from "../../evidence/read-json.ts";
import { advice, known } from "../blame.ts";
import type { Outcome, Trouble } from "../examination.ts";
import { day, span } from "../span.ts";
import type { Sent } from "../wire/sent.ts";
import { jsonOf } from "./kinetic-call.ts";

/** A row of UserFile (columns: official, from the server's own description). */
export type Account = Readonly<Record<string, unknown>>;

/** Warned of this long before: time enough for a change that somebody else has to make. */
const SOON_MS = 14 * 86_400_000;

/** The caller's row of a `GetUserFile` answer. */
export function accountOf(sent: Sent): Account | undefined {
  const answer = jsonOf(sent);
  const table = isObject(answer) && isObject(answer["returnObj"]) ? answer["returnObj"]["UserFile"] : undefined;
  const row: unknown = Array.isArray(table) ? table[0] : undefined;
  return isObject(row) ? row : undefined;
}

/** The caller's user id, as the ERP writes it. */
export const userOf = (account: Account): string => text(account, "UserID");

/** The companies that the account may enter: `EPIC06~EPIC07`. */
export function companiesOf(account: Account | undefined): readonly string[] {
  return text(account, "CompList")
    .split("~")
    .filter((each) => each !== "");
}

function text(account: Account | undefined, name: string): string {
  const value = account?.[name];
  return typeof value === "string" ? value : "";
}

/** What is to be heeded about an account that gets in today. */
export function judgeAccount(
  account: Account,
  plant: string | undefined,
  company: string | undefined,
  nowMs: number,
): Outcome {
  const user = userOf(account);
  const troubles = [
    ...unusable(account),
    ...passwordAge(account, nowMs),
    ...(account["SecurityMgr"] === true ? [securityManager(user)] : []),
    ...otherCompany(account, company),
    ...(plant === "" ? [known("kinetic/default-site-missing", "the session has no plant")] : []),
  ];
  const hints =
    account["IntegrationAccount"] === false
      ? [
          `${user} is not flagged as an integration account: a person's own account stops working when the person leaves`,
        ]
      : [];
  const details = [
    `companies: ${companiesOf(account).join(", ") || "not told"}`,
    `plant: ${plant === undefined || plant === "" ? "not told" : plant}`,
    `external identity: ${text(account, "ExternalIdentity") === "" ? "none" : "set"}`,
  ];
  const [first] = troubles;
  return first === undefined
    ? { verdict: "ok", summary: `${user}: ${passwordNote(account)}`, advice: hints, details }
    : { verdict: "warn", summary: first.title, troubles, advice: hints, details };
}

/** Read through a token that outlives the state it was made in. */
function unusable(account: Account): Trouble[] {
  const isLocked = account["LockedOut"] === true;
  const isDisabled = account["UserDisabled"] === true;
  const hasExpired = account["ExpirePassword"] === true;
  const seen = [
    ...(isDisabled ? ["UserDisabled is ticked"] : []),
    ...(isLocked ? ["LockedOut is ticked"] : []),
    ...(hasExpired ? ["the password must be changed at the next sign-in"] : []),
  ];
  return seen.length === 0 ? [] : [known("kinetic/account-unusable", ...seen)];
}

function passwordAge(account: Account, nowMs: number): Trouble[] {
  const endsAtMs = Date.parse(`${text(account, "PwdExpires").slice(0, 19)}Z`);
  if (Number.isNaN(endsAtMs) || endsAtMs - nowMs > SOON_MS) return [];
  if (endsAtMs <= nowMs) return [known("kinetic/account-unusable", `the password ran out on ${day(endsAtMs)}`)];
  return [
    advice(
      `The password runs out in ${span(endsAtMs - nowMs)}`,
      "The account's password has an end, and every call with it is refused from then on, with the same words as for a wrong password.",
      [
        "Give the integration an account whose password does not run out (User Account Security Maintenance), and change it on your own schedule.",
        "Or set a new password now, in Kinetic and where this connection's secret is kept.",
      ],
      `PwdExpires is ${day(endsAtMs)}`,
    ),
  ];
}

const passwordNote = (account: Account): string =>
  text(account, "PwdExpires") === ""
    ? "in order, its password has no end"
    : `in order, its password is good until ${text(account, "PwdExpires").slice(0, 10)}`;

function securityManager(user: string): Trouble {
  return advice(
    `${user} is a security manager`,
    "An integration needs the methods it calls and no more. A security manager may change users, keys and rights, and so may whoever gets hold of this connection's secret.",
    [
      "Give the integration an account of its own, with rights to its services and methods alone, and clear Security Manager on it.",
    ],
    "SecurityMgr is ticked",
  );
}

function otherCompany(account: Account, company: string | undefined): Trouble[] {
  const companies = companiesOf(account);
  if (company === undefined || companies.length === 0) return [];
  if (companies.some((each) => each.toLowerCase() === company.toLowerCase())) return [];
  return [
    known(
      "kinetic/company-access-denied",
      `the account's companies are ${companies.join(", ")}, and the connection's is ${company}`,
    ),
  ];
}
