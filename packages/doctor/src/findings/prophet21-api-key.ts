import type { Finding } from "./finding.ts";

export const prophet21ApiKey: readonly Finding[] = [
  {
    id: "prophet21/key-unknown",
    layer: "api-key",
    auth: true,
    certainty: "observed",
    title: "This tenant has no such consumer key",
    cause:
      "The middleware that answered does not know the key: mistyped, deleted, made on another tenant, or replaced when the database was refreshed from production. Build 26.1 answers 500 and repeats the key in clear.",
    fix: [
      "Mask InnerException before you share the body: it contains the key.",
      'Check the option "url": is it the tenant on which the key was made?',
      "SOA Admin (`https://{host}/api/admin`) > API Console: look for the key. If it is absent, use Register Consumer Key and take the new one.",
      "If that page refuses a good login, the user needs Access to SOA Admin Page = Yes (User Maintenance > Application Security).",
      "After a refresh of a test system from production, register the test system's own keys again.",
    ],
  },
];
