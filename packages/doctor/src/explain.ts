import { readEvidence } from "./evidence/read-evidence.ts";
import { isHealthy } from "./evidence/is-healthy.ts";
import { isOvercome } from "./evidence/overcome.ts";
import { maskedLine } from "./evidence/mask.ts";
import type { Evidence } from "./evidence/evidence.ts";
import type { Finding, FindingCertainty } from "./findings/finding.ts";
import { finding } from "./findings/findings.ts";
import { tellApart, type Neighbour } from "./findings/tell-apart.ts";
import type { Sighting } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";

/** One likely cause of what a paste shows. */
export interface ExplainedFinding {
  /** An id of the catalogue, or `unknown` where something failed and the evidence does not decide. */
  readonly id: string;
  /** From 0 to 1; never above what is known of the fact behind the finding. */
  readonly confidence: number;
  readonly title: string;
  readonly cause: string;
  readonly fix: readonly string[];
  /** What was seen, masked. */
  readonly evidence: readonly string[];
  /** What would tell it from the findings that look alike. */
  readonly tellApart: readonly Neighbour[];
}

/** What `explain` makes of a paste. */
export interface Explanation {
  /** The likeliest first; empty where nothing failed. */
  readonly findings: readonly ExplainedFinding[];
  /** What was left unread, in a sentence; undefined when all was read. */
  readonly cut: string | undefined;
}

/** Below this, a sighting is a candidate and not an answer. */
const DECIDES = 0.55;
/** Below this it is not worth a reader's time. */
const WORTH_NAMING = 0.3;
const MOST = 5;
/** What is left of a finding's confidence where another explains the same signs better. */
const STEPS_BACK = 0.35;

/** What is wrong where every call succeeds. */
const SEEN_IN_SUCCESS: ReadonlySet<string> = new Set([
  "kinetic/default-page-cap",
  "kinetic/license-shared-penalty",
  "kinetic/license-not-released",
  "kinetic/company-header-mismatch",
  "kinetic/token-xml-response",
  "kinetic/token-claims-are-strings",
  "prophet21/xml-token-response",
  "prophet21/token-lifetime-field",
  "prophet21/scope-request-ignored",
  "prophet21/token-superseded",
  "prophet21/application-error",
  "client/clock-skew",
  "client/secret-in-url",
  "client/tls-verification-disabled",
  "client/timer-overflow",
]);

/** How sure an answer may sound, by how well the fact behind it is known. */
const CEILING: Readonly<Record<FindingCertainty, number>> = {
  observed: 0.98,
  documented: 0.96,
  claimed: 0.93,
  inferred: 0.92,
};

interface Ranked extends Sighting {
  readonly finding: Finding;
}

/**
 * Says why a call was refused, from whatever people paste: transcripts, HAR, exceptions, log lines, error bodies, several at
 * once, cut and with noise. Pure: no file, no network, no clock; times are compared inside the paste. Nothing it returns
 * holds a secret of the paste. Never throws; a text of any length is answered in bounded time.
 *
 * @param pasted the text as it was pasted
 */
export function explain(pasted: string): Explanation {
  return explainEvidence(readEvidence(pasted));
}

/** The same of evidence that has been read already, such as the exchanges of an examination. */
export function explainEvidence(evidence: Evidence): Explanation {
  const isWell = isHealthy(evidence);
  const ranked = rank(sightings(evidence)).filter(({ finding: { id } }) => !isWell || SEEN_IN_SUCCESS.has(id));
  const answers = ranked.filter(({ confidence }) => confidence >= WORTH_NAMING).slice(0, MOST);
  const best = answers[0]?.confidence ?? 0;
  const named = answers.map((each) => shown(each, evidence));
  if (best >= DECIDES)
    return { findings: named.filter(({ confidence }) => confidence > best * STEPS_BACK), cut: evidence.cut };
  return { findings: !isWell && hasFailed(evidence) ? [unknown(evidence), ...named] : [], cut: evidence.cut };
}

function sightings(evidence: Evidence): ReadonlyMap<string, Sighting> {
  const found = new Map<string, Sighting>();
  for (const { id, look } of rules) {
    const seen = look(evidence);
    if (seen !== undefined) found.set(id, seen);
  }
  return found;
}

