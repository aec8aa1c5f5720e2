import type { Finding } from "./finding.ts";

export const entraScope: readonly Finding[] = [
  {
    id: "entra/scope-invalid",
    layer: "scope",
    auth: true,
    certainty: "documented",
    title: "Entra refuses the scope or resource you ask for",
    cause:
      "A scope is `{resource}/.default`, or a delegated scope of one resource. The resource may not exist in the tenant, may be absent from the application's permissions, or `resource` was sent to a v2.0 address.",
    fix: [
      "Ask for `{Application ID URI or client id of the Kinetic web app}/.default`.",
      "App registration > API permissions: add the ERP's API.",
      "Name one resource per request, as `scope`, not as `resource`.",
    ],
  },
];
