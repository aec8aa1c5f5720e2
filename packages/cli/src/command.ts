/** One end of the process that text is written to. */
export interface Sink {
  write(chunk: string | Uint8Array): void;
  /** Resolves once what was written has left this process, so that a long body never piles up in memory. */
  drained(): Promise<void>;
  /** True when colour helps: a terminal, and nobody asked for none. */
  readonly colour: boolean;
  /** Whether a person sees it. */
  readonly isTerminal: boolean;
  /** True once the reader has gone away (`erpgate … | head -1`): writing on is pointless, and no error either. */
  readonly closed: boolean;
}

/** All that a command may touch of its process; tests hand in their own. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly now: () => number;
  /** Everything on standard input, at most `maxBytes`; more is an error. */
  readInput(maxBytes: number): Promise<Uint8Array>;
  /** Whether there is a person to ask: standard input and standard error are a terminal. */
  readonly canAsk: boolean;
  /** Asks on standard error and reads a line; a hidden answer is not shown. @throws AskEnded on Ctrl-C and Ctrl-D */
  ask(question: string, options?: { readonly hidden?: boolean }): Promise<string>;
}

/** `text` takes a value, `flag` takes none. */
export interface OptionSpec {
  readonly kind: "flag" | "text";
  readonly short?: string;
  /** The word that stands for the value in help, such as `FILE`. */
  readonly value?: string;
  readonly repeatable?: boolean;
  readonly help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What a command's options came to: flags are booleans, texts strings, repeatable texts lists. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]: O[K]["kind"] extends "flag"
    ? boolean
    : O[K]["repeatable"] extends true
      ? readonly string[]
      : string | undefined;
};

/** What `erpgate help NAME` prints. */
export interface CommandUsage {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, one line per form: `CONNECTION [--json]`. */
  readonly forms: readonly string[];
  /** Paragraphs below the forms. */
  readonly details: readonly string[];
  readonly options: OptionSpecs;
  readonly positionals: { readonly min: number; readonly max: number; readonly what: string };
  readonly examples: readonly { readonly line: string; readonly what: string }[];
}

export interface Invocation<O extends OptionSpecs> {
  readonly options: OptionValues<O>;
  readonly positionals: readonly string[];
  readonly io: Io;
}

/** A command as the dispatcher sees it: its usage and what to run. */
export interface Command {
  readonly usage: CommandUsage;
  /** Gives one of `exitCode`, or of `exec` whatever its program gave. */
  run(invocation: Invocation<OptionSpecs>): Promise<number>;
}

/** Ties the options that a command declares to the values that its `run` receives. */
export function defineCommand<const O extends OptionSpecs>(
  usage: CommandUsage & { readonly options: O },
  run: (invocation: Invocation<O>) => Promise<number>,
): Command {
  // The parser builds the values from these very specs, so the narrower type is what it hands over.
  return { usage, run: (invocation) => run(invocation as Invocation<O>) };
}

/** The two options that most commands share. */
export const configOption = {
  kind: "text",
  short: "c",
  value: "FILE",
  help: "the configuration file (default: $ERPGATE_CONFIG, then erpgate.yaml here)",
} as const;
export const jsonOption = { kind: "flag", help: "one JSON document on stdout, everything else on stderr" } as const;
