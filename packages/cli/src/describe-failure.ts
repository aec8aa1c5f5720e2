import { exitCode, type ExitCode } from "./exit-code.ts";
import { UsageError } from "./usage-error.ts";

/** A failure as a user gets to see it: what happened, and what to do. */
export interface FailureReport {
  readonly code: string;
  readonly messages: readonly string[];
  readonly fix: readonly string[];
  /** Id of the finding that explains it further. */
  readonly finding: string | undefined;
  readonly exitCode: ExitCode;
}

/** A place in a configuration file, as `ConfigError.faults` carries it. */
interface Fault {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

interface CodedError extends Error {
  readonly code: string;
  readonly finding?: unknown;
  readonly problems?: unknown;
  readonly fix?: unknown;
}

/**
 * Turns whatever was thrown into a report.
 * Our own packages' errors are told by their code, not by their class, so that none of them has to be loaded for it; their
 * messages hold no secret by contract. Node's own `ERR_…` messages do not give that promise (an invalid header is quoted with
 * its value), so they are named without their text.
 */
export function describeFailure(error: unknown): FailureReport {
  if (error instanceof UsageError) return usageReport(error);
  if (!isCoded(error)) return unexpected(error);
  if (error.code === "CONFIG_INVALID") return configReport(error);
  if (error.code === "ERR_MODULE_NOT_FOUND") return incomplete(error);
  if (error.code.startsWith("ERR_")) return unexpected(error);
  return {
    code: error.code,
    messages: [...error.message.split("\n").map((line) => line.trim()), ...problemsOf(error)],
    fix: fixOf(error),
    finding: typeof error.finding === "string" ? error.finding : undefined,
    exitCode: exitCodeOf(error.code),
  };
}

function fixOf(error: CodedError): readonly string[] {
  if (error.code === "TOKEN_SIGN_IN_REQUIRED")
    return ["Sign in with erpgate login CONNECTION, or with --device where there is no browser."];
  return typeof error.fix === "string" ? [error.fix] : [];
}

function usageReport(error: UsageError): FailureReport {
  const help = error.command === undefined ? "erpgate help" : `erpgate help ${error.command}`;
  return { code: "USAGE", messages: error.faults, fix: [`See ${help}.`], finding: undefined, exitCode: exitCode.usage };
}

/** Every fault on a line of its own, in the form that editors and terminals turn into a link: file:line:column. */
function configReport(error: CodedError & { file?: unknown; faults?: unknown }): FailureReport {
  const file = typeof error.file === "string" ? error.file : "configuration";
  const faults = Array.isArray(error.faults) ? (error.faults as readonly Fault[]) : [];
  const lines = faults.map(
    (fault) => `${file}:${String(fault.line)}:${String(fault.column)} ${fault.path}: ${fault.message}. ${fault.fix}`,
  );
  return {
    code: error.code,
    messages: lines.length === 0 ? [error.message] : lines,
    fix: ["Nothing was started or changed."],
    finding: undefined,
    exitCode: exitCode.usage,
  };
}

/** A package is missing: its message names files alone. */
function incomplete(error: CodedError): FailureReport {
  return {
    code: "INSTALLATION_INCOMPLETE",
    messages: ["erpgate is not installed completely", ...error.message.split("\n")],
    fix: ["Install it again with npm."],
    finding: undefined,
    exitCode: exitCode.couldNotRun,
  };
}

function unexpected(error: unknown): FailureReport {
  const name = error instanceof Error ? error.name : typeof error;
  const code = isCoded(error) ? ` ${error.code}` : "";
  const where = error instanceof Error ? framesOf(error) : [];
  return {
    code: "UNEXPECTED",
    messages: [`erpgate itself failed (${name}${code}).`, ...where],
    fix: ["This is a defect of erpgate: please report it with the lines above."],
    finding: undefined,
    exitCode: exitCode.couldNotRun,
  };
}

/** Where it happened, without the message: nobody vouches for what an unforeseen message quotes. */
function framesOf(error: Error): string[] {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 4);
}

function isCoded(error: unknown): error is CodedError {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** `CONSUMER_INVALID` carries a list of what is wrong with what was asked for. */
function problemsOf(error: CodedError): string[] {
  if (!Array.isArray(error.problems)) return [];
  const problems = error.problems as readonly { path: string; message: string; fix: string }[];
  return problems
    .map(({ path, message, fix }) => `${path}: ${message}. ${fix}`)
    .filter((line) => !error.message.includes(line));
}

/** Whether there was an answer (refused), none in time (unknown), or nobody to give one (could not run). */
function exitCodeOf(code: string): ExitCode {
  if (code === "CALL_TIMEOUT" || code === "CALL_ABORTED") return exitCode.unknown;
  if (/^STORE_(?:KEY_MISSING|KEY_WRONG)$|^ASK_ENDED$/.test(code)) return exitCode.usage;
  if (/^(CONFIG|REQUEST|CONSUMER|STORE_LOCATION)_INVALID$/.test(code)) return exitCode.usage;
  if (code === "TOKEN_ISSUER_UNAVAILABLE" || code === "TOKEN_PROVIDER_FAILED") return exitCode.couldNotRun;
  if (/^(KINETIC|P21|TOKEN|ANSWER|REDIRECT|CONSUMER|SUBJECT)_/.test(code)) return exitCode.refused;
  return exitCode.couldNotRun;
}
