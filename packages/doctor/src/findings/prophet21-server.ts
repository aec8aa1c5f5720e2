import type { Finding } from "./finding.ts";

export const prophet21Server: readonly Finding[] = [
  {
    id: "prophet21/application-error",
    layer: "server",
    auth: false,
    certainty: "observed",
    title: "Your call was let in; Prophet 21 refused the data, the query or the record",
    cause:
      "A business rule, a missing or composite key (`{Company}_{Id}`), an unknown column, a table that OData does not know, or a transaction with failures in its Summary. Login and rights are fine.",
    fix: [
      "Read ErrorMessage, Messages and Summary: a 200 may still count failures.",
      "After an OData 404 drop `$select`, try `view` instead of `table`, and check the quoting.",
      "Leave the credentials alone.",
    ],
  },
];
