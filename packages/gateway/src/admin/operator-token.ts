import { operatorName } from "../audit/operator-name.ts";
import type { Keyring } from "../keys/keyring.ts";

const PREFIX = "ega_";
const FORM = /^Bearer ega_(\d{13})\.([0-9a-f]{32})\.([\w-]{1,140})\.([0-9a-f]{64})\.([!-~]{1,100})$/i;

/** Longer ones are for the key file, which makes a new one at any time. */
export const LONGEST_OPERATOR_TOKEN_MS: number = 12 * 3_600_000;
/** How far the clock of the computer that made a token may be ahead. */
const SKEW_MS = 30_000;

/**
 * Lets its bearer in at the administration's API until it ends. It is stored nowhere: an HMAC under the key file says that
 * whoever made it can read that file, and whoever can read that file is an operator already. It is good at every replica
 * that has the key file, since they administer one store.
 *
 * @param given.nonce 32 hex digits, random, so that two tokens of one moment differ
 * @param given.operator who it is made for; it stands in the audit row of what is done with it
 */
export function makeOperatorToken(
  keyring: Pick<Keyring, "prove">,
  given: { readonly expiresAtMs: number; readonly nonce: string; readonly operator: string },
): string {
  const { expiresAtMs, nonce } = given;
  const operator = Buffer.from(given.operator).toString("base64url");
  const { keyId, mac } = keyring.prove(provenText(String(expiresAtMs), nonce, operator));
  return `${PREFIX}${expiresAtMs}.${nonce}.${operator}.${mac}.${keyId}`;
}

/** Whose token it is, or why it does not let in, for operators. */
export type ReadOperator = { readonly operator: string } | { readonly why: string };

/** Reads an Authorization header. */
export function readOperatorToken(
  keyring: Pick<Keyring, "proves">,
  authorization: string | undefined,
  nowMs: number,
): ReadOperator {
  const [, expires = "", nonce = "", operator = "", mac = "", keyId = ""] = FORM.exec(authorization ?? "") ?? [];
  if (expires === "") return { why: "no token" };
  if (!keyring.proves(keyId, mac, provenText(expires, nonce, operator))) return { why: "wrong token" };
  if (Number(expires) <= nowMs) return { why: "token has ended" };
  if (Number(expires) > nowMs + LONGEST_OPERATOR_TOKEN_MS + SKEW_MS) return { why: "token is for too long" };
  return { operator: operatorName(Buffer.from(operator, "base64url").toString("utf8")) };
}

/** Its second line keeps it apart from every other proof under the same key. */
function provenText(expires: string, nonce: string, operator: string): string {
  return ["erpgate", "administration token", expires, nonce, operator].join("\n");
}
