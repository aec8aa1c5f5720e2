import { ErpgateError } from "@erpgate/client";
import { CheckedAnswer } from "../forward/checked-answer.ts";
import type { Mount } from "./mount.ts";
import { requestFrom } from "./request-from.ts";

/** What came of trying a login: undefined when the ERP lets it in, else the code of what was in the way. */
export interface LoginFault {
  /** Whether the ERP said no; otherwise nobody knows what it would have said. */
  readonly refused: boolean;
  readonly code: string;
}

/** Long enough for an ERP that wakes up, and for all connections at once shorter than whoever asked for the reload waits. */
const PATIENCE_MS = 10_000;

/**
 * Tries a login once, before it takes the place of one that works: asks for its token if it has one, then makes the
 * smallest read that its dialect knows. Nothing is repeated, because an ERP may lock an account after a few wrong passwords.
 */
export async function tryLogin(mount: Mount): Promise<LoginFault | undefined> {
  // It has none: each call is let in as the user who makes it.
  if (mount.forUsers) return undefined;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const { headers } = await mount.outlet.obtain(signal);
    const { controlRead } = mount.dialect;
    return controlRead === undefined ? undefined : await read(mount, mount.basePath + controlRead, headers, signal);
  } catch (error) {
    // A mistake of ours says nothing about the ERP.
    if (error instanceof TypeError) throw error;
    if (!ErpgateError.is(error)) return { refused: false, code: "ERP_UNREACHABLE" };
    // As callers are told: what will not pass by itself is a no.
    return { refused: !error.retryable && error.status !== undefined, code: error.code };
  }
}

async function read(
  { pool, dialect }: Mount,
  path: string,
  headers: readonly string[],
  signal: AbortSignal,
): Promise<LoginFault | undefined> {
  const sent = [...headers, "accept", "application/json"];
  const {
    statusCode,
    headers: received,
    body,
  } = await requestFrom(pool, { method: "GET", path, headers: sent, signal });
  const answer = new CheckedAnswer(statusCode, received);
  for await (const chunk of body) if (statusCode < 400 || !answer.take(chunk as Buffer)) break;
  if (statusCode < 400) return undefined;
  const failure = dialect.classifyFailure(answer.evidence());
  if (dialect.concernsLogin(failure, statusCode)) return { refused: true, code: failure.code };
  // Whoever may not read this is let in all the same; an ERP that fails has not said.
  return statusCode < 500 ? undefined : { refused: false, code: failure.code };
}
