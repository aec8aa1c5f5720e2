import type { Keyring } from "../keys/keyring.ts";

/** How long a proof is good: enough for a slow machine, too little for whoever finds it in a log. */
const LIFETIME_MS = 30_000;
const SCHEME = "Erpgate-Proof";
const FORM = /^Erpgate-Proof (\d{13})\.([0-9a-f]{32})\.([0-9a-f]{64})\.([!-~]{1,100})$/;

/**
 * Shows that the sender can read the key file, without sending anything of it: an HMAC over what is asked of whom and
 * when. It is worth nothing at another gateway (the host is in it), a minute later, or a second time.
 *
 * @param host as the Host header will say it
 * @param nonce 32 hex digits, random
 * @returns the Authorization header
 */
export function makeReloadProof(
  keyring: Pick<Keyring, "prove">,
  { host, nowMs, nonce }: { readonly host: string; readonly nowMs: number; readonly nonce: string },
): string {
  const { keyId, mac } = keyring.prove(provenText(host, String(nowMs), nonce));
  return `${SCHEME} ${nowMs}.${nonce}.${mac}.${keyId}`;
}

/** Checks proofs, each once. */
export interface ProofChecker {
  /** @returns why it is refused, for operators; undefined when it holds */
  refuse(authorization: string | undefined, host: string, nowMs: number): string | undefined;
}

/** @returns a checker that remembers what it has seen for as long as that could be sent again */
export function createProofChecker(keyring: Pick<Keyring, "proves">): ProofChecker {
  const seen = new Map<string, number>();
  return {
    refuse(authorization, host, nowMs) {
      const [, time = "", nonce = "", mac = "", keyId = ""] = FORM.exec(authorization ?? "") ?? [];
      if (time === "") return "no proof";
      if (!keyring.proves(keyId, mac, provenText(host, time, nonce))) return "wrong proof";
      if (Math.abs(nowMs - Number(time)) > LIFETIME_MS) return "proof out of time";
      for (const [known, untilMs] of seen) if (untilMs < nowMs) seen.delete(known);
      if (seen.has(nonce)) return "proof used before";
      // Only what holds is remembered, so nobody without the key can fill the memory. A clock ahead makes it hold longer.
      seen.set(nonce, Number(time) + LIFETIME_MS);
      return undefined;
    },
  };
}

function provenText(host: string, time: string, nonce: string): string {
  return ["erpgate", "POST /reload", host.toLowerCase(), time, nonce].join("\n");
}
