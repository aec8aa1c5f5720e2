import type { Evidence } from "../evidence/evidence.ts";
import { membersOf } from "../evidence/members.ts";
import { claimText } from "../evidence/tokens.ts";
import { aboutKinetic, aboutProphet21, bearerOf, callsOf, failures } from "./calls.ts";
import { said, type Rule, type Sighting } from "./rule.ts";

const NO_USER = /error (?:retrieving|validating)[ /]*(?:validating|retrieving)? ?(?:the )?user/i;

/** Whom the token speaks for: undefined where nothing shows it, empty for nobody. */
function userInPlay(evidence: Evidence): string | undefined {
  const call = failures(evidence).find((each) => /\/ui\/interactive\/|\/ui\/common\//i.test(each.request.path));
  const own = call === undefined ? undefined : bearerOf(call.request);
  const seen = own ?? evidence.tokens.findLast((token) => "sub" in token.claims);
  if (seen !== undefined && "sub" in seen.claims) return claimText(seen, "sub");
  for (const { request, response } of callsOf(evidence).filter((each) =>
    /\/api\/security\/token/i.test(each.request.path),
  )) {
    const answered = membersOf(response.body).get("username");
    if (answered !== undefined) return answered;
    const asked = membersOf(request.body ?? "");
    if (asked.size > 0) return asked.get("username") ?? "";
  }
  const answer = evidence.exchanges
    .map(({ response }) => membersOf(response?.body ?? "").get("username"))
    .find((name) => name !== undefined);
  return answer ?? membersOf(evidence.remarks).get("username") ?? userInProse(evidence.remarks);
}

function userInProse(text: string): string | undefined {
  if (
    /without (?:a |any )?user ?name|no user ?name|sub(?: claim)? (?:is |was )?(?:empty|blank|"")|user ?name (?:is |was )?(?:empty|blank|"")/i.test(
      text,
    )
  )
    return "";
  return /\b(?:with|as|using|gave|pass(?:ed|ing)?|sent|set) (?:the )?user ?name\b/i.test(text) ? "named" : undefined;
}

function userTrouble(evidence: Evidence, wanted: "none" | "some"): Sighting | undefined {
  const text = said(`${evidence.trouble} ${evidence.business}`, NO_USER, 0.5);
  if (text === undefined) return undefined;
  const user = userInPlay(evidence);
  if (user === undefined) return { ...text, confidence: wanted === "none" ? 0.62 : 0.55 };
  const isNamed = user !== "";
  if (isNamed !== (wanted === "some")) return undefined;
  return { confidence: 0.95, seen: [...text.seen, isNamed ? "the token names a user" : "the token names no user"] };
}

export const prophet21Session: readonly Rule[] = [
  { id: "prophet21/interactive-needs-username", look: (evidence) => userTrouble(evidence, "none") },
  { id: "prophet21/interactive-user-unknown", look: (evidence) => userTrouble(evidence, "some") },
  {
    id: "prophet21/session-exists",
    yieldsTo: ["prophet21/accept-json-required"],
    look: ({ trouble, business }) =>
      said(
        `${trouble} ${business}`,
        /session already exists|already (?:has|have) (?:an? )?(?:interactive |open |active )?session/i,
        0.94,
      ),
  },
  {
    id: "prophet21/session-owner-token",
    yieldsTo: ["prophet21/session-expired", "kinetic/session-invalid"],
    look: (evidence) =>
      aboutKinetic(evidence) && !aboutProphet21(evidence)
        ? undefined
        : said(
            evidence.trouble,
            /\binvalid session\b(?! ?exception)|session\b[^.{}]{0,30}\b(?:belongs to|owned by|opened (?:by|with)) (?:another|a different|other) token/i,
            aboutProphet21(evidence) ? 0.93 : 0.72,
          ),
  },
  {
    id: "prophet21/session-expired",
    look: (evidence) =>
      aboutKinetic(evidence) && !aboutProphet21(evidence)
        ? undefined
        : said(
            evidence.trouble,
            /session (?:was |is )?(?:not found or (?:has )?expired|expired or (?:was )?not found)|session\b[^.{}]{0,20}\b(?:has |was |is )?(?:expired|timed out|idled out)/i,
            aboutProphet21(evidence) ? 0.94 : 0.8,
          ),
  },
];
