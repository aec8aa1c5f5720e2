import type { Answer } from "../http/answer.ts";
import { issueAccessToken, issueIdToken, randomText, type IssuedToken, type TokenOrder } from "./issue-token.ts";
import type { EntraExchange } from "./exchange.ts";
import type { RequestedScope } from "./read-scope.ts";
import { programHeaders } from "./refusal-answer.ts";
import type { Platform, SignIn } from "./state.ts";

/** Tokens for a signed-in user. */
export interface UserOrder extends TokenOrder {
  readonly user: NonNullable<TokenOrder["user"]>;
  readonly platform: Platform;
  /** The scope as it was granted, kept for the refresh token. */
  readonly scope: string;
  readonly nonce: string | undefined;
  /** A single-page application's day does not begin anew when its token is exchanged. */
  readonly spaSinceMs?: number;
}

export function answerApplicationToken(exchange: EntraExchange, order: TokenOrder): Answer {
  return answer(exchange, timeMembers(exchange, order, issueAccessToken(exchange, order)));
}

export function answerUserTokens(exchange: EntraExchange, order: UserOrder): Answer {
  const { openId } = order.requested;
  const { signIn } = order.user;
  exchange.findings.principal = signIn.user.username;
  const issued = issueAccessToken(exchange, order);
  const refresh = openId.includes("offline_access") ? { refresh_token: keepRefreshToken(exchange, order) } : {};
  const id = openId.includes("openid") ? { id_token: issueIdToken(exchange, order, signIn, order.nonce) } : {};
  return answer(exchange, {
    ...timeMembers(exchange, order, issued, grantedScope(order.requested, order.user.permissions)),
    ...refresh,
    ...id,
    ...clientInfo(exchange, signIn),
  });
}

function answer(exchange: EntraExchange, members: Readonly<Record<string, unknown>>): Answer {
  const rule = `entra.token.${exchange.form.get("grant_type")?.split(":").at(-1)?.replaceAll("_", "-") ?? "given"}`;
  return { status: 200, headers: programHeaders(exchange), body: JSON.stringify(members), rule };
}

/** v1.0 writes numbers as texts, and tells the times in full. */
function timeMembers(
  { version, nowMs, switches }: EntraExchange,
  { requested }: TokenOrder,
  { token, lifetimeSeconds }: IssuedToken,
  scope?: string,
): Readonly<Record<string, unknown>> {
  // One second less than the token says, as in the field
  const seconds = lifetimeSeconds - 1;
  const refreshIn = switches.refreshIn ? { refresh_in: Math.floor(seconds / 2) } : {};
  const scopes = scope === undefined ? {} : { scope };
  if (version === 2)
    return {
      token_type: "Bearer",
      ...scopes,
      expires_in: seconds,
      ext_expires_in: seconds,
      ...refreshIn,
      access_token: token,
    };
  const nowSeconds = Math.floor(nowMs / 1000);
  return {
    token_type: "Bearer",
    ...scopes,
    expires_in: String(seconds),
    ext_expires_in: String(seconds),
    expires_on: String(nowSeconds + lifetimeSeconds),
    not_before: String(nowSeconds),
    resource: requested.named,
    access_token: token,
  };
}

function grantedScope({ named, isDefault, openId }: RequestedScope, permissions: readonly string[]): string {
  const names = isDefault ? [...permissions, ".default"] : permissions;
  const shown = openId.filter((scope) => scope !== "offline_access");
  return [...shown, ...names.map((name) => `${named}/${name}`)].join(" ");
}

function keepRefreshToken(exchange: EntraExchange, order: UserOrder): string {
  const { nowMs, state } = exchange;
  const token = `1.A${randomText(exchange, 90)}`;
  const { app, tenant, user, scope, platform, nonce, spaSinceMs } = order;
  const issuedAtMs = platform === "spa" ? (spaSinceMs ?? nowMs) : nowMs;
  const grant = { signIn: user.signIn, clientId: app.clientId, tenantId: tenant.id, scope, platform, nonce };
  state.refreshTokens.set(token, { ...grant, issuedAtMs });
  dropOldest(state.refreshTokens);
  return token;
}

/** An emulator left running for a week must not fill the memory. */
const MOST_KEPT = 50_000;

export function dropOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.size > MOST_KEPT ? kept.keys() : [];
  if (oldest !== undefined) kept.delete(oldest);
}

/** Who signed in, for Microsoft's own libraries. */
function clientInfo({ form, switches }: EntraExchange, { user }: SignIn): Readonly<Record<string, string>> {
  if (switches.clientInfo === "never" || form.get("client_info") !== "1") return {};
  const text = JSON.stringify({ uid: user.oid, utid: user.tenantId });
  return { client_info: Buffer.from(text, "utf8").toString("base64url") };
}
