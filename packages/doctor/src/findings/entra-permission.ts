import type { Finding } from "./finding.ts";

export const entraPermission: readonly Finding[] = [
  {
    id: "entra/consent-missing",
    layer: "permission",
    auth: true,
    certainty: "documented",
    title: "Nobody has consented to the application's permissions",
    cause: "The user or an administrator must consent to the ERP's API for this client.",
    fix: [
      "Enterprise applications > the application > Permissions > Grant admin consent.",
      "Or let the user sign in interactively and consent.",
    ],
  },
  {
    id: "entra/user-not-assigned",
    layer: "permission",
    auth: true,
    certainty: "documented",
    title: "The user or application is not assigned to the ERP's enterprise application",
    cause:
      "The enterprise application of the ERP requires an assignment, and this user, group or application has none.",
    fix: ["Enterprise applications > the ERP's application > Users and groups: assign.", "Nested groups do not count."],
  },
  {
    id: "entra/conditional-access-blocked",
    layer: "permission",
    auth: true,
    certainty: "documented",
    title: "A Conditional Access policy blocks the sign-in",
    cause: "The place, the device or the flow (device code, for example) is not allowed for this application or user.",
    fix: [
      "Sign-in logs > the entry > Conditional Access names the policy.",
      "Have the policy changed, or use a compliant device or another flow.",
    ],
  },
];
