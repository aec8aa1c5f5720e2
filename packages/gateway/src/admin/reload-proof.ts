import { operatorName } from "../audit/operator-name.ts";
import type { Keyring } from "../keys/keyring.ts";
import type { ReadOperator } from "./operator-token.ts";

/** How long a proof is good: enough for a slow machine, too little for whoever finds it in a log. */
const LIFETIME_MS = 30_000;
const SCHEME = "Erpgate-Proof";
const FORM = /^Erpgate-Proof (\d{13})\.([0-9a-f]{32})\.([\w-]{1,600})\.([0-9a-f]{64})\.([!-~]{1,100})$/;

/**
 * Shows that the sender can read the key file, without sending anything of it: an HMAC over what is asked of whom, by whom
 * and when. It is worth nothing at another gateway (the host is in it), a minute later, or a second time.
 *
 * @param host as the Host header will say it
 * @param nonce 32 hex digits, random
 * @param operator who asks; it stands in the audit row
 * @returns the Authorization header
 */
export function makeReloadProof(
  keyring: Pick<Keyring, "prove">,
  given: { readonly host: string; readonly nowMs: number; readonly nonce: string; readonly operator: string },
): string {
  const { host, nowMs, nonce } = given;
  const operator = Buffer.from(operatorName(given.operator)).toString("base64url");
  const { keyId, mac } = keyring.prove(provenText(host, String(nowMs), nonce, operator));
  return `${SCHEME} ${nowMs}.${nonce}.${operator}.${mac}.${keyId}`;
}

/** Checks proofs, each once. */
export interface ProofChecker {
  /** @returns who asks, or why it is refused, for operators */
  read(authorization: string | undefined, host: string, nowMs: number): ReadOperator;
}

/** @returns a checker that remembers what it has seen for as long as that could be sent again */
export function createProofChecker(keyring: Pick<Keyring, "proves">): ProofChecker {
  const seen = new Map<string, number>();
  return {
    read(authorization, host, nowMs) {
      const [, time = "", nonce = "", operator = "", mac = "", keyId = ""] = FORM.exec(authorization ?? "") ?? [];
      if (time === "") return { why: "no proof" };
      if (!keyring.proves(keyId, mac, provenText(host, time, nonce, operator))) return { why: "wrong proof" };
      if (Math.abs(nowMs - Number(time)) > LIFETIME_MS) return { why: "proof out of time" };
      for (const [known, untilMs] of seen) if (untilMs < nowMs) seen.delete(known);
      if (seen.has(nonce)) return { why: "proof used before" };
      // Only what holds is remembered, so nobody without the key can fill the memory. A clock ahead makes it hold longer.
      seen.set(nonce, Number(time) + LIFETIME_MS);
      return { operator: operatorName(Buffer.from(operator, "base64url").toString("utf8")) };
    },
  };
}

function provenText(host: string, time: string, nonce: string, operator: string): string {
  return ["erpgate", "POST /reload", host.toLowerCase(), time, nonce, operator].join("\n");
}
