import { ErpgateError } from "../errors.ts";
import { redact } from "../redact.ts";
import type { Answer } from "./endpoint.ts";

/** Whether a status tells the client to go elsewhere. 300 offers a choice and 304 says "as you have it". */
export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

const isSlashAdded = (from: URL, to: URL): boolean => to.pathname === `${from.pathname}/` && to.origin === from.origin;

/** What the redirect's target says about the mistake, the traps that are known first. */
function trap(fromUrl: string, location: string): string {
  const from = URL.parse(fromUrl);
  const to = URL.parse(location, fromUrl);
  if (!from || !to) return "Its target cannot be read.";
  if (isSlashAdded(from, to)) return "The trailing slash is missing: add it.";
  if (from.protocol === "http:" && to.protocol === "https:") return "The server wants https: change the url option.";
  if (to.host !== from.host) return `It leads to another host, ${JSON.stringify(to.host)}.`;
  if (/log-?in|sign-?in|account|saml|oauth/i.test(to.pathname))
    return "It leads to a login page: this is not the API's address.";
  return `It leads to ${JSON.stringify(redact(to.pathname).slice(0, 200))}.`;
}

/**
 * The error for a redirect. None is followed: Node's fetch, like most clients, would carry `x-api-key`, `username`,
 * `password` and the body of a 307 along to wherever it leads, and .NET's would drop the bearer and get a 401 for it.
 *
 * @param slashFinding the finding where all that was missing is the slash at the end
 */
export function redirectError(method: string, url: string, answer: Answer, slashFinding?: string): ErpgateError {
  const path = redact(url.slice(URL.parse(url)?.origin.length ?? 0).split("?")[0] ?? "");
  const message = `${method} ${path} was answered ${answer.status}, a redirect, which is never followed with a credential.`;
  const location = answer.header("location");
  const [from, to] = [URL.parse(url), URL.parse(location, url)];
  return new ErpgateError("REDIRECT_REFUSED", `${message} ${trap(url, location)}`, {
    status: answer.status,
    finding: from && to && isSlashAdded(from, to) ? slashFinding : undefined,
  });
}
