import type { Answer } from "../../http/answer.ts";
import { negotiated } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import type { AsyncJob } from "./async-queue.ts";
import { TRANSACTION_NAMESPACE } from "./read-xml-set.ts";

/** The state of an asynchronous request; what came of it is a text of JSON inside (observed on 26.1). */
export function writeJob({ call, switches }: Prophet21Exchange, job: AsyncJob): Answer {
  const done = job.result !== undefined;
  const members = {
    RequestId: job.id,
    RequestType: "V2 Transaction",
    Key: "N/A",
    StartDate: new Date(job.submittedAtMs).toISOString(),
    CompletedDate: done ? new Date(job.completedAtMs).toISOString() : null,
    Status: switches.asyncStatus === "number" ? (done ? 2 : 3) : statusText(job),
    CallbackResult: null,
    Messages: done ? JSON.stringify(job.result) : null,
  };
  return negotiated(call, "prophet21.transaction.async", members, {
    root: "AsyncRequest",
    namespace: TRANSACTION_NAMESPACE,
  });
}

function statusText({ result }: AsyncJob): string {
  if (result === undefined) return "Active";
  return result.Summary.Failed > 0 ? "Failed" : "Complete";
}
