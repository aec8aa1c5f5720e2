import type { Finding } from "./finding.ts";

export const prophet21Permission: readonly Finding[] = [
  {
    id: "prophet21/odata-permission-denied",
    layer: "permission",
    auth: true,
    certainty: "observed",
    title: "The user may not read this table or view through OData",
    cause:
      "A password token needs two settings to read data: Allow OData API Service on the user, and Allow for the table or view on the role. The token, the catalogue and `$metadata` work without either.",
    fix: [
      'User Maintenance > the user > Application Security > "Allow OData API Service" = Yes (the default is No).',
      "Role Maintenance > the role the user really has > Dataservice Permission > Allow the table or view; Schema Type switches between tables and views, and Allow All exists.",
      "Fetch a new token and try once with `?$top=1`.",
    ],
  },
  {
    id: "prophet21/window-permission",
    layer: "permission",
    auth: true,
    certainty: "observed",
    title: "The user may not open this window, or it was opened by the wrong name",
    cause:
      "Window security holds in the Interactive API. The same sentence comes for a window that is not deployed, or that was opened by Name or Title instead of ServiceName.",
    fix: [
      "Open the window by its ServiceName.",
      "See whether it opens for that user in the desktop client.",
      "If it does not, grant it in the user's role (Role Maintenance).",
    ],
  },
];
