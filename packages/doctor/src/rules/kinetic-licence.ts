import { headerValue } from "../evidence/headers.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { callsOf, isKinetic, succeeded } from "./calls.ts";
import { said, surest, when, type Rule, type Sighting } from "./rule.ts";

/** The pause that shared Web Service licences add to each call is about 20 s (reported). */
const PENALTY_MS = { from: 18_500, to: 27_000 };

function slowed(evidence: Evidence): Sighting | undefined {
  const slow = callsOf(evidence).filter(
    (call) =>
      isKinetic(call) &&
      succeeded(call) &&
      call.tookMs !== undefined &&
      call.tookMs >= PENALTY_MS.from &&
      call.tookMs <= PENALTY_MS.to,
  );
  const named = slow.filter((call) =>
    /00000003-(?:9439|231b)-/i.test(headerValue(call.request.headers, "license") ?? ""),
  );
  const text = evidence.remarks;
  const prose =
    /\b(?:20|twenty|2[0-3])(?:[.,]\d+)? ?(?:s\b|sec)/i.test(text) &&
    /licen[sc]e|web ?service/i.test(text) &&
    /\bslow|jump(?:s|ed)?\b|response times?|latency|longer|delay|penalt|takes?\b|wait/i.test(text) &&
    !/maximum users/i.test(text);
  return surest(
    when(
      named.length > 1,
      0.88,
      `${String(named.length)} calls succeeded after about 20 s each, with a Web Service licence named`,
    ),
    when(
      slow.length > 0,
      slow.length > 1 ? 0.75 : named.length > 0 ? 0.7 : 0.5,
      `${String(slow.length)} successful calls took about 20 s`,
    ),
    when(
      inTimes(text) && /licen[sc]e/i.test(text) && !/maximum users/i.test(text),
      0.8,
      "of the same calls some take about 20 s longer, and a licence is spoken of",
    ),
    when(prose, 0.82, "calls succeed about 20 s late, and a licence is spoken of"),
  );
}

/** Times that people list: the usual ones, and some that are the pause longer. */
function inTimes(text: string): boolean {
  const seconds = Array.from(
    text.matchAll(/(?<![\d.:])(\d{1,5}(?:[.,]\d{1,3})?) ?(ms|s|sec|seconds)\b/g),
    ([, number = "", unit]) => Number(number.replace(",", ".")) / (unit === "ms" ? 1000 : 1),
  );
  const isPaused = (each: number): boolean => each * 1000 >= PENALTY_MS.from && each * 1000 <= PENALTY_MS.to;
  return seconds.filter(isPaused).length > 1 && seconds.some((each) => each < 5);
}

export const kineticLicence: readonly Rule[] = [
  {
    id: "kinetic/license-exhausted",
    look: ({ trouble, business }) =>
      said(
        `${trouble} ${business}`,
        /maximum (?:number of )?users exceeded|LicenseAccessException|no (?:more |free |available |further )?(?:user )?licen[sc]es? (?:are |is )?(?:available|free|left|remaining)|licen[sc]e (?:pool|count|limit) (?:is )?(?:exhausted|exceeded|reached)/i,
        0.96,
      ),
  },
  { id: "kinetic/license-shared-penalty", look: slowed },
];
