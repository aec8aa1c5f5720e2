import type { Finding } from "./finding.ts";

export const kineticScope: readonly Finding[] = [
  {
    id: "kinetic/access-scope-denied",
    layer: "scope",
    auth: true,
    certainty: "claimed",
    title: "The API key's access scope leaves this service, method, BAQ or function out",
    cause:
      "A key may carry one access scope, and what the scope does not list is denied whatever the user may do. The refusal is reported as 403, by some as 401.",
    fix: [
      "Open Access Scope Maintenance, add the service, method, BAQ or function library, and save.",
      "See that the scope is active and visible in the company.",
      "To confirm, make the same call once with a key that has no scope, in a test environment.",
    ],
  },
];
