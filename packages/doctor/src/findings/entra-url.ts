import type { Finding } from "./finding.ts";

export const entraUrl: readonly Finding[] = [
  {
    id: "entra/tenant-not-found",
    layer: "url",
    auth: true,
    certainty: "documented",
    title: "The tenant in the address is unknown, or on another cloud",
    cause: "The tenant id or domain has a typing error, or the host is not the one of the tenant's national cloud.",
    fix: [
      "Use the Directory (tenant) ID from the app registration's overview page.",
      "Check the host: microsoftonline.com, microsoftonline.us or partner.microsoftonline.cn.",
    ],
  },
  {
    id: "entra/tenant-required",
    layer: "url",
    auth: true,
    certainty: "documented",
    title: "The tenant must be named; common or consumers will not do",
    cause: "A single-tenant application, or a grant without a user, cannot use the shared endpoints.",
    fix: ["Put the tenant id into the authority.", "In CData, set AzureTenant."],
  },
  {
    id: "entra/redirect-uri-mismatch",
    layer: "url",
    auth: true,
    certainty: "documented",
    title: "The redirect URI is not registered for the application",
    cause:
      "Scheme, host or path differ from what is registered. Paths are case-sensitive and a final slash counts; for localhost only the port is ignored.",
    fix: [
      "App registration > Authentication: add the exact URI, under the right platform.",
      "CData's default is `http://localhost:33333`.",
    ],
  },
];
