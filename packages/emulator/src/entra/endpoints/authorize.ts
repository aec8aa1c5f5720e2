import type { Answer } from "../../http/answer.ts";
import { markup } from "../../http/markup.ts";
import { checkPolicies } from "../check-user.ts";
import type { EntraExchange } from "../exchange.ts";
import { delegatedPermissions, giveConsent, type MissingConsent } from "../grant-permissions.ts";
import { giveCode } from "../give-code.ts";
import { hidden, page, withCookie } from "../pages/layout.ts";
import { knownSession, signInOnPage, type Visited } from "../pages/sign-in.ts";
import { readAuthorization, readReturnAddress, type Authorization, type ReturnAddress } from "../read-authorization.ts";
import { refusalMembers } from "../refusal-answer.ts";
import { Refusal, refuse } from "../refusal.ts";

/** `GET /{tenant}/oauth2/v2.0/authorize`: a page, or the way back to the application. */
export function authorize(exchange: EntraExchange, fault?: Refusal): Answer {
  return answered(exchange, fault, exchange.call.query);
}

/** Where the pages send what was typed into them; the request they are about comes along in the form. */
export function login(exchange: EntraExchange): Answer {
  const query = exchange.form.get("request") ?? "";
  const form = new URLSearchParams(query);
  const typed = ["loginfmt", "passwd", "session", "mfa", "consent"];
  for (const name of typed) {
    form.delete(name);
    const value = exchange.form.get(name);
    if (value !== null) form.set(name, value);
  }
  const version = exchange.form.get("version") === "1" ? 1 : 2;
  return answered({ ...exchange, form, version }, undefined, query);
}

function answered(exchange: EntraExchange, fault: Refusal | undefined, query: string): Answer {
  const address = readReturnAddress(exchange);
  try {
    if (fault !== undefined) throw fault;
    return interact(exchange, readAuthorization(exchange, address), query);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // What only concerns the person stays on the page, unless the application asked for no page at all
    const isSilent = exchange.form.get("prompt") === "none";
    if (ON_PAGE.includes(error.code) && !isSilent) throw error;
    return goBackRefused(exchange, address, error);
  }
}

/** Refusals that the real service shows and does not send on. */
const ON_PAGE: readonly number[] = [50020, 50034, 50105, 53000, 53001, 53003, 530032, 90094, 90095];

function interact(exchange: EntraExchange, authorization: Authorization, query: string): Answer {
  const { app, requested, prompt } = authorization;
  const carried = { request: query, version: String(exchange.version) };
  const visited =
    prompt === "none"
      ? silent(exchange)
      : signInOnPage(exchange, {
          ...authorization,
          action: `/${exchange.tenantName}/login`,
          carried,
          apps: [requested.resource],
          isFresh: prompt === "login" || prompt === "select_account",
        });
  if ("page" in visited) return visited.page;
  const { signIn, sessionId } = visited;
  checkPolicies(exchange, signIn, requested.resource);
  const { permissions, missing } = delegatedPermissions(exchange, app, signIn.user, requested);
  const asked = missing ?? (prompt === "consent" ? { permissions, isAdminOnly: false } : undefined);
  if (asked === undefined) return goBack(exchange, authorization, visited);
  if (asked.isAdminOnly) refuse(90094, "an administrator's consent", { resource: requested.resource.name });
  switch (exchange.form.get("consent")) {
    case "accept":
      giveConsent(exchange, app, signIn.user, requested.resource, asked.permissions);
      return goBack(exchange, authorization, visited);
    case "decline":
      return refuse(65004, "a user who agrees");
    case null:
    default:
      if (prompt === "none") refuse(65001, "consent given before", { app: app.clientId, name: app.name });
      return consentPage(exchange, authorization, { ...carried, session: sessionId }, asked);
  }
}

/** Without a page only a browser that is signed in already gets through. */
function silent(exchange: EntraExchange): Visited {
  return knownSession(exchange, { isFresh: false }) ?? refuse(50058, "a browser with a sign-in");
}

function goBack(
  exchange: EntraExchange,
  authorization: Authorization,
  { signIn, sessionId }: Extract<Visited, { readonly sessionId: string }>,
): Answer {
  const values = giveCode(exchange, authorization, signIn);
  return withCookie(exchange, sessionId, returned("entra.authorize.code", authorization, values));
}

function goBackRefused(exchange: EntraExchange, address: ReturnAddress, refusal: Refusal): Answer {
  const { error, error_description, suberror } = refusalMembers(exchange, refusal);
  const values = {
    error,
    error_description,
    ...(typeof suberror === "string" ? { error_subcode: suberror } : {}),
    ...(address.state === undefined ? {} : { state: address.state }),
  };
  return { ...returned(`entra.aadsts.${refusal.code}`, address, values), wouldAccept: refusal.wouldAccept };
}

/** The way back. An address without a path gets its slash in query and fragment (official). */
function returned(
  rule: string,
  { redirectUri, mode }: ReturnAddress,
  values: Readonly<Record<string, string>>,
): Answer {
  if (mode === "form_post") return postPage(rule, redirectUri, values);
  const target = new URL(redirectUri);
  const text = new URLSearchParams(values).toString();
  if (mode === "fragment") target.hash = text;
  else for (const [name, value] of Object.entries(values)) target.searchParams.append(name, value);
  return { status: 302, headers: { location: target.href, "cache-control": "no-store" }, body: "", rule };
}

function postPage(rule: string, action: string, values: Readonly<Record<string, string>>): Answer {
  return page(
    rule,
    "Working...",
    markup`<form method="post" action="${action}">${hidden(values)}
<noscript><p>Script is disabled. Continue by hand.</p><button>Continue</button></noscript></form>
<script>document.forms[0].submit();</script>`,
  );
}

function consentPage(
  exchange: EntraExchange,
  { app, requested }: Authorization,
  carried: Readonly<Record<string, string>>,
  { permissions }: MissingConsent,
): Answer {
  const wanted = permissions.map((name) => markup`<li>${name} of ${requested.resource.name}</li>`);
  const body = markup`<p>${app.name} wants to:</p><ul>${wanted}</ul>
<form method="post" action="/${exchange.tenantName}/login">${hidden(carried)}
<button id="accept" name="consent" value="accept">Accept</button><button id="decline" name="consent" value="decline">Cancel</button></form>`;
  return withCookie(exchange, carried["session"] ?? "", page("entra.page.consent", "Permissions requested", body));
}
