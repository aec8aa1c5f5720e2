import { html, redirect, type Answer } from "../../http/answer.ts";
import type { KineticExchange } from "../exchange.ts";

/** `{base}/api/help…` goes to `{base}/apps/resthelp/` by default on newer servers (documented); older ones answer in place. */
export function help({ call, switches, state }: KineticExchange): Answer {
  const isOldAddress = /\/api\/help/i.test(call.path);
  if (!isOldAddress || switches.version === "10.2") return html("kinetic.help", "REST API Help", 200);
  return redirect("kinetic.help.moved", 302, `${call.origin}/${state.instance}/apps/resthelp/`);
}
