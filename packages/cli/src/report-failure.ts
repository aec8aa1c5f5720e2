import type { Io } from "./command.ts";
import { describeFailure, type FailureReport } from "./describe-failure.ts";
import { withFinding } from "./with-finding.ts";
import type { ExitCode } from "./exit-code.ts";
import { printJson } from "./output/json.ts";
import { plainLine } from "./output/plain-text.ts";
import { styleFor } from "./output/style.ts";

/** Prints a failure: for people on stderr, and with `--json` for machines on stdout, too. */
export async function reportFailure(
  error: unknown,
  { json, io }: { readonly json: boolean; readonly io: Io },
): Promise<ExitCode> {
  const report = await withFinding(describeFailure(error));
  if (json)
    printJson(io.stdout, {
      error: { code: report.code, messages: report.messages, finding: report.finding ?? null, fix: report.fix },
    });
  io.stderr.write(failureText(report, io));
  return report.exitCode;
}

function failureText({ code, messages, fix, finding }: FailureReport, io: Io): string {
  const { bad, dim } = styleFor(io.stderr);
  const [first = "", ...others] = messages.map(plainLine);
  const lines = [
    `${bad("erpgate:")} ${first}${code === "USAGE" || code === "CONFIG_INVALID" ? "" : ` ${dim(`[${code}]`)}`}`,
    ...others.map((line) => `  ${line}`),
    ...fix.map((step) => `  → ${plainLine(step)}`),
    ...(finding === undefined ? [] : [dim(`  finding: ${finding}`)]),
  ];
  return `${lines.join("\n")}\n`;
}
