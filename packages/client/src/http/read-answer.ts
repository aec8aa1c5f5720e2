import type { ErpAnswer } from "../connection.ts";
import { decodeText } from "./decode-text.ts";
import type { Answer } from "./endpoint.ts";
import { EVIDENCE_BYTES } from "./refusal.ts";

/** An answer whose body was looked at, and can be read again by whoever gets it. */
export interface ReadAnswer extends Answer {
  /** The body, at most its first 64 KiB. */
  readonly body: string;
}

/** Reads the beginning of an answer's body without taking it from its receiver. A refusal's body is small; more is cut. */
export async function readAnswer(answer: Answer | ReadAnswer): Promise<ReadAnswer> {
  if ("body" in answer) return answer;
  const bytes = await answer.beginning(EVIDENCE_BYTES);
  const body = decodeText(bytes);
  return {
    status: answer.status,
    body,
    header: (name) => answer.header(name),
    headers: () => answer.headers(),
    text: () => Promise.resolve(body),
    beginning: () => Promise.resolve(bytes),
    response: () => toResponse(answer, bytes),
    plain: () => plainAgain(answer, bytes),
    discard: () => undefined,
  };
}

function plainAgain(answer: Answer, bytes: Uint8Array): ErpAnswer {
  const { status, statusText, url, headers } = answer.plain();
  return { status, statusText, url, headers, body: () => once(bytes) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  await Promise.resolve();
  yield bytes;
}

function toResponse(answer: Answer, bytes: Uint8Array): Response {
  const { "content-length": _length, "transfer-encoding": _coding, ...headers } = answer.headers();
  const response = new Response(new Uint8Array(bytes), { status: answer.status, headers });
  // A Response that is made and not fetched has no address of its own.
  return Object.defineProperty(response, "url", { value: answer.response().url });
}
