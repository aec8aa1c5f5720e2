import type { Answer } from "../../../http/answer.ts";
import type { MaintainedUser, Prophet21Admin } from "../prophet21-admin.ts";
import { choice, hiddenField, passwordField, textField, yesNo } from "./fields.ts";
import { form, framedPage, type Frame } from "./layout.ts";
import { markup, type Markup } from "../../../http/markup.ts";

const LOGINS: readonly (readonly [value: string, text: string])[] = [
  ["sql", "SQL user"],
  ["windows", "Windows user, signs in as domain\\user"],
  ["aad", "Azure AD user"],
  ["none", "none"],
];

/** User Maintenance with its Application Security tab. In P21 this is a window of the desktop client. */
export function usersPage(admin: Prophet21Admin, frame: Frame, status = 200): Answer {
  const roles = admin.roles.map(({ name }) => name);
  const rows = admin.users.map((user) => row(user, roles, frame));
  const add = markup`<fieldset>${textField("User ID", "username")}${passwordField("Password", "password", "new-password")}${settings(undefined, roles)}<button>Add user</button></fieldset>`;
  const body = markup`<table><thead><tr><th>User ID</th><th>Signs in as</th><th>Application Security</th></tr></thead><tbody>${rows}</tbody></table>
<h3>New user</h3>
${form("users/add", frame, add)}`;
  return framedPage("prophet21.admin.users", "User Maintenance", frame, body, status);
}

function row(user: MaintainedUser, roles: readonly string[], frame: Frame): Markup {
  const change = markup`${hiddenField("username", user.username)}${settings(user, roles)}${yesNo("Deleted", "deleted", user.deleted)}<button>Save</button>`;
  return markup`<tr><td>${user.username}</td><td>${user.loginName}</td><td>${form("users/change", frame, change)}</td></tr>`;
}

function settings(user: MaintainedUser | undefined, roles: readonly string[]): Markup {
  return markup`${choice("Login", "login", user?.login ?? "sql", LOGINS)}
${choice("Role", "role", user?.role ?? roles[0] ?? "", roles)}
${yesNo("Allow OData API Service", "allowOdataApiService", user?.allowOdataApiService ?? false)}
${yesNo("Access to SOA Admin Page", "accessToSoaAdminPage", user?.accessToSoaAdminPage ?? false)}`;
}
