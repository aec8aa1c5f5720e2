import { createCipheriv, createDecipheriv } from "node:crypto";
import { StoreError } from "../store/store-error.ts";

/** First byte of every sealed value, so that a later form can be told from this one. */
const FORM = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The bytes of a sealed value, taken apart: form, key id with its length, nonce, ciphertext, tag. */
interface SealedParts {
  readonly keyId: string;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * AES-256-GCM under `key`. The label is authenticated too, so that a value sealed for one purpose cannot be put in the
 * place of another.
 * @returns base64url text that names the key by `keyId`
 */
export function sealWith(key: Uint8Array, keyId: string, nonce: Uint8Array, plain: Uint8Array, label: string): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(associated(keyId, label));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const id = Buffer.from(keyId);
  return Buffer.concat([Buffer.from([FORM, id.length]), id, nonce, ciphertext, cipher.getAuthTag()]).toString(
    "base64url",
  );
}

/** @throws StoreError `SEAL_BROKEN` when the value was changed, moved to another label, or sealed with another key */
export function openWith(key: Uint8Array, sealed: string, label: string): Uint8Array {
  const { keyId, nonce, ciphertext, tag } = takeApart(sealed);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated(keyId, label));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch (error) {
    throw broken("It was changed, moved, or sealed with another key", { cause: error });
  }
}

/** Which key sealed it. */
export function sealedKeyId(sealed: string): string {
  return takeApart(sealed).keyId;
}

function takeApart(sealed: string): SealedParts {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes[0] !== FORM) throw broken(`Its form is ${String(bytes[0])}, this erpgate knows form ${FORM}`);
  const nonceAt = 2 + (bytes[1] ?? 0);
  if (bytes.length < nonceAt + NONCE_BYTES + TAG_BYTES) throw broken("It is too short");
  return {
    keyId: bytes.toString("utf8", 2, nonceAt),
    nonce: bytes.subarray(nonceAt, nonceAt + NONCE_BYTES),
    ciphertext: bytes.subarray(nonceAt + NONCE_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
}

/** Lengths before the parts, so that no part can borrow characters from its neighbour. */
function associated(keyId: string, label: string): Buffer {
  return Buffer.from(`erpgate-seal-${FORM}|${keyId.length}:${keyId}|${label.length}:${label}`);
}

function broken(why: string, options: { cause?: unknown } = {}): StoreError {
  const next = "Restore the key file that belongs to this store.";
  return new StoreError("SEAL_BROKEN", `A sealed key in the store cannot be opened. ${why}. ${next}`, options);
}
