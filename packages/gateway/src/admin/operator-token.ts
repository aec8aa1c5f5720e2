import type { Keyring } from "../keys/keyring.ts";

const PREFIX = "ega_";
const FORM = /^Bearer ega_(\d{13})\.([0-9a-f]{32})\.([0-9a-f]{64})\.([!-~]{1,100})$/i;

/** Longer ones are for the key file, which makes a new one at any time. */
export const LONGEST_OPERATOR_TOKEN_MS: number = 12 * 3_600_000;
/** How far the clock of the computer that made a token may be ahead. */
const SKEW_MS = 30_000;

/**
 * Lets its bearer in at the administration's API until it ends. It is stored nowhere: an HMAC under the key file says that
 * whoever made it can read that file, and whoever can read that file is an operator already. It is good at every replica
 * that has the key file, since they administer one store.
 *
 * @param nonce 32 hex digits, random, so that two tokens of one moment differ
 */
export function makeOperatorToken(
  keyring: Pick<Keyring, "prove">,
  { expiresAtMs, nonce }: { readonly expiresAtMs: number; readonly nonce: string },
): string {
  const { keyId, mac } = keyring.prove(provenText(String(expiresAtMs), nonce));
  return `${PREFIX}${expiresAtMs}.${nonce}.${mac}.${keyId}`;
}

/** @returns why an Authorization header does not let in, for operators; undefined when it does */
export function refuseOperatorToken(
  keyring: Pick<Keyring, "proves">,
  authorization: string | undefined,
  nowMs: number,
): string | undefined {
  const [, expires = "", nonce = "", mac = "", keyId = ""] = FORM.exec(authorization ?? "") ?? [];
  if (expires === "") return "no token";
  if (!keyring.proves(keyId, mac, provenText(expires, nonce))) return "wrong token";
  if (Number(expires) <= nowMs) return "token has ended";
  if (Number(expires) > nowMs + LONGEST_OPERATOR_TOKEN_MS + SKEW_MS) return "token is for too long";
  return undefined;
}

/** Its second line keeps it apart from every other proof under the same key. */
function provenText(expires: string, nonce: string): string {
  return ["erpgate", "administration token", expires, nonce].join("\n");
}
