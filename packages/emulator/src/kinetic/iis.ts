import { html, refusing, type Answer } from "../http/answer.ts";
import type { KineticExchange } from "./exchange.ts";

/**
 * Windows authentication on the IIS application: IIS answers before Kinetic sees the call, so neither Basic nor Bearer is looked
 * at (claimed; the wire form is inferred). The emulator cannot speak Negotiate, so nothing gets in.
 */
export function challengeWindows({ switches }: KineticExchange): Answer | undefined {
  if (!switches.iisWindowsAuth) return undefined;
  const page = html(
    "kinetic.iis.windows-auth",
    "401 - Unauthorized: Access is denied due to invalid credentials.",
    401,
  );
  return refusing(
    { ...page, headers: { ...page.headers, "www-authenticate": "Negotiate, NTLM" } },
    "any login, once Windows authentication is off for this IIS application (the switch iisWindowsAuth)",
  );
}

/** By switch errors lose their bodies to a page of IIS's; status and challenge stay. */
export function asIisPage({ switches }: KineticExchange, answer: Answer): Answer {
  if (!switches.htmlError || answer.status < 400) return answer;
  const page = html(answer.rule, `${answer.status} - The server returned an error.`, answer.status);
  return { ...answer, headers: { ...answer.headers, ...page.headers }, body: page.body };
}
