import { membersOf } from "../evidence/members.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { aboutKinetic, aboutProphet21, failures, inWords, isProphet21 } from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

function refusedData(evidence: Evidence): Sighting | undefined {
  const answers = evidence.exchanges.filter(({ response }) => response !== undefined && response.status < 300);
  const summary = anyOf([evidence.remarks, ...answers.map(({ response }) => response?.body ?? "")], (text) => {
    const failed = /"?Summary"?\s*[:>][^]{0,200}?"?Failed"?\s*[:>]\s*"?(\d{1,9})/i.exec(text)?.[1];
    return when(
      failed !== undefined && Number(failed) > 0,
      0.92,
      `the transaction's summary counts ${failed ?? ""} failed`,
    );
  });
  const typed = said(
    `${evidence.business} ${evidence.trouble}`,
    /Prophet21Exception|P21\.Common\.Exceptions\.NotFoundException|unexpected response window/i,
    0.92,
  );
  const ours = aboutProphet21(evidence) && !aboutKinetic(evidence);
  const query =
    ours ||
    (/validation errors occurred/i.test(evidence.trouble) && !aboutKinetic(evidence)) ||
    /type 'dbo\./i.test(evidence.trouble)
      ? said(
          `${evidence.trouble} ${evidence.business}`,
          /could not find a property named|binary operator with incompatible types|query specified in the URI is not valid|the content field is required|one or more validation errors|no resources? found|syntax error at position/i,
          0.88,
        )
      : undefined;
  const plain = anyOf(failures(evidence), (call) => {
    const { request, response } = call;
    if (!isProphet21(call) || /\/api\/security\/token/i.test(request.path)) return undefined;
    if (
      response.status === 404 &&
      /\/odataservice\/|\/data\/erp\/views|\/api\/(?:entity|inventory|sales|purchasing|accounting)\//i.test(
        request.path,
      )
    )
      return { confidence: 0.85, seen: [inWords(call)] };
    const hasMessage = membersOf(response.body.slice(0, 8000)).has("errormessage");
    return when(
      [400, 409, 422].includes(response.status) && (hasMessage || /\/api\/v2\/transaction/i.test(request.path)),
      0.55,
      inWords(call),
    );
  });
  return surest(summary, typed, query, plain);
}

export const prophet21Server: readonly Rule[] = [
  {
    id: "prophet21/application-error",
    yieldsTo: [
      "prophet21/session-exists",
      "prophet21/session-owner-token",
      "prophet21/session-expired",
      "prophet21/window-permission",
      "prophet21/key-unknown",
      "prophet21/interactive-needs-username",
      "prophet21/interactive-user-unknown",
      "prophet21/token-endpoint-wrong",
      "proxy/html-answer",
      "prophet21/credentials-in-headers-on-v2",
    ],
    look: refusedData,
  },
];
