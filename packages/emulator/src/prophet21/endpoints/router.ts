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
  if (address.kind !== "router" || address.slashed || !switches.router307) return undefined;
  const query = call.query === "" ? "" : `?${call.query}`;
  return refusing(
    redirect("prophet21.router.slash", 307, `${call.origin}${call.path}/${query}`),
    "the same address with a slash before the query",
  );
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
