import { answerMembers, isWebPage } from "../answer-members.ts";
import type { Failure } from "../failure.ts";
import type { ReadAnswer } from "../http/read-answer.ts";
import { readLifetimeSeconds } from "../token/lifetime.ts";
import { plain } from "../token/token-request.ts";
import type { TokenReader } from "../token/token-request.ts";
import { classifyFailure } from "./failure.ts";

/**
 * Reads Prophet 21's token answer. JSON or XML: some installations answer XML although JSON was asked for (documented), with
 * root `Token` or `TokenResponse`, so children are found by local name. The lifetime is `ExpiresInSeconds` or `ExpiresIn`,
 * a number or a text; which one is there depends on grant and build.
 *
 * @param onRefusal what a 401 means: there the answer does not say whether a user or a key was refused
 */
export function prophet21TokenReader(secrets: readonly string[], onRefusal: Failure): TokenReader {
  return {
    secrets,
    read: ({ body }) => {
      const members = answerMembers(body);
      const token = members.get("AccessToken");
      const lifetime = members.get("ExpiresInSeconds") ?? members.get("ExpiresIn");
      return token === undefined ? undefined : { token, lifetimeSeconds: readLifetimeSeconds(lifetime) };
    },
    classify: (answer) => classify(answer, onRefusal),
  };
}

function classify(answer: ReadAnswer, onRefusal: Failure): Failure {
  const { status, body } = answer;
  const known = classifyFailure({ status, headers: answer.headers(), body });
  if (known.code === "P21_KEY_UNKNOWN") return known;
  if (status === 401) return onRefusal;
  if (status === 404) return plain("P21_TOKEN_ENDPOINT_WRONG");
  if (status === 411) return plain("P21_LENGTH_REQUIRED");
  if (/NullReferenceException/.test(body)) return plain("P21_TOKEN_BODY_MISSING");
  if (known.code === "P21_APPLICATION_ERROR" || known.code === "ANSWER_UNRECOGNISED" || isWebPage(body)) {
    return plain(status >= 500 ? "TOKEN_ISSUER_UNAVAILABLE" : "ANSWER_UNRECOGNISED");
  }
  return known;
}
