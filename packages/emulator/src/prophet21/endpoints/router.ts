import { json, redirect, refusing, runSteps, xml, type Answer } from "../../http/answer.ts";
import { element } from "../../http/xml.ts";
import { checkBearer } from "../check-bearer.ts";
import { checkPathScope } from "../check-scope.ts";
import { middlewareError, wantsJson } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";

/** `GET /api/ui/router/v1/?urlType=external`: where the UI server lives. */
export function router(exchange: Prophet21Exchange): Answer {
  return runSteps([redirectToSlash, checkBearer, checkPathScope, refuseOtherVerbs, giveUrl], exchange);
}

/** Without the slash: 307 before anybody looks at the token (observed on 25.2 and 26.1). Some clients lose the bearer on the way. */
function redirectToSlash({ address, call, switches }: Prophet21Exchange): Answer | undefined {
  if (address.kind !== "router" || address.slashed || switches.router307 === false) return undefined;
  const query = call.query === "" ? "" : `?${call.query}`;
  return refusing(
    redirect("prophet21.router.slash", 307, `${originFor(call.origin, switches)}${call.path}/${query}`),
    "the same address with a slash before the query",
  );
}

/** The same server by another name: what a program must not carry a bearer to. */
function originFor(origin: string, { router307 }: Prophet21Exchange["switches"]): string {
  if (router307 !== "cross-origin") return origin;
  const url = new URL(origin);
  url.hostname = url.hostname === "localhost" ? "127.0.0.1" : "localhost";
  return url.origin;
}

function refuseOtherVerbs({ call }: Prophet21Exchange): Answer | undefined {
  if (call.method === "GET") return undefined;
  return refusing(
    middlewareError(call, "prophet21.router.verb", 405, {
      message: "The requested resource does not support http method.",
    }),
    "GET",
  );
}

function giveUrl({ call }: Prophet21Exchange): Answer {
  const url = `${call.origin}/uiserver0`;
  if (wantsJson(call)) return json("prophet21.router", { Url: url });
  return xml("prophet21.router", `<RouterInfo>${element("Url", url)}</RouterInfo>`);
}
