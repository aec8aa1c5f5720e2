import { createHash } from "node:crypto";
import type { Answer } from "../../http/answer.ts";
import { markup } from "../../http/markup.ts";
import { checkPassword, findUser, wantsMfa } from "../check-user.ts";
import { dropOldest } from "../answer-tokens.ts";
import type { EntraExchange } from "../exchange.ts";
import { randomText } from "../issue-token.ts";
import { refusalMembers } from "../refusal-answer.ts";
import { Refusal } from "../refusal.ts";
import type { EntraApp, EntraTenant, EntraUser, SignIn } from "../state.ts";
import { faultText, hidden, page, withCookie } from "./layout.ts";

/** Somebody in front of a browser who has to sign in before anything else. */
export interface Visit {
  /** Where the forms go. */
  readonly action: string;
  /** What they carry along. */
  readonly carried: Readonly<Record<string, string>>;
  readonly tenant: EntraTenant | undefined;
  readonly apps: readonly EntraApp[];
  /** A claims challenge asks for more than a password. */
  readonly isChallenged: boolean;
  /** Whoever is signed in already has to do it again. */
  readonly isFresh: boolean;
  readonly hint: string;
}

/** A sign-in that is complete, or the page that still has to be filled in. */
export type Visited = { readonly signIn: SignIn; readonly sessionId: string } | { readonly page: Answer };

/** Name and password, then a second factor where a policy or a challenge wants one. */
export function signInOnPage(exchange: EntraExchange, visit: Visit): Visited {
  const { form } = exchange;
  const known = knownSession(exchange, visit);
  if (known === undefined && !form.has("passwd")) return { page: signInPage(visit, undefined) };
  const session = known ?? trySignIn(exchange, visit);
  if ("page" in session) return session;
  const { user, hasMfa } = session.signIn;
  const isWanted = visit.isChallenged || wantsMfa(exchange, user, ...visit.apps);
  return isWanted && !hasMfa ? secondFactor(exchange, visit, session) : session;
}

type Session = Extract<Visited, { readonly signIn: SignIn }>;

/** The session that the form carries along, or that the browser's cookie names. */
export function knownSession(
  { form, call, state }: EntraExchange,
  { isFresh }: Pick<Visit, "isFresh">,
): Session | undefined {
  const cookie = /(?:^|;\s*)ESTSAUTH=([^;]+)/.exec(call.headers["cookie"] ?? "")?.[1];
  const sessionId = form.get("session") ?? (isFresh ? undefined : cookie);
  const signIn = sessionId === undefined ? undefined : state.browserSessions.get(sessionId);
  const isGood = signIn !== undefined && signIn.user.revokedBeforeMs <= signIn.atMs;
  return sessionId !== undefined && isGood ? { signIn, sessionId } : undefined;
}

function trySignIn(exchange: EntraExchange, visit: Visit): Visited {
  const { form, state, nowMs } = exchange;
  try {
    const user = findUser(exchange, visit.tenant, form.get("loginfmt") ?? "");
    checkPassword(user, form.get("passwd") ?? "");
    const signIn = { user, atMs: nowMs, hasMfa: false };
    const sessionId = randomText(exchange, 40);
    state.browserSessions.set(sessionId, signIn);
    dropOldest(state.browserSessions);
    return { signIn, sessionId };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const hint = form.get("loginfmt") ?? "";
    const shown = { ...signInPage({ ...visit, hint }, refusalMembers(exchange, error).error_description) };
    return { page: { ...shown, rule: `entra.aadsts.${error.code}`, wouldAccept: error.wouldAccept } };
  }
}

function signInPage({ action, carried, hint }: Visit, fault: string | undefined): Answer {
  return page(
    "entra.page.sign-in",
    "Sign in",
    markup`${faultText(fault)}<form method="post" action="${action}">${hidden(carried)}
<label>User name <input name="loginfmt" type="email" required autocomplete="username" value="${hint}"></label>
<label>Password <input name="passwd" type="password" required autocomplete="current-password"></label>
<button id="sign-in">Sign in</button></form>`,
  );
}

/** The number that a phone would show: there is none, so the page tells it. */
function numberOf({ oid }: EntraUser): string {
  return String(createHash("sha256").update(oid).digest().readUInt32LE(0) % 1_000_000).padStart(6, "0");
}

function secondFactor(exchange: EntraExchange, visit: Visit, session: Session): Visited {
  const { user } = session.signIn;
  const given = exchange.form.get("mfa");
  if (given === numberOf(user)) {
    const signIn = { ...session.signIn, hasMfa: true };
    exchange.state.browserSessions.set(session.sessionId, signIn);
    return { ...session, signIn };
  }
  const fault = given === null ? undefined : "That is not the number.";
  const shown = page(
    "entra.page.second-factor",
    "Verify your identity",
    markup`${faultText(fault)}<p>No phone rings here: ${user.username}'s number is <b id="number">${numberOf(user)}</b>.</p>
<form method="post" action="${visit.action}">${hidden({ ...visit.carried, session: session.sessionId })}
<label>Number <input name="mfa" required inputmode="numeric" autocomplete="one-time-code"></label>
<button id="verify">Verify</button></form>`,
  );
  return { page: withCookie(exchange, session.sessionId, shown) };
}
