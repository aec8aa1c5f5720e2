import { ErpgateError } from "../../errors.ts";
import { makeCall, refusal } from "../../http/call.ts";
import type { KineticCaller } from "../caller-with.ts";
import { serviceName } from "../names.ts";
import { batchParts } from "./batch-parts.ts";
import { batchResult } from "./batch-result.ts";
import type { BatchOptions, BatchPart, BatchRequest, BatchResult, PartAnswers } from "./batch-types.ts";
import { readJsonBatch, writeJsonBatch } from "./json-batch.ts";
import { readMultipart } from "./read-multipart.ts";
import { writeMultipart } from "./write-multipart.ts";
import type { WrittenBatch } from "./write-multipart.ts";

/** The most that the answer to a batch may weigh. */
const MOST_BYTES = 67_108_864;

/**
 * Sends several requests as one. Whether Kinetic has `$batch`, where and in which form, no client and no guide shows; it is
 * recommended by one (claimed). What OData says of it is what is done here. Sent once and never again by the client.
 *
 * @returns one result for each request, in their order: a part that failed fails no other, unless they are a change set
 */
export async function sendBatch(
  { caller }: KineticCaller,
  requests: readonly BatchRequest[],
  options: BatchOptions,
): Promise<readonly BatchResult[]> {
  const { form = "multipart", service, ...init } = options;
  const parts = batchParts(requests, caller.dialect, form);
  const path = service === undefined ? "$batch" : `${serviceName(service)}/$batch`;
  const { contentType, body }: WrittenBatch =
    form === "json"
      ? { contentType: "application/json", body: writeJsonBatch(parts) }
      : writeMultipart(parts, caller.endpoint.host, caller.runtime.random);
  // Without it a server stops at the first part that fails (OData 4).
  const headers = {
    "content-type": contentType,
    accept: form === "json" ? "application/json" : "multipart/mixed",
    prefer: "odata.continue-on-error",
  };
  const call = await makeCall(caller, path, { ...init, method: "POST", headers, body });
  if (call.answer.status >= 300) throw await refusal(caller, call);
  const text = await call.answer.text(MOST_BYTES);
  const answers = readAnswers(call.answer.header("content-type"), text, parts);
  return parts.map((part) => batchResult(caller, part, answers.get(part.id)));
}

/** By what the answer is, not by what was asked for. */
function readAnswers(contentType: string, text: string, parts: readonly BatchPart[]): PartAnswers {
  const answers = readMultipart(contentType, text, parts) ?? readJsonBatch(text);
  if (answers) return answers;
  throw new ErpgateError(
    "ANSWER_UNRECOGNISED",
    "the batch was answered with success, and not with the answers to its parts",
  );
}
