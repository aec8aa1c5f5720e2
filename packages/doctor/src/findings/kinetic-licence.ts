import type { Finding } from "./finding.ts";

export const kineticLicence: readonly Finding[] = [
  {
    id: "kinetic/license-exhausted",
    layer: "licence",
    auth: true,
    certainty: "observed",
    title: "No licence of the claimed type is free",
    cause:
      "A REST call without a License header takes a Default user licence, from the pool people work with. When the pool is empty the call fails with 400, which reads like a business error.",
    fix: [
      'If you own Web Service licences, set the option "license": "WebService" (by hand: `License: {"ClaimedLicense":"<GUID of the type>"}`).',
      "Reuse one session, log out, lower the concurrency, and wait tens of seconds, growing, before the next try.",
      "Look at the sessions in the Administration Console and end the dead ones.",
      "Leave password and key alone.",
    ],
  },
  {
    id: "kinetic/license-shared-penalty",
    layer: "licence",
    auth: true,
    certainty: "claimed",
    title: "Calls take 20 seconds more: the shared Web Service licence",
    cause:
      "When all Web Service licences are in use, further sessions are reported to get the shared type, and every business-object call then waits about 20 seconds.",
    fix: [
      "Reuse fewer sessions, and log each one out.",
      "Keep the concurrency at or below the number of Web Service licences you own; a call at a quiet hour confirms it.",
      "Buy licences if the load is real.",
    ],
  },
];
