import { json, refusing, type Answer } from "../../http/answer.ts";
import type { Call } from "../../http/call.ts";
import { randomGuid } from "../../seeded-random.ts";
import type { AnsweredPart, BatchPart } from "../batch/batch-part.ts";
import { jsonBatchAnswer, readJsonBatch } from "../batch/json-batch.ts";
import { readMultipart, writeMultipart } from "../batch/multipart.ts";
import { kineticError } from "../errors.ts";
import type { KineticExchange } from "../exchange.ts";

/**
 * `$batch`, by switch: whether Kinetic has it, where and in which form, no source shows. Each part is a call of its own, with the
 * login and the headers of the whole unless it brings others, and is answered by itself whatever became of the rest.
 */
export function batch(exchange: KineticExchange): Answer {
  const { call, switches } = exchange;
  if (call.method !== "POST")
    return refusing(
      kineticError(exchange, "wrongVerb", "kinetic.batch.verb", "The requested resource does not support this method."),
      "POST",
    );
  const isMultipart = switches.batch === "multipart";
  const read = isMultipart ? readMultipart(call.headers["content-type"] ?? "", call.body) : readJsonBatch(call.body);
  if ("fault" in read)
    return refusing(
      kineticError(exchange, "badRequest", "kinetic.batch.body", `The batch cannot be read: ${read.fault}.`),
      isMultipart
        ? "multipart/mixed with one application/http request in each part"
        : '{"requests":[{id, method, url}]}',
    );
  const answered = runParts(exchange, read.parts);
  return isMultipart ? multipartAnswer(exchange, answered) : json("kinetic.batch.done", jsonBatchAnswer(answered));
}

/** OData 3 says 202 for a batch, OData 4 says 200. */
function multipartAnswer({ address, random }: KineticExchange, answered: readonly AnsweredPart[]): Answer {
  const boundary = `batchresponse_${randomGuid(random)}`;
  return {
    status: "api" in address && address.api === "v1" ? 202 : 200,
    headers: { "content-type": `multipart/mixed; boundary=${boundary}` },
    body: writeMultipart(answered, boundary),
    rule: "kinetic.batch.done",
  };
}

function runParts(exchange: KineticExchange, parts: readonly BatchPart[]): readonly AnsweredPart[] {
  const answered: AnsweredPart[] = [];
  for (const part of parts) {
    const failed = answered.some(
      ({ part: { id }, answer }) => part.dependsOn.includes(id ?? "") && answer.status >= 400,
    );
    const answer = failed ? refuseDependent(exchange) : exchange.answerPart(partCall(exchange.call, part));
    const name = part.id ?? String(answered.length + 1);
    exchange.findings.notes.push(`part ${name}: ${part.method} ${part.url}: ${answer.status} ${answer.rule}`);
    answered.push({ part, answer });
  }
  return answered;
}

function refuseDependent(exchange: KineticExchange): Answer {
  const answer = kineticError(
    exchange,
    "badRequest",
    "kinetic.batch.dependency",
    "A request it depends on has failed.",
  );
  return { ...answer, status: 424 };
}

/** The body's own headers are the whole's business; everything else goes for every part. */
const OF_THE_WHOLE: readonly string[] = ["content-type", "content-length", "transfer-encoding", "accept"];

function partCall(whole: Call, part: BatchPart): Call {
  const shared = Object.entries(whole.headers).filter(([name]) => !OF_THE_WHOLE.includes(name));
  const url = new URL(part.url, `${whole.origin}${whole.path.replace(/\$batch\/?$/, "")}`);
  return {
    ...whole,
    method: part.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: { ...Object.fromEntries(shared), accept: "application/json", ...part.headers },
    body: part.body,
    hasLength: true,
  };
}
