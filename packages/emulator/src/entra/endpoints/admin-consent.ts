import { redirect, type Answer } from "../../http/answer.ts";
import { markup } from "../../http/markup.ts";
import type { EntraExchange } from "../exchange.ts";
import { tenantOf } from "../exchange.ts";
import { giveAdminConsent } from "../grant-permissions.ts";
import { page } from "../pages/layout.ts";
import { readReturnAddress } from "../read-authorization.ts";

/** `/{tenant}/adminconsent`: whoever opens it is taken for an administrator, and the application has its consent. */
export function adminConsent(exchange: EntraExchange): Answer {
  const { app, redirectUri, state } = readReturnAddress(exchange);
  giveAdminConsent(exchange, app);
  const target = new URL(redirectUri);
  target.searchParams.set("admin_consent", "True");
  target.searchParams.set("tenant", tenantOf(exchange)?.id ?? app.tenantId);
  if (state !== undefined) target.searchParams.set("state", state);
  return redirect("entra.admin-consent", 302, target.href);
}

/** `/{tenant}/oauth2/v2.0/logout`: the browser's sign-in ends, and it goes where it was told to, if that is registered. */
export function logout(exchange: EntraExchange): Answer {
  const cookie = /(?:^|;\s*)ESTSAUTH=([^;]+)/.exec(exchange.call.headers["cookie"] ?? "")?.[1];
  if (cookie !== undefined) exchange.state.browserSessions.delete(cookie);
  const target = exchange.form.get("post_logout_redirect_uri");
  const isRegistered = exchange.state.apps.some((app) =>
    Object.values(app.redirectUris)
      .flat()
      .includes(target ?? ""),
  );
  if (target !== null && isRegistered) return redirect("entra.logout", 302, target);
  return page(
    "entra.logout",
    "You signed out of your account",
    markup`<p>It's a good idea to close all browser windows.</p>`,
  );
}
