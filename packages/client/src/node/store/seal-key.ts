import type { ScryptCost } from "./sealed.ts";

/** A key that seals: 256 bits, and an id that tells it from others without telling it. */
export interface SealKey {
  readonly bytes: Uint8Array;
  /** Sixteen hexadecimal digits. */
  readonly id: string;
}

/** Costs 96 MiB x time; what OWASP's password storage sheet asks of scrypt, in the form that needs 32 MiB at once. */
export const STORE_COST: ScryptCost = { logN: 15, r: 8, p: 3 };
/** A bundle leaves the machine, so a guess at it costs more. */
export const BUNDLE_COST: ScryptCost = { logN: 17, r: 8, p: 1 };
export const NO_COST: ScryptCost = { logN: 0, r: 0, p: 0 };

/** A key of 32 bytes as it is. */
export function rawKey(bytes: Uint8Array): SealKey {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const id = createHash("sha256").update("erpgate key id").update(bytes).digest("hex").slice(0, 16);
  return { bytes, id };
}

/** Reads a key's text: 32 bytes as base64, base64url or hexadecimal; undefined for anything else. */
export function readKeyText(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, "hex");
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed) ? Buffer.from(trimmed, "base64url") : undefined;
}

/** A new random key as text. */
export function newKeyText(): string {
  return process.getBuiltinModule("node:crypto").randomBytes(32).toString("base64url");
}

export function newSalt(): Uint8Array {
  return process.getBuiltinModule("node:crypto").randomBytes(16);
}

/** Whether a header asks for a cost that we would have written: a made-up one could ask for all memory there is. */
export function isSoundCost({ logN, r, p }: ScryptCost): boolean {
  return logN >= 14 && logN <= 20 && r === 8 && p >= 1 && p <= 4;
}

/** The key that a passphrase stands for; NFC, so that two keyboards' accents are the same. */
export function passphraseKey(passphrase: string, salt: Uint8Array, { logN, r, p }: ScryptCost): Promise<SealKey> {
  const { scrypt } = process.getBuiltinModule("node:crypto");
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, bytes) => {
      if (error) reject(error);
      else resolve(rawKey(bytes));
    });
  });
}
