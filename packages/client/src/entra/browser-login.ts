import { ErpgateError } from "../errors.ts";
import { beginLogin } from "./begin-login.ts";
import type { EntraClient } from "./entra-client.ts";
import { askWithCode } from "./flows.ts";
import { openLoopback } from "./loopback.ts";
import { openBrowser } from "./open-browser.ts";
import type { EntraApp, EntraSignInOptions } from "./options.ts";
import { readCallback } from "./read-callback.ts";
import type { Granted } from "./read-granted.ts";

/** How long a person may take. */
const SIGN_IN_MS = 300_000;

/** Has a user sign in with the browser of this computer. */
export async function browserLogin(
  client: EntraClient,
  app: EntraApp & EntraSignInOptions,
  signal: AbortSignal,
): Promise<Granted> {
  const responseMode = app.responseMode ?? "form_post";
  const limitMs = app.signInTimeoutMs ?? SIGN_IN_MS;
  await using loopback = await openLoopback(app.redirectUri ?? "http://localhost", responseMode);
  const { redirectUri } = loopback;
  const { url, pending } = await beginLogin(app, { ...app, redirectUri, responseMode });
  using limit = timeLimit(limitMs, signal);
  const answer = loopback.answer(pending.state, limit.signal);
  // Whoever opens the browser may fail before anybody waits for the answer.
  answer.catch(() => undefined);
  await (app.openBrowser ?? openBrowser)(url);
  const code = readCallback(await answer, pending.state);
  return askWithCode(client, app, { ...pending, code }, signal);
}

function timeLimit(limitMs: number, signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const limit = new AbortController();
  const late = new ErpgateError("TOKEN_SIGN_IN_TIMED_OUT", `nobody finished the login within ${limitMs} ms`);
  const timer = setTimeout(() => limit.abort(late), limitMs);
  return { signal: AbortSignal.any([limit.signal, signal]), [Symbol.dispose]: () => clearTimeout(timer) };
}
