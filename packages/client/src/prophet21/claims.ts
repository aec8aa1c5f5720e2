import { decodeText } from "../http/decode-text.ts";

/**
 * What a Prophet 21 token says of itself. Nothing of it is verified, and it lets nobody in: a client has no key to check the
 * signature with. It tells causes apart, and answers a program's questions before a call is made.
 */
export interface Prophet21Claims {
  /** `sub`: the Prophet 21 user, perhaps as `domain\user`; empty for a key that names none (observed). */
  readonly user: string;
  /** `aud`: the consumer key's scope as it was when the token was made; empty for a user's token (observed). */
  readonly scope: string;
  /** `P21.ConsumerUid`; undefined on a user's token (observed). */
  readonly consumerUid: string | undefined;
  /** `P21.SessionId`: the middleware session, another for each token (observed). */
  readonly sessionId: string | undefined;
  /** `iss`: `P21.Soa` (observed). */
  readonly issuer: string | undefined;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** RFC 7519 lets `aud` be a list; Prophet 21 writes one text (observed). */
function scopeText(audience: unknown): string {
  if (Array.isArray(audience)) return audience.filter((entry) => typeof entry === "string").join(";");
  return text(audience) ?? "";
}

/**
 * Reads the claims of a token without verifying anything.
 *
 * @returns undefined for a text that is no JWT, such as an opaque key. Never throws.
 */
export function readClaims(token: string): Prophet21Claims | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const bytes = process.getBuiltinModule("node:buffer").Buffer.from(payload, "base64url");
    const claims: unknown = JSON.parse(decodeText(bytes));
    if (typeof claims !== "object" || claims === null || Array.isArray(claims)) return undefined;
    const { sub, aud, iss, ...more } = claims as Readonly<Record<string, unknown>>;
    return {
      user: text(sub) ?? "",
      scope: scopeText(aud),
      consumerUid: text(more["P21.ConsumerUid"]),
      sessionId: text(more["P21.SessionId"]),
      issuer: text(iss),
    };
  } catch {
    return undefined;
  }
}
