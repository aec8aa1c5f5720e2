import type { Mount } from "../../connections/mount.ts";
import type { Injection } from "../../connections/outlet.ts";
import { requestFrom } from "../../connections/request-from.ts";
import { CheckedAnswer } from "../../forward/checked-answer.ts";

/** A small call, and how it is let in. */
export interface WholeCall {
  readonly method: string;
  /** As it is sent, base path and query included. */
  readonly target: string;
  /** Names and values in turn; neither credential nor length. */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
  readonly injection: Injection;
  readonly signal: AbortSignal;
}

/** Thrown where the answer is longer than any answer of that kind. */
export class AnswerTooLong extends Error {}

/** Sends a call and reads its answer whole, because what comes next depends on it. @throws undici's errors, AnswerTooLong */
export async function sendWhole({ pool }: Mount, call: WholeCall): Promise<{ status: number; answer: CheckedAnswer }> {
  const { method, target: path, body, injection, signal } = call;
  // IIS answers 411 to a POST without a length (claimed).
  const length = method === "POST" ? ["content-length", String(body?.length ?? 0)] : [];
  const headers = [...call.headers, ...length, ...injection.headers];
  const received = await requestFrom(pool, {
    method,
    path,
    headers,
    body: body ?? null,
    signal,
  });
  const answer = new CheckedAnswer(received.statusCode, received.headers);
  for await (const chunk of received.body) {
    if (!answer.take(chunk as Buffer)) throw new AnswerTooLong("The answer is too long.");
  }
  return { status: received.statusCode, answer };
}
