import { checkUsers } from "../../check-credentials.ts";
import type { OptionReport } from "../../check-options.ts";
import type { Prophet21UserOption } from "../options.ts";
import { ownRole } from "../roles.ts";
import type { Prophet21State, Prophet21User } from "../state.ts";
import { ownRoleOf, userOf } from "../users.ts";
import { checked, requireNamed } from "./admin-report.ts";
import type { UserChange } from "./prophet21-admin.ts";

/** User Maintenance, a new user. Throws TypeError naming every fault. */
export function addUser(state: Prophet21State, option: Prophet21UserOption): Prophet21User {
  const user = userOf(option, "added by hand");
  const role = ownRole(user.username, option.dataservicePermission ?? []);
  checked("addUser", (report) => {
    checkUsers("username", [user, ...state.users], report);
    if (option.role !== undefined && option.dataservicePermission !== undefined)
      report.add("dataservicePermission", "stands beside a role, which decides");
    if (option.role !== undefined) checkRole(state, option.role, report);
  });
  if (option.role === undefined) state.roles = [...state.roles.filter(({ name }) => name !== role.name), role];
  state.users = [...state.users, user];
  state.secrets.push(user.password);
  return user;
}

/** Changes a user. Throws TypeError naming every fault. */
export function changeUser(state: Prophet21State, username: string, change: UserChange): Prophet21User {
  const before = requireNamed(
    "changeUser",
    "user",
    state.users.find((user) => user.username === username),
    username,
    state.users.map((user) => user.username),
  );
  const changed: Prophet21User = { ...before, ...change, username: before.username };
  checked("changeUser", (report) => {
    checkUsers("password", [changed], report);
    if (changed.role !== ownRoleOf(username)) checkRole(state, changed.role, report);
  });
  state.users = state.users.map((user) => (user === before ? changed : user));
  if (!state.secrets.includes(changed.password)) state.secrets.push(changed.password);
  return changed;
}

function checkRole({ roles }: Prophet21State, role: string, report: OptionReport): void {
  const names = roles.map(({ name }) => name);
  if (!names.includes(role)) report.add("role", `takes one of ${names.join(", ")}`);
}
