import { ErpgateError } from "../errors.ts";

/** What has to be known again when the answer of a login comes. */
export interface PendingLogin {
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  /** Absent where PKCE was switched off. */
  readonly codeVerifier?: string;
}

/** Keeps texts beside tokens: every file token store does. */
export interface NoteStore {
  readNote(name: string): Promise<string | undefined>;
  writeNote(name: string, text: string | undefined): Promise<void>;
}

/** Under which the pending login lies in the settings that the code will be redeemed with. */
export const PENDING_NOTE = "pending-login";

/**
 * A pending login as one opaque text, to be kept by whoever began it: in the user's session, or in the settings of the program
 * that will redeem the code. It is secret, because it holds the verifier.
 */
export function writePendingLogin(pending: PendingLogin): string {
  return Buffer.from(JSON.stringify({ v: 1, ...pending }), "utf8").toString("base64url");
}

/** @throws {ErpgateError} REQUEST_INVALID for a text that is none */
export function readPendingLogin(text: string): PendingLogin {
  try {
    const value = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Partial<Record<string, unknown>>;
    const { v, state, nonce, redirectUri, codeVerifier } = value;
    const isText = (part: unknown): part is string => typeof part === "string" && part !== "";
    if (v === 1 && isText(state) && isText(nonce) && isText(redirectUri))
      return { state, nonce, redirectUri, ...(isText(codeVerifier) && { codeVerifier }) };
  } catch {
    // Said below.
  }
  throw new ErpgateError(
    "REQUEST_INVALID",
    "this is no pending login: give the very text that beginning the login gave",
  );
}
