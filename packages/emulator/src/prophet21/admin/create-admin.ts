import type { Table } from "../../odata/table.ts";
import { seededGuid } from "../../seeded-random.ts";
import { loginNameOf } from "../users.ts";
import type { Prophet21State, Prophet21User } from "../state.ts";
import { changeConsumer, registerConsumer, removeConsumer } from "./consumer-changes.ts";
import type { MaintainedUser, Prophet21Admin, UiServerStatus } from "./prophet21-admin.ts";
import { saveRole } from "./role-changes.ts";
import { addUser, changeUser } from "./user-changes.ts";

/** The administration of one emulated P21, over its state. */
export function createProphet21Admin(state: Prophet21State, seed: number): Prophet21Admin {
  const madeUpKey = (): string => seededGuid(seed, `prophet21-registered:${state.secrets.length}`);
  return Object.freeze({
    get consumers(): Prophet21Admin["consumers"] {
      return state.consumers;
    },
    get users(): Prophet21Admin["users"] {
      return state.users.map(maintained);
    },
    get roles(): Prophet21Admin["roles"] {
      return state.roles;
    },
    get uiServer(): UiServerStatus {
      return statusOf(state);
    },
    registerConsumer: (consumer) => registerConsumer(state, { key: madeUpKey(), ...consumer }),
    changeConsumer: (name, change) => changeConsumer(state, name, change),
    removeConsumer: (name) => removeConsumer(state, name),
    addUser: (user) => maintained(addUser(state, user)),
    changeUser: (username, change) => maintained(changeUser(state, username, change)),
    deleteUser: (username) => void changeUser(state, username, { deleted: true }),
    saveRole: (role) => saveRole(state, role),
    addTable: (table) => addTable(state, table),
    refreshOdataService: () => state.data.refresh(),
  } satisfies Prophet21Admin);
}

function maintained(user: Prophet21User): MaintainedUser {
  const { username, login, deleted, allowOdataApiService, accessToSoaAdminPage, role, deniedWindows } = user;
  const loginName = loginNameOf(user);
  return { username, loginName, login, deleted, allowOdataApiService, accessToSoaAdminPage, role, deniedWindows };
}

function statusOf({ ui }: Prophet21State): UiServerStatus {
  const sessions = ui.sessions.map(({ id, username, ghost, windows }) => ({
    id,
    username,
    ghost,
    windows: windows.size,
  }));
  return { sessions, waiting: ui.waiting };
}

function addTable({ data }: Prophet21State, table: Table): void {
  if (!/^[a-z]\w*$/.test(table.name)) throw new TypeError('addTable: "name" takes lower-case letters, digits and _');
  if (data.has(table.name)) throw new TypeError(`addTable: "name" ${JSON.stringify(table.name)} is taken`);
  data.add(table);
}
