import { headerValue } from "../evidence/headers.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { aboutKinetic, aboutProphet21, failures, inWords } from "./calls.ts";
import { anyOf, said, surest, type Rule, type Sighting } from "./rule.ts";

/** How people and logs say that there was no body; a mention's body is the lines around it. */
const SAID_EMPTY =
  /\b(?:0|zero|no) bytes\b|\b(?:empty|no|blank) (?:response )?body\b|\bbody (?:is |was )?(?:empty|blank)|content-length:? ?0\b|\blength:? ?0\b|(?:text|body)(?:\(\))? (?:is |= ?)['"]{2}|bytes ?[=:] ?0\b/i;

function emptyFailure(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(failures(evidence), (call) => {
    const { request, response } = call;
    if (
      response.status !== 500 ||
      !/\/ui\/(?:interactive|common|full)\//i.test(request.path) ||
      !(response.body.trim() === "" || SAID_EMPTY.test(response.body))
    )
      return undefined;
    if (
      !response.bodyKnown &&
      !SAID_EMPTY.test(response.body) &&
      !/content-length/i.test(response.headers.map(({ name }) => name).join())
    )
      return undefined;
    const accept = headerValue(request.headers, "accept");
    if (accept !== undefined && /application\/json/i.test(accept)) return undefined;
    const isSeen = request.headersKnown || accept !== undefined;
    return {
      confidence: isSeen ? 0.93 : 0.6,
      seen: [
        `${inWords(call)}, with an empty body`,
        isSeen
          ? `Accept is ${accept === undefined ? "missing" : JSON.stringify(accept.slice(0, 60))}`
          : "Accept is not shown",
      ],
    };
  });
  const text = evidence.remarks;
  const prose =
    /\bempty\b[^.]{0,40}\b500\b|\b500\b[^.]{0,40}\b(?:empty|no body|blank|content-length:? 0)|\b500, ?(?:''|"")/i.test(
      text,
    ) &&
    /interactive|session/i.test(text) &&
    (aboutProphet21(evidence) || (/\binteractive\b/i.test(text) && !aboutKinetic(evidence))) &&
    !/accept:? ?['"]?application\/json/i.test(text);
  return surest(shown, prose ? { confidence: 0.78, seen: ["an Interactive call ends in an empty 500"] } : undefined);
}

function needsLength(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(evidence.exchanges, ({ response }) =>
    response?.status === 411 ? { confidence: 0.93, seen: ["the answer is 411"] } : undefined,
  );
  return surest(
    shown,
    said(
      evidence.trouble,
      /HTTP Error 411|must be chunked or have a content length|411 length required/i,
      aboutKinetic(evidence) && !aboutProphet21(evidence) ? 0.7 : 0.92,
    ),
  );
}

export const prophet21Http: readonly Rule[] = [
  { id: "prophet21/accept-json-required", look: emptyFailure },
  { id: "prophet21/length-required", look: needsLength },
];
