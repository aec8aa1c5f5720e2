/**
 * `node tools/error-reference.ts` writes docs/errors.md from the tables in the code: the client's error codes, the gateway's
 * reasons, and the doctor's findings that both lead to. A test holds the page against the code.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorTable } from "../packages/client/src/error-table.ts";
import type { ErrorEntry } from "../packages/client/src/error-table.ts";
import { finding, findings } from "../packages/doctor/src/index.ts";
import type { Finding, FindingCertainty } from "../packages/doctor/src/index.ts";
import { problemOf } from "../packages/gateway/src/problem.ts";
import type { Problem } from "../packages/gateway/src/problem.ts";
import type { Reason } from "../packages/gateway/src/reason.ts";
import { ROOT } from "./workspace.ts";
import { formatted, writePage } from "./written-page.ts";

const PAGE = "errors.md";

/** The gateway's reasons, read from the union's text: a type has no values to list at run time. */
export function gatewayReasons(): readonly Reason[] {
  const source = readFileSync(join(ROOT, "packages", "gateway", "src", "reason.ts"), "utf8");
  return [...source.matchAll(/^\s*\| "([a-z.-]+)"/gm)].map((match) => match[1] as Reason);
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}

const link = (id: string): string => `[${id}](#${anchorOf(id)})`;

function codeSection(code: string, entry: ErrorEntry): string {
  const explained = entry.finding === undefined ? undefined : finding(entry.finding);
  const lines = [`### ${code}`, entry.summary, `**What to do:** ${entry.fix}`];
  if (entry.retryable) lines.push("The same call may well succeed later with nothing changed.");
  if (explained) lines.push(`**At length:** ${link(explained.id)}, ${explained.title}.`);
  return lines.join("\n\n");
}

function reasonRow(problem: Problem): string {
  const explained = problem.finding === undefined ? "" : link(problem.finding);
  return `| \`${problem.reason}\` | ${problem.status} | ${problem.title} | ${problem.detail} | ${explained} |`;
}

const CERTAINTY: Record<FindingCertainty, string> = {
  observed: "Observed on a real server, or with a client that anybody can run.",
  documented: "Documented.",
  claimed: "Reported, not confirmed.",
  inferred: "Concluded from other facts, not seen.",
};

function findingSection(each: Finding): string {
  const steps = each.fix.map((step, at) => `${at + 1}. ${step}`).join("\n");
  const kind = each.auth ? "" : " An ordinary answer of the application: login, key, licence and rights are fine.";
  return [`### ${each.id}`, `**${each.title}.** ${each.cause}`, steps, `_${CERTAINTY[each.certainty]}${kind}_`].join(
    "\n\n",
  );
}

/** The whole page, as prettier would have it. */
export async function errorReference(): Promise<string> {
  const text = [
    "# Errors",
    "<!-- Written by `node tools/error-reference.ts` from the tables in the code: change those, not this page. -->",
    "What can go wrong, what it means and what to do. A code or reason names what happened, never only a status; each leads to the finding that explains it at length.",
    "## Error codes",
    "An `ErpgateError` of `@erpgate/client` carries one of these as `code`, and the finding's id as `finding`, which may be a more exact one than the one named here.",
    ...Object.entries(errorTable).map(([code, entry]) => codeSection(code, entry)),
    "## Refusals by the gateway",
    "The gateway answers with a problem (RFC 9457) beside the vendor's own error members. Its `reason` is one of these. Callers learn what the last columns say, on a connection often with a finding in the ERP's terms; the operator's log says more.",
    [
      "| reason | status | title | detail | finding |",
      "| --- | --- | --- | --- | --- |",
      ...gatewayReasons().map((reason) => reasonRow(problemOf(reason))),
    ].join("\n"),
    "## Findings",
    ...findings.map(findingSection),
  ].join("\n\n");
  return formatted(PAGE, text);
}

if (import.meta.main) void writePage(PAGE, errorReference());