function rank(found: ReadonlyMap<string, Sighting>): readonly Ranked[] {
  return rules
    .flatMap(({ id, yieldsTo = [] }) => {
      const [seen, known] = [found.get(id), finding(id)];
      if (seen === undefined || known === undefined) return [];
      const isBetter = yieldsTo.some((other) => (found.get(other)?.confidence ?? 0) >= DECIDES);
      const confidence = Math.min(seen.confidence * (isBetter ? STEPS_BACK : 1), CEILING[known.certainty]);
      return [{ finding: known, confidence, seen: seen.seen }];
    })
    .toSorted((one, other) => other.confidence - one.confidence);
}

function shown({ finding: known, confidence, seen }: Ranked, evidence: Evidence): ExplainedFinding {
  return {
    id: known.id,
    confidence: Math.round(confidence * 100) / 100,
    title: known.title,
    cause: known.cause,
    fix: known.fix,
    evidence: seen.map((line) => maskedLine(line, evidence.secrets)),
    tellApart: tellApart[known.id] ?? [],
  };
}

/** Words that nobody writes about a call that went well. */
const FAILURE_WORDS =
  /(?<![.:,%\d])\b(?:401|403|404|405|407|409|410|411|429|500|502|503|504)\b(?! ?(?:bytes|rows|records|ms|s|kB|KB|items)\b| [A-Z][a-z]+ (?:Street|St|Ave|Avenue|Road|Rd|Ltd|GmbH|Inc)\b)|unauthori[sz]ed|forbidden|exception\b|traceback|\berror ?[:([]|\bfailed (?:to|with)\b|\b(?:access|permission) denied|timed out|\brun-?time error\b|AADSTS/i;
/** An answer to "not yet", the counters of a healthy log and a status of 200 that was read back are no failures. */
const NO_FAILURE =
  /AADSTS70016|authorization_pending|\b0 (?:failed|errors?|failures)\b|\b(?:errors?|failed|failures|40\ds?)[^.]{0,10}[:=] ?0\b/i;

/** Where every call that is shown went well, or its refusal was overcome, a number in the text is no failure. */
const HARD_WORDS = /exception\b|traceback|\bfailed (?:to|with)\b|timed out|AADSTS/i;

/** A server's log holds what browsers ask for on their own account as well. */
const OF_THE_ERP = /\/(?:api|odataservice|uiserver\d|odata|baqsvc|efx)\/|\.svc\b/i;

function hasFailed({ exchanges, trouble, business }: Evidence): boolean {
  const overcome = exchanges.filter((each) => isOvercome(each, exchanges));
  const open = exchanges.filter((each) => each.response !== undefined && !overcome.includes(each));
  // A line of a server's log has no body, and is an answer all the same.
  const isShown = open.some(
    ({ request, response }) =>
      response !== undefined &&
      response.status >= 400 &&
      (response.bodyKnown || (response.body === "" && OF_THE_ERP.test(request?.path ?? ""))),
  );
  const isQuiet =
    exchanges.some(({ response }) => response !== undefined) &&
    !open.some(({ response }) => (response?.status ?? 0) >= 400);
  const words = isQuiet ? HARD_WORDS : FAILURE_WORDS;
  return isShown || business !== "" || (words.test(trouble) && !NO_FAILURE.test(trouble));
}

function unknown({ exchanges }: Evidence): ExplainedFinding {
  const statuses = [
    ...new Set(
      exchanges.flatMap(({ response }) => (response !== undefined && response.status >= 400 ? [response.status] : [])),
    ),
  ];
  return {
    id: "unknown",
    confidence: 0.5,
    title: "Something failed, and what was pasted does not decide why",
    cause:
      "A status or a short text fits several causes: Kinetic answers 401 for a wrong password, a wrong key and a missing right alike. Request, headers and body of the answer tell them apart.",
    fix: [
      "Paste the whole exchange, request and answer with headers and body: `curl -v`, or a HAR saved by the browser. Secrets are masked in what is printed.",
      "On the server, look at the ERP's event log and the IIS log (status, substatus, win32 status) for the same moment.",
    ],
    evidence: statuses.slice(0, 5).map((status) => `an answer with status ${String(status)}`),
    tellApart: [],
  };
}
