import type { CommandUsage, OptionSpec, OptionSpecs, OptionValues } from "./command.ts";
import { nearestName } from "./nearest-name.ts";
import { UsageError } from "./usage-error.ts";

interface Reading {
  readonly usage: CommandUsage;
  readonly faults: string[];
  readonly values: Map<string, string[]>;
  readonly positionals: string[];
}

/**
 * Reads the words after a command's name.
 * @throws UsageError naming every fault at once
 */
export function parseArguments(
  usage: CommandUsage,
  words: readonly string[],
): { options: OptionValues<OptionSpecs>; positionals: readonly string[] } {
  const reading: Reading = { usage, faults: [], values: new Map(), positionals: [] };
  for (const token of tokensOf(usage.options, words)) readToken(reading, token);
  checkPositionals(reading);
  if (reading.faults.length > 0) throw new UsageError(reading.faults, usage.name);
  return { options: valuesOf(reading), positionals: reading.positionals };
}

type Token =
  | { kind: "option"; name: string; rawName: string; value: string | undefined; inlineValue: boolean | undefined }
  | { kind: "positional"; value: string }
  | { kind: "option-terminator" };

// Not strict: the faults are reported together and in our own words, so the tokens are all that is wanted from it.
function tokensOf(options: OptionSpecs, words: readonly string[]): readonly Token[] {
  const { parseArgs } = process.getBuiltinModule("node:util");
  const declared = Object.entries(options).map(([name, spec]) => [
    name,
    {
      type: spec.kind === "flag" ? ("boolean" as const) : ("string" as const),
      ...(spec.short === undefined ? {} : { short: spec.short }),
    },
  ]);
  return parseArgs({
    args: [...words],
    options: Object.fromEntries(declared),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

function readToken(reading: Reading, token: Token): void {
  if (token.kind === "positional") reading.positionals.push(token.value);
  if (token.kind !== "option") return;
  const spec = Object.hasOwn(reading.usage.options, token.name) ? reading.usage.options[token.name] : undefined;
  const fault =
    spec === undefined ? unknownOption(reading.usage, token.rawName, token.name) : optionFault(reading, spec, token);
  if (fault === undefined)
    reading.values.set(token.name, [...(reading.values.get(token.name) ?? []), token.value ?? ""]);
  else reading.faults.push(fault);
}

function optionFault(reading: Reading, spec: OptionSpec, token: Token & { kind: "option" }): string | undefined {
  const given = token.value;
  if (spec.kind === "flag") return given === undefined ? undefined : `${token.rawName} takes no value`;
  if (given === undefined || given === "")
    return `${token.rawName} needs a value: ${token.rawName} ${spec.value ?? "VALUE"}`;
  // A forgotten value swallows the next option; `--data -` (standard input) and `--data=-5` are meant.
  const isSwallowed = token.inlineValue === false && given.startsWith("-") && given !== "-";
  if (isSwallowed)
    return `${token.rawName} needs a value but is followed by ${given} (if that is the value, write ${token.rawName}=${given})`;
  if (spec.repeatable !== true && reading.values.has(token.name)) return `${token.rawName} is given twice`;
  return undefined;
}

/** "unknown option --confg; did you mean --config?" */
function unknownOption(usage: CommandUsage, rawName: string, name: string): string {
  const near = nearestName(name, Object.keys(usage.options));
  return `unknown option ${rawName} for erpgate ${usage.name}${near === undefined ? "" : `; did you mean --${near}?`}`;
}

function checkPositionals({ usage, positionals, faults }: Reading): void {
  const { min, max, what } = usage.positionals;
  if (positionals.length < min) faults.push(`erpgate ${usage.name} needs ${what}`);
  for (const extra of positionals.slice(max))
    faults.push(`unexpected argument ${JSON.stringify(extra)} for erpgate ${usage.name}`);
}

function valuesOf({ usage, values }: Reading): OptionValues<OptionSpecs> {
  const entries = Object.entries(usage.options).map(([name, spec]) => {
    const given = values.get(name);
    if (spec.kind === "flag") return [name, given !== undefined];
    return [name, spec.repeatable === true ? (given ?? []) : given?.[0]];
  });
  return Object.fromEntries(entries) as OptionValues<OptionSpecs>;
}

/** A TCP port from the command line; 0 lets the system pick a free one. */
export function readPort(option: string, text: string | undefined, command: string): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw new UsageError(
      [`${option} must be a port from 0 (any free one) to 65535, but is ${JSON.stringify(text)}`],
      command,
    );
  return port;
}
