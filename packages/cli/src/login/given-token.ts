import type { StoredToken } from "@erpgate/client";
import type { Io } from "../command.ts";
import { UsageError } from "../usage-error.ts";

const MAX_BYTES = 64 * 1024;
/** Where a token does not say when it ends: what both systems were seen to give. */
const LIFETIME_MS = 3_600_000;

/** A token from standard input, as `--with-token` takes it. */
export async function readGivenToken(io: Io): Promise<StoredToken> {
  const text = new TextDecoder().decode(await io.readInput(MAX_BYTES)).trim();
  if (!/^[\u0021-\u007e]+$/.test(text))
    throw new UsageError(["standard input holds no token: one is a single word without blanks"], "login");
  const obtainedAtMs = io.now();
  const expiresAtMs = endOf(text) ?? obtainedAtMs + LIFETIME_MS;
  if (expiresAtMs <= obtainedAtMs)
    throw new UsageError([`the token on standard input ended at ${new Date(expiresAtMs).toISOString()}`], "login");
  return { token: text, obtainedAtMs, expiresAtMs };
}

/** `exp` of a JWT in epoch milliseconds; Kinetic writes it as a text. */
function endOf(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as {
      exp?: unknown;
    };
    const seconds = Number(claims.exp);
    return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  } catch {
    return undefined;
  }
}
