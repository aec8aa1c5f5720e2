import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { decodeText } from "./decode-text.ts";
import { readKeychain } from "./keychain.ts";
import { printReference, type ReferenceFault, type TextPart } from "./reference.ts";
import { runReference } from "./run-reference.ts";

/** A secret or a certificate is far below this; a log file named by mistake is not. */
const MOST_FILE_BYTES = 64 * 1024;

/** A path that stands for standard input, as it does for curl. What was read is gone: one reference a run. */
const STANDARD_INPUT = "-";

/** Where references are looked up. */
export interface ReferenceSource {
  /** Paths in `${file:…}` are relative to this file. */
  readonly configFile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads the operating system's keychain. @default the real one */
  readonly keychain?: ((account: string) => Promise<string | undefined>) | undefined;
}

/** The text that a reference stands for. An empty one is a fault: a variable that was forgotten looks like that too. */
export async function resolveReference(
  part: Exclude<TextPart, { kind: "literal" }>,
  source: ReferenceSource,
): Promise<string | ReferenceFault> {
  switch (part.kind) {
    case "env":
      return fromEnvironment(part.name, source);
    case "file":
      return fromFile(part, source);
    case "keychain":
      return fromKeychain(part.account, source);
    case "exec":
      return runReference(part.command, dirname(source.configFile));
  }
}

async function fromKeychain(
  account: string,
  { keychain = readKeychain }: ReferenceSource,
): Promise<string | ReferenceFault> {
  const shown = JSON.stringify(account);
  try {
    const value = await keychain(account);
    if (value !== undefined && value !== "") return value;
    return fault(
      `needs ${shown} of the keychain, which is not there`,
      `Store it under the service "erpgate" and this name.`,
    );
  } catch {
    // What it says is known: no keychain can be used here.
    const fix = `Install the package @napi-rs/keyring and unlock the keychain, or use \${env:…} or \${file:…}.`;
    return fault(`needs ${shown} of the keychain, and no keychain can be used here`, fix);
  }
}

function fromEnvironment(name: string, { env }: ReferenceSource): string | ReferenceFault {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  const shown = JSON.stringify(name);
  if (value === undefined)
    return fault(`needs the environment variable ${shown}, which is not set`, "Set it, or correct its name.");
  if (value === "") return fault(`needs the environment variable ${shown}, which is empty`, "Give it a value.");
  return value;
}

function fromFile(part: Extract<TextPart, { kind: "file" }>, { configFile }: ReferenceSource): string | ReferenceFault {
  const isInput = part.path === STANDARD_INPUT;
  const file = resolve(dirname(configFile), part.path);
  const shown = `${printReference(part)} (${isInput ? "standard input" : file})`;
  const tooLarge = `names ${shown}, which is larger than ${MOST_FILE_BYTES / 1024} KiB`;
  try {
    if (!isInput && statSync(file).size > MOST_FILE_BYTES)
      return fault(tooLarge, "Name the file that holds the secret alone.");
    const bytes = readFileSync(isInput ? 0 : file);
    if (bytes.length > MOST_FILE_BYTES) return fault(tooLarge, "Give the secret alone.");
    return fromText(decodeText(bytes), shown);
  } catch (error) {
    return fault(
      `names ${shown}, which ${readingFault(error)}`,
      "Correct the path (it is relative to this file) or the rights.",
    );
  }
}

function fromText(text: string | undefined, shown: string): string | ReferenceFault {
  if (text === undefined) return fault(`names ${shown}, which is not text in UTF-8`, "Save it as UTF-8.");
  // Editors and `echo` end a file with a newline that is not part of the secret. A second one would be.
  const value = text.replace(/\r?\n$/, "");
  return value === "" ? fault(`names ${shown}, which is empty`, "Write the value into it.") : value;
}

/** What a failure to read a file means, in words that go on after "which". */
export function readingFault(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "an unknown error";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "this user may not read";
    case "EISDIR":
      return "is a folder";
    default:
      return `cannot be read (${code})`;
  }
}

function fault(message: string, fix: string): ReferenceFault {
  return { message, fix };
}
