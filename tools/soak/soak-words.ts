import { parseArgs } from "node:util";

/** What can be said of a soak without running it. */
export interface SoakDescription {
  /** What it does, in a line. */
  readonly what: string;
  /** Each option and what it is when it is not given. */
  readonly options: Readonly<Record<string, number | "random">>;
}

export type SoakWords<Soak> =
  | { readonly kind: "help" }
  | { readonly kind: "faults"; readonly faults: readonly string[] }
  /** `option` says what an option of this soak is; for one that is not described it throws. */
  | { readonly kind: "run"; readonly soak: Soak; readonly option: (name: string) => number };

/**
 * Reads the words after `npm run soak --`.
 *
 * @param random what an option is whose default is `random`
 * @returns which soak runs with what, or every fault at once
 */
export function readSoakWords<Soak extends SoakDescription>(
  words: readonly string[],
  soaks: Readonly<Record<string, Soak>>,
  random: () => number,
): SoakWords<Soak> {
  const known = Object.values(soaks).flatMap(({ options }) => Object.keys(options));
  // Not strict: its own errors would come one by one, and as exceptions.
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    strict: false,
    options: {
      help: { type: "boolean", short: "h" },
      ...Object.fromEntries(known.map((option) => [option, { type: "string" as const }])),
    },
  });
  if (values["help"] === true) return { kind: "help" };
  const [name, ...more] = positionals;
  const soak = name !== undefined && Object.hasOwn(soaks, name) ? soaks[name] : undefined;
  if (name === undefined || soak === undefined) {
    const what = name === undefined ? "a soak has to be named" : `no soak is called ${JSON.stringify(name)}`;
    return { kind: "faults", faults: [`${what}; there are: ${Object.keys(soaks).join(", ")}`] };
  }
  const faults = [
    ...more.map((word) => `one soak runs at a time, and ${JSON.stringify(word)} is one word too many`),
    ...Object.entries(values).flatMap(([option, value]) => optionFault(option, value, name, soak)),
  ];
  if (faults.length > 0) return { kind: "faults", faults };
  const option = (asked: string): number => {
    const value = values[asked] ?? soak.options[asked];
    if (value === undefined) throw new TypeError(`--${asked} is not among the options of ${name}`);
    return value === "random" ? random() : Number(value);
  };
  return { kind: "run", soak, option };
}

function optionFault(option: string, value: unknown, name: string, { options }: SoakDescription): readonly string[] {
  if (!Object.hasOwn(options, option)) {
    const own = Object.keys(options).map((each) => `--${each}`);
    return [`--${option} is no option of ${name}, which has ${own.length === 0 ? "none" : own.join(", ")}`];
  }
  if (typeof value === "string" && /^\d{1,6}$/.test(value)) return [];
  return [`--${option} must be a whole number of at most six digits, as in --${option} 10`];
}

/** A line for each soak, with its options as they are when they are not given. */
export function soakHelp(soaks: Readonly<Record<string, SoakDescription>>): string {
  const rows = Object.entries(soaks).map(([name, { what, options }]) => {
    const defaults = Object.entries(options).map(([option, ifAbsent]) => `--${option} ${ifAbsent}`);
    return [`${name}${defaults.map((each) => ` [${each}]`).join("")}`, what] as const;
  });
  const lines = rows.map(([words, what]) => `  ${words}\n      ${what}`);
  return `npm run soak -- NAME [--OPTION N …]

Each prints its figures, and exits with 1 where something does not hold. In brackets: what an option is when it is not given.

${lines.join("\n")}
`;
}
