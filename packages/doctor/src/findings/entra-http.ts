import type { Finding } from "./finding.ts";

export const entraHttp: readonly Finding[] = [
  {
    id: "entra/throttled",
    layer: "http",
    auth: true,
    certainty: "documented",
    title: "Entra is throttling you, or has a passing fault",
    cause: "There were too many token requests, as from a client that keeps no token, or the error is transient.",
    fix: [
      "Keep the token until shortly before its end, and fetch once for all callers.",
      "Wait as long as Retry-After says, and back off.",
    ],
  },
];
