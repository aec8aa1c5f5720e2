import { readChoice, readFields, readText } from "../options/read-option.ts";
import type { Report } from "../options/report.ts";

/** Checks the option `federated`. */
export function checkFederated(value: unknown, report: Report): void {
  if (typeof value === "function") return;
  const fields = readFields(value, `"from"`, ["from", "file", "audience"], report);
  if (!fields) return;
  if (fields["from"] === undefined) return report(["from"], "is missing", "Choose one of file, kubernetes, github.");
  const from = readChoice(fields, "from", ["file", "kubernetes", "github"], report);
  if (from === "file") readText(fields, "file", report, "Give the path of the file that holds the token.");
  else if (fields["file"] !== undefined) report(["file"], `does not belong to "${String(from)}"`, "Remove it.");
  if (fields["audience"] === undefined) return;
  if (from === "github") readText(fields, "audience", report);
  else report(["audience"], `belongs to "github" alone`, "Remove it.");
}
