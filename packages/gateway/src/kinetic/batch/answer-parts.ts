import type { BatchCall } from "../../batch-server.ts";
import type { BatchForm, PartAnswer } from "./batch.ts";
import type { JudgedPart, JudgedUnit } from "./judge-parts.ts";
import { jsonMembers } from "./json-batch.ts";
import { writeMultipart } from "./multipart.ts";

// Not imported: see listen.ts.
const http = process.getBuiltinModule("node:http");

/** One unit with what came of it; a unit that the ERP did not answer, because it stopped before, has no answers. */
export interface AnsweredUnit {
  readonly unit: JudgedUnit;
  readonly answers: readonly PartAnswer[];
}

// What an answer may say of itself. An address is left out: it would be the ERP's own.
const PASSING: ReadonlySet<string> = new Set(
  "content-language content-type dataserviceversion etag last-modified odata-version preference-applied retry-after".split(
    " ",
  ),
);

/** Those of the parts that were refused here. */
export function refusedAnswers({ parts }: JudgedUnit, call: BatchCall): readonly PartAnswer[] {
  return parts.map(({ part, path, reason = "batch.depends" }) => {
    const { status, contentType, body } = call.refusalOf(reason, part.method, path);
    return { id: part.id, status, headers: ["content-type", contentType], body };
  });
}

/** The ERP's answer to a part as the caller gets it. One that speaks of the gateway's own login is the gateway's to give. */
export function passedAnswer(answer: PartAnswer, judged: JudgedPart | undefined, call: BatchCall): PartAnswer {
  const { mount, refusalOf } = call;
  const { dialect } = mount;
  const { status, body } = answer;
  const headers = answer.headers.filter((_, at) => PASSING.has((answer.headers[at - (at % 2)] ?? "").toLowerCase()));
  if (
    dialect.mayConcernLogin(status) &&
    dialect.concernsLogin(dialect.classifyFailure({ status, headers: {}, body }), status)
  ) {
    const refusal = refusalOf("upstream.login-refused", judged?.part.method ?? "GET", judged?.path ?? "/");
    return {
      id: answer.id,
      status: refusal.status,
      headers: ["content-type", refusal.contentType],
      body: refusal.body,
    };
  }
  return { id: answer.id ?? judged?.part.id, status, headers, body: mount.redact(body) };
}

/** All answers in the order and the form of the requests. */
export function writeAnswers(
  form: BatchForm,
  answered: readonly AnsweredUnit[],
  boundary: string,
): { readonly contentType: string; readonly body: string } {
  const given = answered.filter(({ answers }) => answers.length > 0);
  if (form === "json") {
    const responses = given
      .flatMap(({ answers }) => answers)
      .map((answer) => ({ id: answer.id, status: answer.status, ...jsonMembers(answer) }));
    return { contentType: "application/json; charset=utf-8", body: JSON.stringify({ responses }) };
  }
  const sections = given.map(({ unit, answers }) => ({
    isChangeSet: unit.changeSet !== undefined && answers.length === unit.parts.length,
    messages: answers.map(({ id, status, headers, body }) => ({
      id,
      line: `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ""}`,
      headers,
      body,
    })),
  }));
  return { contentType: `multipart/mixed; boundary=${boundary}`, body: writeMultipart(sections, boundary) };
}
