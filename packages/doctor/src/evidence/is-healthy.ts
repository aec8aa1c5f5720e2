import type { Evidence } from "./evidence.ts";
import { isOvercome } from "./overcome.ts";

/** How people and programs say that all is well. */
const WELL =
  /\b(?:all|every)\b[^.\n]{0,40}\b(?:green|good|fine|ok|passed|200)\b|\b0 (?:errors?|failed|failures|faults)\b|\b(?:errors?|failed|failures)\W{1,3}0\b|\bno (?:open |known |more |further )?(?:defects|errors|issues|failures|problems)\b|\bclos(?:e|ing|ed) (?:the|this) (?:ticket|issue|case|one)\b|\bas (?:planned|expected|designed|intended|it should)\b|\bworks? (?:again|now)\b/i;
/** Whoever writes so has trouble, or shows it. */
const UNWELL =
  /exception\b|traceback|\berror ?[:[]|\b(?:why|fails|stopped|stuck|broken|unable|cannot|can't|keeps? (?:failing|getting))\b|\bstill (?:fail|get|the same|40\d|not|no)|\b(?:does|do|did|is|are)(?: not|n't) work|\bnot working\b|\bany (?:idea|thought|help)|\b(?:but|however|yet)\b[^.\n]{0,60}\b(?:fail|refus|40[13]|error|denied|reject)|"?ErrorMessage"?\s?[:>=]|AADSTS(?!70016)\d/i;

/** Whether the paste says of itself that nothing is wrong, and shows nothing that is: words of failure in it are data, tests or history. */
export function isHealthy({ exchanges, remarks, trouble, business }: Evidence): boolean {
  const hasFailed = exchanges.some((each) => (each.response?.status ?? 0) >= 300 && !isOvercome(each, exchanges));
  return !hasFailed && business === "" && WELL.test(remarks) && !UNWELL.test(trouble);
}
