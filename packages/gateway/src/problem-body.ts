import type { Refusal } from "./dialect.ts";

/** The members of RFC 9457, and ours beside them. `vendor` members stand on the same level, where the ERP's clients look for them. */
export function problemMembers(
  refusal: Pick<Refusal, "problem" | "finding" | "fix" | "requestId">,
  status: number,
): Readonly<Record<string, unknown>> {
  const { problem, finding, fix, requestId } = refusal;
  return {
    type: `urn:erpgate:reason:${problem.reason}`,
    title: problem.title,
    status,
    detail: problem.detail,
    instance: `urn:erpgate:request:${requestId}`,
    reason: problem.reason,
    ...(finding === undefined ? {} : { finding }),
    ...(fix === undefined ? {} : { fix }),
  };
}

export const PROBLEM_JSON: string = "application/problem+json; charset=utf-8";
