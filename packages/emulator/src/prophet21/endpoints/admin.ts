import { html, refusing, type Answer } from "../../http/answer.ts";
import { formActs, type FormAct } from "../admin/form-acts.ts";
import { consolePage } from "../admin/page/console-page.ts";
import { homePage } from "../admin/page/home-page.ts";
import type { Frame } from "../admin/page/layout.ts";
import { loginPage } from "../admin/page/login-page.ts";
import { rolesPage } from "../admin/page/roles-page.ts";
import { usersPage } from "../admin/page/users-page.ts";
import type { Prophet21Admin } from "../admin/prophet21-admin.ts";
import {
  adminSessionOf,
  endAdminSession,
  isSameOrigin,
  startAdminSession,
  type AdminSession,
} from "../admin/session.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { signIn } from "../users.ts";

/** `/api/admin`: SOA Admin as a plain page. Forms post, pages follow; no script anywhere. */
export function admin(exchange: Prophet21Exchange, path: string, administration: Prophet21Admin): Answer {
  const { call, state, surroundings } = exchange;
  if (call.method === "POST" && !isSameOrigin(call)) return foreignForm();
  if (path === "login" && call.method === "POST") return logIn(exchange);
  const session = adminSessionOf(call, state, surroundings.clock.now());
  if (session === undefined)
    return loginPage("prophet21.admin.login", call.method === "GET" ? undefined : "Sign in first.");
  exchange.findings.principal = session.username;
  if (call.method === "GET") return show(path, administration, session);
  if (call.method === "POST") return submit(exchange, path, administration, session);
  return refusing(html("prophet21.admin.verb", "405 - Method not allowed.", 405), "GET or POST");
}

/** Right credentials are not enough: Access to SOA Admin Page must be Yes, and the page does not say so (official). */
function logIn(exchange: Prophet21Exchange): Answer {
  const { call, state, switches, surroundings } = exchange;
  const fields = new URLSearchParams(call.body);
  const given = { username: fields.get("username") ?? "", password: fields.get("password") ?? "" };
  const user = signIn(state.users, given, switches);
  if (user?.accessToSoaAdminPage === true) {
    exchange.findings.principal = user.username;
    const cookie = startAdminSession(state, user.username, surroundings.clock.now());
    return seeOther("prophet21.admin.signed-in", "/api/admin/", cookie);
  }
  const rule = user === undefined ? "prophet21.admin.password" : "prophet21.admin.no-access";
  const wanted =
    user === undefined ? "a user's name and password" : `Access to SOA Admin Page = Yes for ${user.username}`;
  return refusing(loginPage(rule, "The user name or password is incorrect."), wanted);
}

function show(path: string, administration: Prophet21Admin, session: AdminSession): Answer {
  const frame = frameOf(session);
  session.note = undefined;
  return pageOf(path, administration, frame) ?? html("prophet21.admin.page", "404 - File or directory not found.", 404);
}

function pageOf(path: string, administration: Prophet21Admin, frame: Frame, status?: number): Answer | undefined {
  switch (path) {
    case "":
      return homePage(administration, frame);
    case "console":
      return consolePage(administration, frame, status);
    case "users":
      return usersPage(administration, frame, status);
    case "roles":
      return rolesPage(administration, frame, status);
    default:
      return undefined;
  }
}

function submit(
  exchange: Prophet21Exchange,
  path: string,
  administration: Prophet21Admin,
  session: AdminSession,
): Answer {
  const fields = new URLSearchParams(exchange.call.body);
  if (fields.get("formToken") !== session.formToken) return foreignForm();
  if (path === "logout")
    return seeOther("prophet21.admin.signed-out", "/api/admin/", endAdminSession(exchange.call, exchange.state));
  const act = formActs.get(path);
  if (act === undefined) return html("prophet21.admin.page", "404 - File or directory not found.", 404);
  return perform(act, administration, session, fields);
}

/** What a form cannot do is shown on its own page, with all that is wrong; nothing has changed then. */
function perform(act: FormAct, administration: Prophet21Admin, session: AdminSession, fields: URLSearchParams): Answer {
  try {
    session.note = act.run(administration, fields);
    return seeOther("prophet21.admin.done", `/api/admin/${act.next}`);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const shown = pageOf(act.next, administration, { ...frameOf(session), fault: error.message }, 400);
    if (shown === undefined) throw error;
    return { ...shown, rule: "prophet21.admin.refused" };
  }
}

function frameOf({ username, formToken, note }: AdminSession): Frame {
  return { username, formToken, note, fault: undefined };
}

/** A form of another site, or one that was left open while somebody signed in anew. */
function foreignForm(): Answer {
  return refusing(
    html("prophet21.admin.foreign-form", "403 - Forbidden.", 403),
    "a form of these pages, posted from them, with the token that they carry",
  );
}

/** After a form comes a page that can be loaded again without posting again. */
function seeOther(rule: string, location: string, cookie?: string): Answer {
  const headers = { location, "cache-control": "no-store", ...(cookie === undefined ? {} : { "set-cookie": cookie }) };
  return { status: 303, headers, body: "", rule };
}
