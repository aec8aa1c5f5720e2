import type { Io } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { literal, reference } from "./connection-block.ts";
import type { Field } from "./login-forms.ts";

/** What the login is tried with, and what of it may be written as it is. */
export interface Filled {
  readonly plain: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
  readonly secrets: readonly NewSecret[];
}

interface NewSecret {
  readonly option: string;
  /** The environment variable that holds it, or is to. */
  readonly variable: string;
  /** Undefined where nobody gave it. */
  readonly value: string | undefined;
  readonly isSet: boolean;
}

export interface FillSettings {
  readonly connection: string;
  readonly fields: readonly Field[];
  /** What the command line gave, by option. */
  readonly given: Readonly<Record<string, string | undefined>>;
  readonly asks: boolean;
}

/** Asks for what is missing; a secret is typed unseen, or is where the environment has it. Nothing is kept yet. */
export async function fillFields(settings: FillSettings, io: Io): Promise<Filled> {
  const { connection, fields, given, asks } = settings;
  const missing = fields.filter(({ option, secret, optional }) => !secret && optional !== true && !given[option]);
  if (!asks && missing.length > 0)
    throw new UsageError(
      missing.map(({ option }) => `--${dashed(option)} is missing`),
      "init",
    );
  const plain: Record<string, string> = {};
  const used: Record<string, string> = {};
  const secrets: NewSecret[] = [];
  for (const { option, question, secret, optional } of fields) {
    if (secret) {
      const variable = variableFor(connection, option);
      const set = io.env[variable] === "" ? undefined : io.env[variable];
      const value = set ?? (asks ? await io.ask(`${question} (not shown): `, { hidden: true }) : "");
      if (value !== "") used[option] = value;
      secrets.push({ option, variable, value: value === "" ? undefined : value, isSet: set !== undefined });
    } else {
      const text = given[option] ?? (asks ? await askFor(`${question}: `, optional === true, io) : "");
      if (text !== "") plain[option] = literal((used[option] = text));
    }
  }
  return { plain, used, secrets };
}

/** Where each secret is found from now on: typed ones go to the keychain, where there is one. */
export async function placeSecrets(
  { plain, secrets }: Filled,
  { connection, usesKeychain }: { readonly connection: string; readonly usesKeychain: boolean },
): Promise<{ readonly written: Readonly<Record<string, string>>; readonly unset: readonly string[] }> {
  const written: Record<string, string> = { ...plain };
  const unset: string[] = [];
  for (const { option, variable, value, isSet } of secrets) {
    const isKept = !isSet && value !== undefined && usesKeychain && (await keep(`${connection}/${option}`, value));
    written[option] = isKept ? reference("keychain", `${connection}/${option}`) : reference("env", variable);
    if (!isKept && !isSet) unset.push(variable);
  }
  return { written, unset };
}

/** `KINETIC_CLIENT_SECRET` for `clientSecret` of `kinetic`. */
function variableFor(connection: string, option: string): string {
  const name = `${connection}_${dashed(option)}`.replaceAll(/\W/g, "_").toUpperCase();
  return /^\d/.test(name) ? `_${name}` : name;
}

const dashed = (option: string): string => option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

async function askFor(question: string, isOptional: boolean, io: Io): Promise<string> {
  for (;;) {
    const text = (await io.ask(question)).trim();
    if (text !== "" || isOptional) return text;
  }
}

/** False where there is no keychain. */
async function keep(account: string, value: string): Promise<boolean> {
  const { writeKeychain } = await import("@erpgate/client/node");
  return writeKeychain(account, value).then(
    () => true,
    () => false,
  );
}
