import type { Finding } from "./finding.ts";

export const kineticClientCode: readonly Finding[] = [
  {
    id: "kinetic/token-xml-response",
    layer: "client-code",
    auth: true,
    certainty: "claimed",
    title: "The token came as XML, and your client expects JSON",
    cause: "The login worked. TokenResource.svc is reported to answer in XML unless the request accepts JSON.",
    fix: [
      "Send `Accept: application/json` with the token request.",
      "Or read AccessToken, ExpiresIn and TokenType from the XML by local name.",
    ],
  },
  {
    id: "kinetic/token-claims-are-strings",
    layer: "client-code",
    auth: true,
    certainty: "observed",
    title: "Your JWT library refuses Kinetic's token because exp and iat are strings",
    cause:
      "Kinetic writes `exp` and `iat` as JSON strings. Strict libraries insist on numbers and throw, although the server accepts the token.",
    fix: [
      "Do not verify the token in a client: treat it as opaque and go by ExpiresIn.",
      "If you must look inside, decode the payload by hand and turn `exp` into a number.",
    ],
  },
  {
    id: "kinetic/help-page-basic-only",
    layer: "client-code",
    auth: true,
    certainty: "claimed",
    title: "The REST help page signs in with Basic only",
    cause:
      "The Swagger help page, at least the older one, is reported to take neither TokenResource nor Entra tokens, so it cannot test a token set-up.",
    fix: [
      "Test the token with another client, such as `erpgate request` or curl.",
      "Use the help page with a Basic user.",
    ],
  },
];
