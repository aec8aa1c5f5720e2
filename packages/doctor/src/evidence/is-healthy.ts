import type { Evidence } from "./evidence.ts";
import { isOvercome } from "./overcome.ts";

/** How people and programs say that all is well. */
const WELL =
  /\b(?:all|every)\b[^.\n]{0,40}\b(?:green|good|fine|ok|passed|200)\b|\b0 (?:errors?|failed|failures|faults)\b|\b(?:errors?|failed|failures?)\W{1,3}0\b|\bno (?:open |known |more |further )?(?:defects|errors|issues|failures|problems)\b|\bclos(?:e|ing|ed) (?:the|this) (?:ticket|issue|case|one)\b|\bas (?:planned|expected|designed|intended|it should)\b|\bworks? (?:again|now)\b|\u2713|\b\d+ passing\b|\btests? passed\b|\bLGTM\b|\b(?:job|run|sync|import|export|build|rerun) (?:has )?(?:succeeded|completed|finished)\b|\bnothing (?:is|was|has) (?:broken|wrong|failed)\b/i;
/** Whoever writes so has trouble, or shows it. */
const UNWELL =
  /exception\b|traceback|\b[1-9]\d* (?:failing|failed)\b|\u2717(?! +0\b)|\u2716|\berror ?[:[]|\b(?:why|fails|stopped|stuck|broken|unable|cannot|can't|keeps? (?:failing|getting))\b|\bstill (?:fail|get|the same|40\d|not|no)|\b(?:does|do|did|is|are)(?: not|n't) work|\bnot working\b|\bany (?:idea|thought|help)|\b(?:but|however|yet)\b[^.\n]{0,60}\b(?:fail|refus|40[13]|error|denied|reject)|"?ErrorMessage"?\s?[:>=]|AADSTS(?!70016)\d|\b(?:E(?:CONN|TIMED|NOTF|HOST|PIPE)\w*|ERR_\w+|CERT_\w+|SEC_E_\w+|UntrustedRoot|PartialChain|ORA-\d{5}|0x8[0-9a-f]{7})\b|curl: \(\d+\)|connection refused|self[- ]signed|certificate verify/i;

/** newman's table, and how test runners close: what was refused was to be refused. */
const TESTS_PASSED = /\bassertions\W{1,30}[1-9]\d{0,6}\W{1,30}0(?!\d)|\bTests?\W{1,4}\d{1,6} passed \(\d{1,6}\)/;
const NOTHING = /\bnothing (?:is|was|has) (?:broken|wrong|failed)\b/gi;
const LEVEL =
  /\blevel["']?[=:]\s?["']?(\w{3,11})|\[(trace|debug|info|warn(?:ing)?|error|fatal|dbg|inf|wrn|err|ftl)\]/gi;
const FEW = 5;

/** A log that writes its levels, and none above the ordinary: what stands in its messages is data. */
function isQuietLog(remarks: string): boolean {
  const levels = Array.from(remarks.matchAll(LEVEL), ([, named, bracketed]) =>
    (named ?? bracketed ?? "").toLowerCase(),
  );
  return levels.length >= FEW && levels.every((level) => /^(?:trace|debug|dbg|info|inf|notice|verbose)/.test(level));
}

/** Whether the paste says of itself that nothing is wrong, and shows nothing that is: words of failure in it are data, tests or history. */
export function isHealthy({ exchanges, remarks, trouble, business }: Evidence): boolean {
  if (business !== "") return false;
  if (TESTS_PASSED.test(remarks) && !UNWELL.test(trouble)) return true;
  // A number in prose is no call.
  const hasFailed = exchanges.some(
    (each) =>
      (each.request !== undefined || each.response?.bodyKnown === true) &&
      (each.response?.status ?? 0) >= 300 &&
      !isOvercome(each, exchanges),
  );
  return !hasFailed && (isQuietLog(remarks) || (WELL.test(remarks) && !UNWELL.test(trouble.replace(NOTHING, ""))));
}
