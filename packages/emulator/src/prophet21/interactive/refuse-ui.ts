import { json, refusing, xml, type Answer } from "../../http/answer.ts";
import type { Call } from "../../http/call.ts";
import { elements } from "../../http/xml.ts";
import { wantsJson } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";

/** The UI server's errors about sessions have one member only (observed). */
export function uiError(call: Call, rule: string, status: number, message: string): Answer {
  const members = { ErrorMessage: message };
  return wantsJson(call)
    ? json(rule, members, status)
    : xml(rule, `<ResourceError>${elements(members)}</ResourceError>`, status);
}

/** No session of this token that could be used: none, another token's, or one that lay idle too long. */
export function refuseUiSession({ call }: Prophet21Exchange): Answer {
  return refusing(
    uiError(call, "prophet21.interactive.owner", 400, "Invalid session"),
    "the token that opened the session, while it is in use",
  );
}
