import { randomBytes } from "node:crypto";
import { operatorName } from "../audit/operator-name.ts";
import { readKeyFile } from "../keys/key-file.ts";
import { createKeyring } from "../keys/keyring.ts";
import { StoreError } from "../store/store-error.ts";
import { LONGEST_OPERATOR_TOKEN_MS, makeOperatorToken } from "./operator-token.ts";

/**
 * Makes a token for the administration's API from the key file alone; the gateway need not run.
 * @param lifetimeMs at most twelve hours
 * @param nowMs epoch milliseconds
 * @param operator who it is made for: the name that audit rows have
 * @throws RangeError for another lifetime; StoreError for the key file
 */
export async function issueOperatorToken(
  keyFile: string,
  lifetimeMs: number,
  nowMs: number,
  operator: string = "unnamed",
): Promise<{ readonly token: string; readonly expiresAtMs: number }> {
  if (!(lifetimeMs > 0 && lifetimeMs <= LONGEST_OPERATOR_TOKEN_MS))
    throw new RangeError("A token for the administration is good for twelve hours at most.");
  const masters = await readKeyFile(keyFile);
  if (masters === undefined) {
    const message = `The key file ${keyFile} is missing. Set "keyFile" to where the running gateway has it.`;
    throw new StoreError("KEY_FILE_MISSING", message);
  }
  const expiresAtMs = nowMs + lifetimeMs;
  const nonce = randomBytes(16).toString("hex");
  return {
    token: makeOperatorToken(createKeyring(masters, randomBytes), {
      expiresAtMs,
      nonce,
      operator: operatorName(operator),
    }),
    expiresAtMs,
  };
}
