import type { OptionReport } from "../../check-options.ts";
import type { Prophet21RoleOption } from "../options.ts";
import { roleOf } from "../roles.ts";
import type { Prophet21Role, Prophet21State } from "../state.ts";
import { checked } from "./admin-report.ts";

/** Role Maintenance, Dataservice Permission: adds a role or replaces it. Throws TypeError naming every fault. */
export function saveRole(state: Prophet21State, option: Prophet21RoleOption): Prophet21Role {
  checked("saveRole", (report) => {
    if (option.name.trim() === "") report.add("name", "is empty");
    checkNames("tables", option.tables, report);
    checkNames("views", option.views, report);
  });
  const role = roleOf(option);
  state.roles = [...state.roles.filter(({ name }) => name !== role.name), role];
  return role;
}

/** Tables that do not exist are let through, as their names may be those of tables to come. */
function checkNames(field: string, names: readonly string[] | "all" = [], report: OptionReport): void {
  if (names === "all") return;
  for (const name of names) {
    if (!/^\w+$/.test(name)) report.add(field, `holds ${JSON.stringify(name)}, which is no name of a table or view`);
  }
}
