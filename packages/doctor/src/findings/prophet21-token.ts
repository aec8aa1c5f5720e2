import type { Finding } from "./finding.ts";

export const prophet21Token: readonly Finding[] = [
  {
    id: "prophet21/bearer-missing",
    layer: "token",
    auth: true,
    certainty: "observed",
    title: "No usable bearer token reached Prophet 21",
    cause:
      "The request had no Authorization header, or one that does not begin with the word Bearer and a space. Nothing is said about the token itself, which is usually fine.",
    fix: [
      "Send `Authorization: Bearer <AccessToken>` with every call after the token call, with a capital B.",
      "Look at the request that is really sent, not at one that was replaced.",
      "Repeat with automatic redirects off: a 301 or 307 in place of the 401 means that a redirect took the header away.",
    ],
  },
  {
    id: "prophet21/token-expired",
    layer: "token",
    auth: true,
    certainty: "documented",
    title: "The Prophet 21 token has run out",
    cause:
      "A user token lasts a day (86400 s) unless the server is set otherwise. How a RefreshToken would be used is not published: clients log in again.",
    fix: [
      "Renew some minutes early; on one 401 drop the token, get a new one, repeat once. erpgate's connections do both.",
      "Never renew in the middle of an Interactive session: finish and end it with the old token first.",
      "Let one caller renew for all.",
    ],
  },
  {
    id: "prophet21/token-rejected",
    layer: "token",
    auth: true,
    certainty: "inferred",
    title: "Prophet 21 refuses a token that is still in date",
    cause:
      "Likely the token comes from another tenant or environment, was cut or altered, or its middleware session is gone.",
    fix: [
      "Get a token from the same base address and try again.",
      "Compare the host of the token call with the host of the API call.",
      "See that the whole token is sent.",
    ],
  },
  {
    id: "prophet21/token-superseded",
    layer: "token",
    auth: true,
    certainty: "claimed",
    title: "A newer token call may have voided this token",
    cause:
      "Each token call opens a middleware session, and is reported to be able to invalidate the tokens before it. Two workers that each fetch tokens, or code that fetches one per request, could then log each other out.",
    fix: [
      "Fetch one token and share it; let one caller renew for all.",
      "After a 401 try the newest token you hold before you fetch another.",
      "To confirm, fetch two tokens in a quiet environment and use the older one.",
    ],
  },
];
