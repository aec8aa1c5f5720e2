import type { Finding } from "./finding.ts";

export const prophet21Http: readonly Finding[] = [
  {
    id: "prophet21/accept-json-required",
    layer: "http",
    auth: true,
    certainty: "observed",
    title: "An empty 500: the request does not accept JSON",
    cause:
      "On early 26.1 builds an Interactive call whose Accept lacks `application/json` ends in a 500 without a body, and a create leaves a ghost session behind.",
    fix: [
      "Send `Accept: application/json` with every call, as erpgate does; `application/json, */*` is fine.",
      "DELETE the ghost session before the next create.",
    ],
  },
  {
    id: "prophet21/length-required",
    layer: "http",
    auth: true,
    certainty: "claimed",
    title: "The token POST came without a length",
    cause:
      "IIS is reported to refuse a POST that has neither Content-Length nor chunked encoding. An empty v1 token POST from a hand-made client or a proxy is one.",
    fix: [
      "Send `Content-Length: 0`, or a literal empty JSON object. If the 411 goes away, this was it.",
      "Better: use `/api/security/token/v2`, which has a JSON body.",
    ],
  },
];
