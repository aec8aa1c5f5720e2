import type { Finding } from "./finding.ts";

export const kineticApiKey: readonly Finding[] = [
  {
    id: "kinetic/api-key-missing",
    layer: "api-key",
    auth: true,
    certainty: "documented",
    title: "The v2 call carries no API key",
    cause:
      "REST v2 asks for an API key on every request, next to the login and never instead of it. Your request has a login only, so no password or token can make it pass. REST v1 asks for none.",
    fix: [
      'Create a key under System Setup > Security > API Key Maintenance in the environment you call, and store it at once: it is shown a single time. erpgate takes it as the option "apiKey".',
      "Without erpgate, send the header `x-api-key` on every v2 request, also beside a bearer token.",
      "If the header is set once on a client object, look for code that clears or replaces the default headers later.",
      'If the call is meant to work without a key, use v1 (erpgate: "apiVersion": "v1").',
    ],
  },
  {
    id: "kinetic/api-key-invalid",
    layer: "api-key",
    auth: true,
    certainty: "observed",
    title: "Kinetic does not accept this API key",
    cause:
      "A key arrived, and the database that answered does not take it. It may belong to another environment, be disabled, expired, regenerated or incomplete, or not cover the company in the URL: Kinetic says the same sentence for each, and repeats the key in it.",
    fix: [
      "Mask the response body before you log or share it: it contains the key.",
      "Open API Key Maintenance in the environment that your URL names: the key must be there, enabled and within its expiry date.",
      "See that the key covers the company in the URL, or tick All Companies.",
      'After a Regenerate Key only the new value counts: put it into "apiKey" of every connection that used the old one.',
    ],
  },
  {
    id: "kinetic/api-key-company-mismatch",
    layer: "api-key",
    auth: true,
    certainty: "documented",
    title: "The API key works, but not in this company",
    cause:
      "A key belongs to one company unless All Companies is ticked. Yours is good elsewhere on this server; the company in this URL is outside it.",
    fix: [
      "In API Key Maintenance tick All Companies, or make a second key for the other company.",
      'Or correct the company (erpgate: "company"; by hand: the segment after `/api/v2/odata/` or `/api/v2/efx/`).',
      "Mask the body before you share it: it repeats the key.",
    ],
  },
];
