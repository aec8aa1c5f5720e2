/** What the exit code of every command says; scripts may rely on these numbers. */
export const exitCode = {
  ok: 0,
  /** There was an answer, and it was a refusal or a finding. */
  refused: 1,
  /** The command line or the configuration is wrong; nothing was started or changed. */
  usage: 2,
  couldNotRun: 3,
  /** No verdict: time ran out before an answer, so whether the ERP acted is not known. */
  unknown: 4,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The table that `erpgate help` prints. */
export const exitCodeMeanings: readonly { code: ExitCode; meaning: string }[] = [
  { code: exitCode.ok, meaning: "done" },
  { code: exitCode.refused, meaning: "refused, or something was found (request: the answer was not 2xx)" },
  { code: exitCode.usage, meaning: "wrong command line or configuration; nothing was changed" },
  {
    code: exitCode.couldNotRun,
    meaning: "could not run: ERP unreachable, port in use, file unreadable, Node.js too old",
  },
  { code: exitCode.unknown, meaning: "unknown: time ran out before there was an answer" },
];
