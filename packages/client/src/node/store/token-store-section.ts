import { readFields, readText } from "../../options/read-option.ts";
import type { Report } from "../../options/report.ts";

/** The section `tokenStore` of a configuration. It names where the key is, and so holds no secret. */
export interface TokenStoreSection {
  /** Relative to the configuration. @default the user's own */
  readonly file?: string | undefined;
  /** Environment variable that holds the key. */
  readonly keyEnv?: string | undefined;
  /** File that holds the key; relative to the configuration. */
  readonly keyFile?: string | undefined;
  /** Name of the key in the operating system's keychain. */
  readonly keychain?: string | undefined;
  /** Environment variable that holds a passphrase. */
  readonly passphraseEnv?: string | undefined;
  /** File that holds a passphrase; relative to the configuration. */
  readonly passphraseFile?: string | undefined;
}

const KEYS = ["keyFile", "keyEnv", "keychain", "passphraseFile", "passphraseEnv"] as const;

/** Checks the section; undefined where there is none. At most one of its members says where the key is. */
export function checkTokenStoreSection(value: unknown, report: Report): TokenStoreSection | undefined {
  if (value === undefined) return undefined;
  const fields = readFields(value, "the token store", ["file", ...KEYS], report);
  if (!fields) return undefined;
  const file = readText(fields, "file", report);
  const keys = KEYS.map((name) => [name, readText(fields, name, report)] as const).filter(
    ([, text]) => text !== undefined,
  );
  if (keys.length > 1)
    report([keys[1]?.[0] ?? ""], `is one key too many: ${keys[0]?.[0] ?? ""} is given, too`, "Keep one of them.");
  return { file, ...Object.fromEntries(keys) };
}
