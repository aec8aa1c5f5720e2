/** The two times that matter of a JWT's claims, in epoch seconds; undefined where absent or unreadable. */
export interface JwtTimes {
  readonly exp: number | undefined;
  readonly iat: number | undefined;
}

function epochSeconds(value: unknown): number | undefined {
  // Kinetic writes exp and iat as JSON strings (observed on 2026.1).
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/**
 * Reads `exp` and `iat` from the text of a JWT, if it is one. Nothing is verified, and nothing but the time of renewal may
 * hang on the answer: a client cannot check these signatures, and Kinetic's own tokens fail strict JWT readers.
 */
export function readJwtTimes(token: string): JwtTimes {
  try {
    const payload = token.split(".")[1] ?? "";
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const { exp, iat } = claims as { exp?: unknown; iat?: unknown };
    return { exp: epochSeconds(exp), iat: epochSeconds(iat) };
  } catch {
    return { exp: undefined, iat: undefined };
  }
}
