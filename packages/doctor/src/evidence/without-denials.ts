const NOT = String.raw`\b(?:not|isn't|wasn't|aren't|weren't|hasn't|haven't|never|nor|neither)`;
const STATE = String.raw`(?:locked(?: out)?|disabled|deactivated|suspended|inactive|expired|revoked|blocked|timed out|timing out|self[- ]signed|redirected|intercepted)\b`;
const NOT_SO = new RegExp(
  String.raw`${NOT}\s{1,3}(?:been\s|yet\s|currently\s|an?\s|the\s)?${STATE}(?:,?\s(?:or|and|nor|not)\s${STATE})*`,
  "gi",
);
const EXCUSE = String.raw`(?:firewall|proxy|vpn|dns|network|password|certificate|cert|time-?outs?|licen[cs]es?|waf|load balancer|gateway|token|scope|permissions?|clock|key)\b`;
const NOT_THAT = new RegExp(
  String.raw`\b(?:it|this|that)(?:'s| is| was) (?:\w{2,12} )?not (?:an? |the |our |about |due to |because of ){0,2}(?:\w{2,20} )?${EXCUSE}(?: (?:problem|issue|thing))?`,
  "gi",
);
const NONE_THERE =
  /\b(?:there(?:'s| is| are) no|no|not behind an?|not using an?|not through an?) (?:consumer key|proxy|firewall|redirects?|gateway|load balancer|vpn|zscaler|netskope|waf|tls inspection|ssl inspection)\b(?! (?:is|was|has|could|can))/gi;

/** What a manual or a program would do, should it happen. */
const SHOULD_IT =
  /\b(?:if|when|whenever|in case|should) (?:the |an? )?(?:it|api|server|call|answer|response|erp|request|status|endpoint)s? (?:ever )?(?:answers?|returns?|says?|gives?|is|comes? back|fails?)\b[^.,;:\n]{0,120}[.,;:]/gi;
const ON_STATUS =
  /\bretr(?:y|ies|ied|ying)(?: \w{1,12}){0,2} (?:on|after|for):? \d{3}(?:(?:, ?| and | or |\/)\d{3}){0,8}/gi;
/** Rows of numbers, as a database prints them: none of them is a status of a call that was made here. */
const NUMBERS = /(?:^[ \t|]{0,20}\d{1,9}(?:[ \t|,;]{1,40}\d{1,9}){1,8}[ \t|]{0,20}(?:\n|$)){2,}/gm;
/** What a status means, and not that it came. */
const DEFINED =
  /\b(?:an? [45]\d\d (?:means|stands for)\b[^.;\n]{0,160}|what (?:does|do|is) (?:an? |the )?(?:error |status )?[45]\d\d mean)/gi;
/** Of release notes: it happened once, or is to be. */
const FIXED =
  /^[ \t]{0,12}[-*\u2022][ \t]{0,4}(?:(?:bug ?)?fix(?:ed|es)?\b|(?:added|changed|removed|deprecated|improved|docs|security):).{0,400}$/gim;
/** What a test looks for, and has found. */
const PASSED = /^[ \t]{0,24}(?:[\u2713\u2714\u2705\u221a]|\[?(?:PASS(?:ED)?|OK)\]?:?[ \t]|ok \d{1,6} -).{0,400}$/gm;
/** Of a document: what each status means. A call would name an address. */
const MEANINGS = /(?:^[ \t]{0,8}\|?[ \t]{0,8}`?\d{3}`?[ \t]{0,20}\|[^/\n]{1,400}(?:\n|$)){3,}/gm;
/** A count of what would be trouble, and there is none. */
const NONE_COUNTED =
  /\b(?:locked|pending|expired|denied|refused|failed|missing|open|stuck)[ \w]{0,30}[:=] {0,3}(?:none|nil|0)\b(?![.,:]?\d)/gi;

/**
 * Prose without what its writer rules out ("it is not the firewall", "the account is not locked", "no proxy"): the words
 * of a cause that is denied are no sign of it, nor what a manual says should it happen.
 */
export function withoutDenials(text: string): string {
  return text
    .replace(NUMBERS, "")
    .replace(FIXED, " ")
    .replace(PASSED, " ")
    .replace(MEANINGS, " ")
    .replace(NONE_COUNTED, " ")
    .replace(SHOULD_IT, " ")
    .replace(ON_STATUS, " ")
    .replace(DEFINED, " ")
    .replace(NOT_THAT, " ")
    .replace(NOT_SO, " ")
    .replace(NONE_THERE, " ");
}
