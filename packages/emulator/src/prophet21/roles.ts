import type { Prophet21EmulatorOptions, Prophet21RoleOption } from "./options.ts";
import type { Prophet21Role } from "./state.ts";
import { ownRoleOf } from "./users.ts";

/** A table or a view: Dataservice Permission keeps them apart. */
export type DataObject = "table" | "view";

/** A role as Role Maintenance would save it: what is not allowed is denied. */
export function roleOf({ name, tables = [], views = [] }: Prophet21RoleOption): Prophet21Role {
  return { name, tables, views };
}

/** Does the role allow this table or view? */
export function permits(role: Prophet21Role | undefined, object: DataObject, name: string): boolean {
  const allowed = (object === "table" ? role?.tables : role?.views) ?? [];
  return allowed === "all" || allowed.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** The roles at the start: two that come with the emulator, those given, and the own roles of given users. */
export function rolesAtStart({ roles = [], users = [] }: Prophet21EmulatorOptions): readonly Prophet21Role[] {
  const given = roles.map(roleOf);
  const own = users.map(({ username, dataservicePermission = [] }) => ownRole(username, dataservicePermission));
  const free = SEEDED.filter(({ name }) => !given.some((other) => other.name === name));
  return [...free, ...given, ...own];
}

/** A plain list of names says nothing of tables and views: each name is allowed as either, and `*` is Allow All. */
export function ownRole(username: string, permitted: readonly string[]): Prophet21Role {
  const allowed = permitted.includes("*") ? "all" : permitted;
  return { name: ownRoleOf(username), tables: allowed, views: allowed };
}

const SEEDED: readonly Prophet21Role[] = [
  { name: "Everything", tables: "all", views: "all" },
  { name: "Purchasing", tables: ["supplier", "price_page"], views: [] },
];
