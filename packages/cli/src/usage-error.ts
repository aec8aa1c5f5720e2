/** The command line is wrong: every fault at once, each a sentence that says what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly faults: readonly string[];
  /** The command whose help is worth reading, if it got that far. */
  readonly command: string | undefined;

  constructor(faults: readonly string[], command?: string) {
    super(faults.join("\n"));
    this.faults = faults;
    this.command = command;
  }
}
