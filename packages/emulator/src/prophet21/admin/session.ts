import { randomBytes } from "node:crypto";
import type { Call } from "../../http/call.ts";
import type { Prophet21State } from "../state.ts";
import { isLive } from "../users.ts";

/** Somebody signed in at the admin page. */
export interface AdminSession {
  readonly username: string;
  /** What a form must carry, so that no other site can post in this person's name. */
  readonly formToken: string;
  /** Epoch milliseconds, moved on by use. */
  expiresAtMs: number;
  /** What the last form came to, for the page after it. */
  note: string | undefined;
}

const COOKIE = "P21SoaAdmin";
const IDLE_MS = 20 * 60_000;

/**
 * Signs somebody in and returns the cookie. Its value comes from the system's own source of chance: everything else here
 * follows from the seed, which is public, and a session that can be computed is none.
 */
export function startAdminSession({ adminSessions }: Prophet21State, username: string, nowMs: number): string {
  for (const [id, { expiresAtMs }] of adminSessions) if (expiresAtMs <= nowMs) adminSessions.delete(id);
  const id = randomBytes(24).toString("base64url");
  const formToken = randomBytes(24).toString("base64url");
  adminSessions.set(id, { username, formToken, expiresAtMs: nowMs + IDLE_MS, note: undefined });
  return `${COOKIE}=${id}; Path=/api/admin; HttpOnly; SameSite=Strict`;
}

/** The session of a request's cookie, as long as its user may see the page. */
export function adminSessionOf(call: Call, state: Prophet21State, nowMs: number): AdminSession | undefined {
  const session = state.adminSessions.get(cookieOf(call) ?? "");
  if (session === undefined || session.expiresAtMs <= nowMs) return undefined;
  const user = state.users.find(({ username }) => username === session.username);
  if (user === undefined || !isLive(user) || !user.accessToSoaAdminPage) return undefined;
  session.expiresAtMs = nowMs + IDLE_MS;
  return session;
}

/** Signs out, and returns the cookie that says so. */
export function endAdminSession(call: Call, { adminSessions }: Prophet21State): string {
  adminSessions.delete(cookieOf(call) ?? "");
  return `${COOKIE}=; Path=/api/admin; HttpOnly; SameSite=Strict; Max-Age=0`;
}

function cookieOf({ headers }: Call): string | undefined {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(headers["cookie"] ?? "")?.[1];
}

/**
 * Does the post come from one of these pages? Browsers say where a form stands; a program that says nothing has the cookie
 * because somebody gave it to it.
 */
export function isSameOrigin({ headers, origin }: Call): boolean {
  const from = headers["origin"];
  if (from !== undefined) return from === origin;
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}
