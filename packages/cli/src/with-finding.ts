import type { FailureReport } from "./describe-failure.ts";

/** The catalogue of findings knows more than an error: its cause and its steps are added to the report. */
export async function withFinding(report: FailureReport): Promise<FailureReport> {
  if (report.finding === undefined) return report;
  const { finding } = await import("@erpgate/doctor/findings");
  const known = finding(report.finding);
  if (known === undefined) return report;
  return { ...report, messages: [...report.messages, known.cause], fix: [...report.fix, ...known.fix] };
}
