import type { Finding } from "./finding.ts";

export const prophet21ClientCode: readonly Finding[] = [
  {
    id: "prophet21/xml-token-response",
    layer: "client-code",
    auth: true,
    certainty: "documented",
    title: "The token came as XML, and your client expects JSON",
    cause:
      "The login worked. XML is the middleware's default, and some installations send it even when JSON was asked for. The root is TokenResponse without a namespace, or Token in `http://distributionsuite.activant.com`; the lifetime is ExpiresIn.",
    fix: ["Send `Accept: application/json`.", "Try JSON first, then XML by local element names."],
  },
  {
    id: "prophet21/token-lifetime-field",
    layer: "client-code",
    auth: true,
    certainty: "documented",
    title: "Your client reads ExpiresInSeconds, and the answer says ExpiresIn",
    cause:
      "Answers for consumer keys, and XML answers, call the lifetime ExpiresIn; user answers are documented with ExpiresInSeconds. Code that knows one name sees nothing and fetches a token for every call.",
    fix: [
      "Read whichever name is there, as a number or as a numeric string.",
      "Fall back to the token's `exp`.",
      "Fetch once and share.",
    ],
  },
  {
    id: "prophet21/credentials-in-headers-on-v2",
    layer: "client-code",
    auth: true,
    certainty: "claimed",
    title: "The v2 token address was called the v1 way",
    cause:
      "`/api/security/token/v2` reads a JSON body. With user name and password in headers and no body it is reported to fail with a null reference.",
    fix: [
      'Send the credentials as JSON with `Content-Type: application/json`; erpgate: "endpoint": "v2".',
      'Or use `/api/security/token`, where headers belong ("endpoint": "v1"). Avoid it where you can: headers end up in logs.',
    ],
  },
];
