import type { Finding } from "./finding.ts";

export const kineticPermission: readonly Finding[] = [
  {
    id: "kinetic/method-access-denied",
    layer: "permission",
    auth: true,
    certainty: "observed",
    title: "You are logged in, but may not call this service or method",
    cause:
      "Service, method or menu security keeps the user from it. A 2026.1 server said so with 401, the guides say 403; either way it looks like a failed login and is none.",
    fix: [
      "Leave the password alone: the login succeeded.",
      "Under System Setup > Security > Service Security and Method Security (names vary by version) give the user's security group the service and method named in the brackets of the message; writing wants the Update methods too.",
      "See that the user is in that group, in the right company.",
      "To confirm, call a method that the same user is known to be allowed.",
    ],
  },
  {
    id: "kinetic/company-access-denied",
    layer: "permission",
    auth: true,
    certainty: "inferred",
    title: "The user is probably not allowed into this company, plant or site",
    cause:
      "A user account lists the companies and sites it may enter. Most likely the one in your URL or in CallSettings is not among them.",
    fix: [
      "Add the company and the site to the user in User Account Security Maintenance.",
      'Or correct the options "company" and "plant" (by hand: the company segment of the URL, Company and Plant in CallSettings).',
      "`Ice.BO.UserFileSvc/UserFiles` with `$expand=UserComps` lists what the user may enter.",
    ],
  },
  {
    id: "kinetic/function-not-exposed",
    layer: "permission",
    auth: true,
    certainty: "documented",
    title: "The Epicor function cannot be reached in this company or state",
    cause:
      "The library is not mapped to the company, is disabled, is for internal use only, or is not published and so exists under `efx/staging` alone. On some cloud releases a server defect was reported to hide libraries now and then.",
    fix: [
      "Epicor Functions Maintenance > the library > Security: map the company, and look at Disabled and internal-only.",
      "Publish the library; until then call `/api/v2/efx/staging/{Company}/{Library}/{Function}`.",
      "If `Can't find library` comes and goes on a cloud tenant, ask Epicor support about PRB0320462 (fixes reported for 2025.2.16 and 2026.100.7).",
    ],
  },
];
