import type { Evidence } from "../evidence/evidence.ts";
import { failures, inWords, isProphet21, refused } from "./calls.ts";
import { grantOf, scopeInPlay, tableOf } from "./prophet21-scope-of.ts";
import { said, surest, when, type Rule, type Sighting } from "./rule.ts";

/** The sentence that Prophet 21 uses for a missing permission and for a missing scope alike (observed on 26.1.5950.0). */
export const NOT_AUTHORIZED: RegExp = /not authori[sz]ed to access (?:the )?API/i;

function notPermitted(evidence: Evidence): Sighting | undefined {
  const text = said(evidence.trouble, NOT_AUTHORIZED, 0.6);
  if (text === undefined) return undefined;
  const call = failures(evidence).find((each) => isProphet21(each) && refused(each));
  const scope = scopeInPlay(evidence, call);
  const seen = call === undefined ? text.seen : [...text.seen, inWords(call)];
  if (scope === "") return { confidence: 0.95, seen: [...seen, "the token's aud is empty: a user's token"] };
  if (scope !== undefined) return undefined;
  const grant = grantOf(evidence);
  if (grant === "user")
    return { confidence: 0.88, seen: [...seen, "the token was fetched with a user name and password"] };
  return {
    confidence: grant === "key" ? 0.45 : call !== undefined && tableOf(call.request.path) === undefined ? 0.5 : 0.6,
    seen: [...seen, "the token's aud is not shown"],
  };
}

export const prophet21Permission: readonly Rule[] = [
  { id: "prophet21/odata-permission-denied", look: notPermitted },
  {
    id: "prophet21/window-permission",
    look: ({ trouble, business }) =>
      surest(
        said(`${trouble} ${business}`, /cannot open (?:the )?window\b[^{}]{0,120}/i, 0.94),
        when(
          /\bwindow\b/i.test(trouble) && /not available or user\b[^.]{0,60}\bpermission/i.test(trouble),
          0.85,
          "a window is not available, or the user may not open it",
        ),
      ),
  },
];
