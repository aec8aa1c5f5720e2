import { ErpgateError } from "../../errors.ts";
import type { SealKey } from "./seal-key.ts";

/** What a sealed file is: it stands in its first four bytes. */
export type SealedKind = "store" | "bundle";

const MAGIC: Readonly<Record<SealedKind, string>> = { store: "EGST", bundle: "EGBU" };
const VERSION = 1;
const HEADER_BYTES = 53;
const NONCE_AT = 41;
const TAG_BYTES = 16;

/** The readable beginning of a sealed file. All of it is authenticated, so none of it can be changed unnoticed. */
export interface SealedHeader {
  /** Where its key came from, as a number of `keyKinds`: for the message when it is not at hand. */
  readonly keyKind: number;
  /** The first bytes of a digest of the key: tells a wrong key from a damaged file. */
  readonly keyId: string;
  /** How a passphrase becomes the key; log2 of N, then r and p; zeros where the key is no passphrase. */
  readonly cost: ScryptCost;
  /** Sixteen bytes. */
  readonly salt: Uint8Array;
  /** In epoch milliseconds: a store's last change, a bundle's end. */
  readonly atMs: number;
}

/** What a passphrase costs whoever guesses. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * Seals a text: header, nonce, AES-256-GCM of the text, tag. The nonce is random and 96 bits long: a key may seal 2^32 times
 * before two alike become likely, and a store changes once a token.
 */
export function seal(kind: SealedKind, header: Omit<SealedHeader, "keyId">, key: SealKey, text: string): Uint8Array {
  const { createCipheriv, randomBytes } = process.getBuiltinModule("node:crypto");
  const head = Buffer.alloc(HEADER_BYTES);
  head.write(MAGIC[kind], 0, "latin1");
  head.set([VERSION, header.keyKind], 4);
  head.set(Buffer.from(key.id, "hex"), 6);
  head.set([header.cost.logN, header.cost.r, header.cost.p], 14);
  head.set(header.salt, 17);
  head.writeBigUInt64BE(BigInt(Math.trunc(header.atMs)), 33);
  head.set(randomBytes(12), NONCE_AT);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, head.subarray(NONCE_AT));
  cipher.setAAD(head);
  return Buffer.concat([head, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Reads the header alone.
 *
 * @param what names the file in messages
 * @throws {ErpgateError} STORE_DAMAGED, STORE_VERSION_UNSUPPORTED
 */
export function readHeader(kind: SealedKind, bytes: Uint8Array, what: string): SealedHeader {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_BYTES));
  if (head.toString("latin1", 0, 4) !== MAGIC[kind])
    throw new ErpgateError("STORE_DAMAGED", `${what} is no erpgate ${kind}; it was left as it is`);
  if (head[4] !== VERSION) throw otherVersion(what, head[4] ?? 0);
  if (bytes.length < HEADER_BYTES + TAG_BYTES) throw damaged(what);
  const [logN = 0, r = 0, p = 0] = head.subarray(14, 17);
  return {
    keyKind: head[5] ?? 0,
    keyId: head.toString("hex", 6, 14),
    cost: { logN, r, p },
    salt: head.subarray(17, 33),
    atMs: Number(head.readBigUInt64BE(33)),
  };
}

/**
 * Opens what `seal` made, with a key whose id is the header's.
 *
 * @throws {ErpgateError} STORE_DAMAGED where a single bit differs
 */
export function unseal(bytes: Uint8Array, key: SealKey, what: string): string {
  const { createDecipheriv } = process.getBuiltinModule("node:crypto");
  const head = bytes.subarray(0, HEADER_BYTES);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, head.subarray(NONCE_AT), { authTagLength: TAG_BYTES });
    decipher.setAAD(head);
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return decipher.update(bytes.subarray(HEADER_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    throw damaged(what);
  }
}

function damaged(what: string): ErpgateError {
  return new ErpgateError(
    "STORE_DAMAGED",
    `${what} was damaged or tampered with, so nothing of it is used; it was left as it is`,
  );
}

function otherVersion(what: string, version: number): ErpgateError {
  const whose = version < VERSION ? "an older" : "a newer";
  return new ErpgateError(
    "STORE_VERSION_UNSUPPORTED",
    `${what} was written by ${whose} erpgate (format ${String(version)}; this one reads ${String(VERSION)}); it was left as it is`,
  );
}
