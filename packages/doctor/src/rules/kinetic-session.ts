import { headerValue } from "../evidence/headers.ts";
import type { Evidence, HttpRequest } from "../evidence/evidence.ts";
import { aboutKinetic, aboutProphet21, callsOf, failures, inWords, isKinetic, succeeded } from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

const MANY_LOGINS = 3;

function notReleased(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence).filter((call) => isKinetic(call) && succeeded(call));
  const logins = calls.filter((call) => /SessionModSvc\/Login\b/i.test(call.request.path));
  const logouts = calls.filter((call) => /SessionModSvc\/Logout\b/i.test(call.request.path));
  const shown = anyOf(logouts, ({ request }) => {
    if (!request.headersKnown) return undefined;
    const info = headerValue(request.headers, "sessioninfo");
    if (namesSession(info) || namesSession(headerValue(request.headers, "license"))) return undefined;
    return {
      confidence: info === undefined ? 0.87 : 0.92,
      seen: [
        info === undefined
          ? "Logout names no session"
          : "SessionInfo of the Logout is not a JSON object with a SessionID",
      ],
    };
  });
  const text = evidence.remarks;
  const piling =
    /\blog ?(?:out|off)\b/i.test(text) &&
    /\b(?:sessions?|licen[sc]es?)\b[^.]{0,80}\b(?:pil(?:e|ing)|still|stay|remain|held|never (?:freed|released)|not (?:freed|released)|keep|accumulat|hang)/i.test(
      text,
    );
  const unended =
    /\b(?:never|not|no|without|forg[oe]t\w*|don't|doesn't|didn't)\b(?: \w+){0,3} log ?-?(?:out|off)\b/i.test(text) &&
    /\b(?:\d+|many|more|all|too many) (?:\w+ )?(?:sessions?|licen[sc]es?)\b|\b(?:sessions?|licen[sc]es?)\b[^.]{0,60}\b(?:\d+|pil|grow|held|left|remain|stay)/i.test(
      text,
    );
  const coded =
    /SessionModSvc\/Login\b/i.test(text) &&
    !/SessionModSvc\/Logout\b/i.test(`${text} ${logouts.length > 0 ? "SessionModSvc/Logout" : ""}`) &&
    /\b\d{2,5} (?:\w+ ){0,2}(?:sessions|licen[sc]es)\b/i.test(text);
  const leaking =
    /\bsessions?\b[^.]{0,60}\b(?:keeps? (?:adding|growing|piling|increasing)|add(?:s|ing)? up|accumulat\w*|pil(?:es?|ing) up|grow(?:s|ing)?)\b|\bleak\w*[^.]{0,20}\bsessions?\b|\b\d{2,5} (?:open|orphaned|stale|idle|abandoned) (?:\w+ )?sessions?\b/i.test(
      text,
    );
  return surest(
    shown,
    when(leaking && aboutKinetic(evidence) && !aboutProphet21(evidence), 0.78, "sessions are opened and not ended"),
    when(coded, 0.82, "Login is called, Logout is not, and sessions are many"),
    when(unended && !aboutProphet21(evidence), 0.8, "sessions are opened and never ended by a Logout"),
    when(logins.length >= MANY_LOGINS && logouts.length === 0, 0.8, `${String(logins.length)} Logins and no Logout`),
    when(piling, 0.8, "sessions or licences stay held after Logout"),
  );
}

function namesSession(header: string | undefined): boolean {
  return header !== undefined && /^\s*\{.*"?SessionID"?\s*:/i.test(header);
}

const isBusinessCall = (request: HttpRequest): boolean =>
  /\/(?:Erp|Ice)\.(?:BO|Proc|Rpt)\.|BaqSvc|\/efx\//i.test(request.path);

function onOrdinaryCall(evidence: Evidence): Sighting | undefined {
  const calls = callsOf(evidence);
  const text = evidence.remarks;
  const prose =
    /\bSessionInfo\b/.test(text) &&
    /\b500\b/.test(text) &&
    /\b(?:without|disabl\w+|drop\w*|delet\w+|unset|unticked|remov\w+|leav\w+ (?:it )?(?:out|off|away)|omit\w*|only with)\b/i.test(
      text,
    );
  const shown = anyOf(failures(evidence), (call) => {
    const hasInfo = headerValue(call.request.headers, "sessioninfo") !== undefined;
    if (call.response.status !== 500 || !hasInfo || !isBusinessCall(call.request)) return undefined;
    const control = calls.some(
      (each) =>
        succeeded(each) &&
        each.request.path === call.request.path &&
        headerValue(each.request.headers, "sessioninfo") === undefined,
    );
    return {
      confidence: control ? 0.95 : 0.85,
      seen: [`${inWords(call)}, with a SessionInfo header`, ...(control ? ["the same call without it works"] : [])],
    };
  });
  return surest(shown, when(prose, 0.82, "calls with SessionInfo end in 500, without it they work"));
}

function gone(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.trouble} ${evidence.business}`;
  const type = said(text, /InvalidSessionException/i, 0.95);
  if (aboutProphet21(evidence) && !aboutKinetic(evidence)) return type;
  const words = said(
    text,
    /\bsession\b[^.{}]{0,60}\b(?:is invalid or has been deleted|has been deleted|no longer (?:valid|exists?)|is (?:invalid|not valid|expired)|not found|(?:has )?(?:expired|timed out))|invalid session\b/i,
    aboutKinetic(evidence) ? 0.86 : 0.6,
  );
  const status = anyOf(failures(evidence), (call) =>
    when(call.response.status === 410 && isKinetic(call), 0.85, inWords(call)),
  );
  return surest(type, words, status);
}

export const kineticSession: readonly Rule[] = [
  { id: "kinetic/license-not-released", yieldsTo: ["kinetic/license-exhausted"], look: notReleased },
  { id: "kinetic/session-invalid", look: gone },
  {
    id: "kinetic/session-header-on-bo-call",
    yieldsTo: ["kinetic/app-pool-identity", "kinetic/session-invalid", "kinetic/default-site-missing"],
    look: onOrdinaryCall,
  },
];
