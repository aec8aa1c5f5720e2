import type { Answer } from "../../../http/answer.ts";
import type { MaintainedRole, Prophet21Admin } from "../prophet21-admin.ts";
import { hiddenField, textField, yesNo } from "./fields.ts";
import { form, framedPage, type Frame } from "./layout.ts";
import { markup, type Markup } from "../../../http/markup.ts";

/** Role Maintenance, Dataservice Permission. P21 lists every table and view with Allow or Deny; here the allowed ones are typed in. */
export function rolesPage(admin: Prophet21Admin, frame: Frame, status = 200): Answer {
  const rows = admin.roles.map((role) => row(role, frame));
  const add = markup`<fieldset>${textField("Role", "name")}${settings(undefined)}<button>Add role</button></fieldset>`;
  const body = markup`<p>What is not allowed is denied. It is the role assigned to the user that counts.</p>
<table><thead><tr><th>Role</th><th>Dataservice Permission</th></tr></thead><tbody>${rows}</tbody></table>
<h3>New role</h3>
${form("roles/save", frame, add)}`;
  return framedPage("prophet21.admin.roles", "Role Maintenance", frame, body, status);
}

function row(role: MaintainedRole, frame: Frame): Markup {
  const change = markup`${hiddenField("name", role.name)}${settings(role)}<button>Save</button>`;
  return markup`<tr><td>${role.name}</td><td>${form("roles/save", frame, change)}</td></tr>`;
}

function settings(role: MaintainedRole | undefined): Markup {
  return markup`${yesNo("Allow All Tables", "allTables", role?.tables === "all")}
${textField("Tables set to Allow", "tables", listed(role?.tables), "parted by commas")}
${yesNo("Allow All Views", "allViews", role?.views === "all")}
${textField("Views set to Allow", "views", listed(role?.views), "parted by commas")}`;
}

function listed(names: readonly string[] | "all" | undefined): string {
  return names === undefined || names === "all" ? "" : names.join(", ");
}
