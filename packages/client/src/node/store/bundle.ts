import { ErpgateError } from "../../errors.ts";
import type { SecretText } from "../../secret.ts";
import { revealed } from "../../secret.ts";
import type { StoredToken } from "../../token/token-store.ts";
import { BUNDLE_COST, isSoundCost, newSalt, passphraseKey } from "./seal-key.ts";
import { readHeader, seal, unseal } from "./sealed.ts";
import { readContents, writeContents } from "./store-contents.ts";

/** Tokens, each under its name in the store. */
export type StoredTokens = ReadonlyMap<string, StoredToken>;

export interface SealBundleOptions {
  readonly passphrase: SecretText;
  /** How long the bundle can be opened, in milliseconds. @default 900000 */
  readonly lifetimeMs?: number;
  /** The time in epoch milliseconds. @default Date.now() */
  readonly nowMs?: number;
}

export interface OpenBundleOptions {
  readonly passphrase: SecretText;
  /** The time in epoch milliseconds. @default Date.now() */
  readonly nowMs?: number;
}

/** Long enough for a copy to a machine that is at hand, too short for a file that lies about. */
const LIFETIME_MS = 900_000;
const WHAT = "the bundle";
const PREFIX = "erpgate-bundle:";

/**
 * Seals stored tokens for another machine: one line of text that a terminal, a pipe or a mail carries, opened by the passphrase
 * alone and only for a while.
 */
export async function sealBundle(tokens: StoredTokens, options: SealBundleOptions): Promise<string> {
  const { passphrase, lifetimeMs = LIFETIME_MS, nowMs = Date.now() } = options;
  const salt = newSalt();
  const key = await passphraseKey(revealed(passphrase), salt, BUNDLE_COST);
  const header = { keyKind: 0, cost: BUNDLE_COST, salt, atMs: nowMs + lifetimeMs };
  const text = writeContents({ tokens: new Map(tokens), notes: new Map() });
  return PREFIX + Buffer.from(seal("bundle", header, key, text)).toString("base64url");
}

/**
 * Opens what {@link sealBundle} made; blanks and line breaks that a terminal added do no harm.
 *
 * @throws {ErpgateError} BUNDLE_EXPIRED, STORE_KEY_WRONG for a wrong passphrase, STORE_DAMAGED, STORE_VERSION_UNSUPPORTED
 */
export async function openBundle(
  text: string,
  { passphrase, nowMs = Date.now() }: OpenBundleOptions,
): Promise<StoredTokens> {
  const bytes = bytesOf(text);
  const header = readHeader("bundle", bytes, WHAT);
  if (!isSoundCost(header.cost))
    throw new ErpgateError("STORE_DAMAGED", `${WHAT} was damaged or tampered with; nothing was imported`);
  const key = await passphraseKey(revealed(passphrase), header.salt, header.cost);
  if (key.id !== header.keyId)
    throw new ErpgateError("STORE_KEY_WRONG", `the passphrase does not open ${WHAT}; nothing was imported`);
  const contents = readContents(unseal(bytes, key, WHAT), WHAT);
  // After it was opened: before that, the time in the header is anybody's word.
  if (header.atMs <= nowMs) throw expired(header.atMs);
  return contents.tokens;
}

function bytesOf(text: string): Uint8Array {
  const line = text.replaceAll(/\s+/g, "");
  const body = line.startsWith(PREFIX) ? line.slice(PREFIX.length) : "";
  if (!/^[\w-]+$/.test(body)) throw new ErpgateError("STORE_DAMAGED", `this is no bundle: one begins with ${PREFIX}`);
  return Buffer.from(body, "base64url");
}

function expired(atMs: number): ErpgateError {
  return new ErpgateError(
    "BUNDLE_EXPIRED",
    `${WHAT} could be opened until ${new Date(atMs).toISOString()}; nothing was imported`,
  );
}
