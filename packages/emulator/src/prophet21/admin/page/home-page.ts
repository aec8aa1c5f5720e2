import type { Answer } from "../../../http/answer.ts";
import type { Prophet21Admin } from "../prophet21-admin.ts";
import { framedPage, type Frame } from "./layout.ts";
import { markup } from "../../../http/markup.ts";

/** What there is to administer, and what the UI server is doing. */
export function homePage(admin: Prophet21Admin, frame: Frame): Answer {
  const { sessions, waiting } = admin.uiServer;
  const rows = sessions.map(
    ({ id, username, ghost, windows }) =>
      markup`<tr><td>${username}</td><td>${id}</td><td>${windows}</td><td>${ghost ? "left by a failed create" : ""}</td></tr>`,
  );
  const body = markup`<ul><li><a href="/api/admin/console">API Console</a>: ${admin.consumers.length} consumer keys</li>
<li><a href="/api/admin/users">User Maintenance</a>: ${admin.users.length} users</li>
<li><a href="/api/admin/roles">Role Maintenance</a>: ${admin.roles.length} roles</li></ul>
<h3>UI Server Administration</h3><p>${sessions.length} sessions, ${waiting} waiting for one.</p>
<table><thead><tr><th>User</th><th>Session</th><th>Windows</th><th></th></tr></thead><tbody>${rows}</tbody></table>`;
  return framedPage("prophet21.admin.home", "Home", frame, body);
}
