import type { Endpoint } from "../http/endpoint.ts";
import { readAnswer } from "../http/read-answer.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { isRedirect, redirectError } from "../http/redirect.ts";
import { refusalError } from "../http/refusal.ts";
import { sendTokenRequest } from "../token/token-request.ts";
import type { EntraWorld } from "./entra-world.ts";
import { classifyEntra } from "./failure-class.ts";
import type { Grant } from "./failure-class.ts";

/** A form for Entra, before it is sent. */
export interface EntraForm {
  readonly url: URL;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly endpointOf: (url: URL) => Endpoint;
  readonly world: EntraWorld;
  readonly grant: Grant;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Sends a form and gives an answer of success. The request is named (`client-request-id`), so that Microsoft's support and the
 * tenant's sign-in log can find it.
 *
 * @throws {ErpgateError} for every other answer, classed by its evidence
 */
export async function sendForm(form: EntraForm): Promise<ReadAnswer> {
  const { url, body, world, grant, secrets, signal } = form;
  const path = url.pathname + url.search;
  const id = process.getBuiltinModule("node:crypto").randomUUID();
  const headers = { ...form.headers, "client-request-id": id };
  const endpoint = form.endpointOf(url);
  const { timeoutMs } = world;
  const sent = await sendTokenRequest({ endpoint, path, headers, body, timeoutMs, signal });
  if (isRedirect(sent.status)) throw redirectError("POST", endpoint.origin + path, sent);
  const answer = await readAnswer(sent);
  if (answer.status >= 200 && answer.status <= 299) return answer;
  const failure = classifyEntra(answer.status, answer.body, grant);
  throw refusalError({ failure, method: "POST", path, answer, body: answer.body, secrets, nowMs: world.runtime.now() });
}
