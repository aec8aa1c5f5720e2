import { ErpgateError } from "../errors.ts";

/** The error for a certificate that cannot be used. `why` repeats nothing of its content. */
export function unusable(why: string): ErpgateError {
  return new ErpgateError("TOKEN_CREDENTIAL_UNUSABLE", `the certificate cannot be used: ${why}`);
}
