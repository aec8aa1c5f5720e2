import type { Finding } from "./finding.ts";

export const kineticServer: readonly Finding[] = [
  {
    id: "kinetic/server-not-ready",
    layer: "server",
    auth: true,
    certainty: "documented",
    title: "The application server is not ready yet",
    cause: "After an upgrade or a restart the server refuses calls until its conversions have run.",
    fix: [
      "Wait and try again, with growing pauses.",
      "Ask the administrator to run or finish the conversions in the Administration Console.",
      "Leave the credentials alone.",
    ],
  },
  {
    id: "kinetic/app-pool-identity",
    layer: "server",
    auth: true,
    certainty: "claimed",
    title: "The IIS application pool cannot run, or cannot reach its database",
    cause:
      "It is reported from on-premise sites that the pool's account lost its right to the database or the configuration files, or that its password changed. Calls then end in 500 or 503 and look like your login's fault.",
    fix: [
      "Confirm on the server in Event Viewer: System, source WAS (5021, 5057, 5059), and Application for the ERP.",
      "IIS Manager > Application Pools > Advanced Settings > Identity: set the account and its current password, and start the pool.",
      "Give that account its database login and read access to the server's configuration folder.",
    ],
  },
  {
    id: "kinetic/default-site-missing",
    layer: "server",
    auth: true,
    certainty: "claimed",
    title: "The integration user has no default company, plant or site",
    cause:
      "BPM directives and services read the caller's plant. For an account without one they are reported to fail with a null reference, as 400 or 500.",
    fix: [
      "Set default company, plant and site on the user in User Account Security Maintenance.",
      'Or name them with each call: options "company" and "plant" (by hand: CallSettings). If that cures it, this was the cause.',
      "Let the directive cope with callers without a plant.",
    ],
  },
  {
    id: "kinetic/default-page-cap",
    layer: "server",
    auth: false,
    certainty: "claimed",
    title: "Exactly 100 rows is the default limit, not a missing right",
    cause:
      "Without `$top` the server is reported to stop at 100 rows and to give no next link. What is missing is easily taken for row security.",
    fix: [
      "Page with `$top` and `$skip`, ordered by a key, until a page comes short.",
      "On-premise an administrator can change the limit.",
    ],
  },
  {
    id: "kinetic/application-error",
    layer: "server",
    auth: false,
    certainty: "documented",
    title: "Your call was let in; Kinetic refused the data, the query or the record",
    cause:
      "A business rule, a BPM directive, OData syntax, or a record that is missing or exists already. Login, key, licence and rights are fine.",
    fix: [
      "Read ErrorMessage and ErrorDetails (table and field).",
      "For OData compare names and quoting with `$metadata`: names are case-sensitive.",
      "Leave the credentials alone.",
    ],
  },
];
