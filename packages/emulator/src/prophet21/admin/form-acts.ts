import type { ConsumerType, LoginKind } from "../options.ts";
import type { Prophet21Admin } from "./prophet21-admin.ts";

/** What a form does: the page that follows, and the sentence that is shown there. Throws TypeError for what it cannot do. */
export interface FormAct {
  readonly next: "console" | "users" | "roles";
  run(admin: Prophet21Admin, fields: URLSearchParams): string;
}

/** Every form of the admin page, by the address that it posts to. */
export const formActs: ReadonlyMap<string, FormAct> = new Map<string, FormAct>([
  ["console/register", { next: "console", run: register }],
  [
    "console/change",
    {
      next: "console",
      run: (admin, fields) => {
        const { name } = admin.changeConsumer(text(fields, "name"), settingsOf(fields));
        return `${name} is changed. Tokens issued before keep their scope.`;
      },
    },
  ],
  [
    "console/remove",
    {
      next: "console",
      run: (admin, fields) => {
        admin.removeConsumer(text(fields, "name"));
        return `${text(fields, "name")} is deleted.`;
      },
    },
  ],
  [
    "odata/refresh",
    { next: "console", run: (admin) => `The OData API service shows ${admin.refreshOdataService()} tables and views.` },
  ],
  ["users/add", { next: "users", run: addUser }],
  [
    "users/change",
    {
      next: "users",
      run: (admin, fields) => {
        const change = { ...securityOf(fields), deleted: isYes(fields, "deleted") };
        return `${admin.changeUser(text(fields, "username"), change).username} is saved.`;
      },
    },
  ],
  ["roles/save", { next: "roles", run: saveRole }],
]);

/** The key is shown here and nowhere else. */
function register(admin: Prophet21Admin, fields: URLSearchParams): string {
  const { name, key } = admin.registerConsumer({ name: text(fields, "name"), ...settingsOf(fields) });
  return `${name} is registered. Its consumer key is ${key}. It is shown this once.`;
}

function addUser(admin: Prophet21Admin, fields: URLSearchParams): string {
  const option = { username: text(fields, "username"), password: fields.get("password") ?? "", ...securityOf(fields) };
  return `${admin.addUser(option).username} is added.`;
}

function saveRole(admin: Prophet21Admin, fields: URLSearchParams): string {
  const allowed = (all: string, some: string): readonly string[] | "all" =>
    isYes(fields, all) ? "all" : names(text(fields, some));
  const option = {
    name: text(fields, "name"),
    tables: allowed("allTables", "tables"),
    views: allowed("allViews", "views"),
  };
  return `${admin.saveRole(option).name} is saved.`;
}

function settingsOf(fields: URLSearchParams): {
  readonly scope: string;
  readonly type: ConsumerType;
  readonly sdkAccess: boolean;
  readonly tokenExpire: number | "never";
} {
  const expire = text(fields, "tokenExpire");
  return {
    scope: text(fields, "scope"),
    type: TYPES.find((type) => type === fields.get("type")) ?? "Service",
    sdkAccess: isYes(fields, "sdkAccess"),
    tokenExpire: expire === "never" || expire === "" ? "never" : Number(expire),
  };
}

const TYPES: readonly ConsumerType[] = ["Desktop", "Mobile", "Web", "Service"];
const LOGINS: readonly LoginKind[] = ["sql", "windows", "aad", "none"];

function securityOf(fields: URLSearchParams): {
  readonly login: LoginKind;
  readonly role: string;
  readonly allowOdataApiService: boolean;
  readonly accessToSoaAdminPage: boolean;
} {
  return {
    login: LOGINS.find((login) => login === fields.get("login")) ?? "sql",
    role: text(fields, "role"),
    allowOdataApiService: isYes(fields, "allowOdataApiService"),
    accessToSoaAdminPage: isYes(fields, "accessToSoaAdminPage"),
  };
}

function isYes(fields: URLSearchParams, name: string): boolean {
  return fields.get(name) === "Yes";
}

function text(fields: URLSearchParams, name: string): string {
  return (fields.get(name) ?? "").trim();
}

function names(list: string): readonly string[] {
  return list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
