import type { Answer } from "../../../http/answer.ts";
import { passwordField, textField } from "./fields.ts";
import { page } from "./layout.ts";
import { markup } from "../../../http/markup.ts";

/** The login form. A refusal looks the same whatever its reason: P21 does not say that it is Access to SOA Admin Page (official). */
export function loginPage(rule: string, fault?: string): Answer {
  const body = markup`<h1>SOA Admin</h1>
${fault === undefined ? undefined : markup`<p class="fault" role="alert">${fault}</p>`}
<form method="post" action="/api/admin/login"><fieldset>${textField("User name", "username")}
${passwordField("Password", "password", "current-password")}<button>Sign in</button></fieldset></form>
<p><small>An emulated Prophet 21. Its users and passwords were printed when it was started.</small></p>`;
  return page(rule, "Sign in", body, fault === undefined ? 200 : 401);
}
