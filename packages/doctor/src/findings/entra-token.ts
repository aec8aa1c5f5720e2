import type { Finding } from "./finding.ts";

export const entraToken: readonly Finding[] = [
  {
    id: "entra/refresh-token-expired",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "The refresh token is no longer usable",
    cause: "It lay idle for more than 90 days, was replaced, or is malformed.",
    fix: ["Sign in again.", "Use the refresh token every few weeks at least, and always keep the newest one."],
  },
  {
    id: "entra/code-already-redeemed",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "The authorization or device code is used up, too old or another login's",
    cause:
      "A code works once and for about ten minutes (a device code for fifteen), with the verifier of its own login. A retry, a callback that fires twice or two logins at a time void it.",
    fix: [
      "Start the login again.",
      "Redeem a code exactly once; do not retry that POST.",
      "Keep state and verifier of each login apart.",
    ],
  },
  {
    id: "entra/obo-assertion-invalid",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "Entra refuses the user token handed to on-behalf-of",
    cause:
      "The assertion is an id token, an app-only token or an expired one, or its audience is not the application that calls.",
    fix: [
      "Pass the access token that your own API received, with your application as audience.",
      "Get a fresh one when it has expired.",
      "Never pass an id token.",
    ],
  },
];
