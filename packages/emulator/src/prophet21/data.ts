import { lazily } from "../lazily.ts";
import type { Table } from "../odata/table.ts";
import { seededRandom } from "../seeded-random.ts";
import { rowsOf } from "./seed/rows-of.ts";
import { prophet21Schemas, viewedTables, type TableName } from "./tables.ts";

/** The tenant's database: everything that reads or writes rows does it here. */
export interface Prophet21Data {
  /** A table that comes with the emulator. */
  table(name: TableName): Table;
  /** What Data Services show. */
  readonly tables: readonly Table[];
  readonly views: readonly Table[];
  /** Creates a table, which Data Services do not see until they are refreshed. */
  add(table: Table): void;
  /** Is there a table or view of this name, shown or not? */
  has(name: string): boolean;
  /** "Refresh OData API service" on the admin page. Returns how many tables and views are shown now. */
  refresh(): number;
}

/** The tables of a seed. Each is filled when its rows are first asked for: most tests look at two of them. */
export function createProphet21Data(seed: number): Prophet21Data {
  const own = new Map(namesOf().map((name) => [name, seededTable(name, seed)] as const));
  const table = (name: TableName): Table => {
    const found = own.get(name);
    if (found === undefined) throw new Error(`there is no table ${name}`);
    return found;
  };
  const views = viewedTables.map((name) => viewOf(table(name)));
  const added: Table[] = [];
  let shown: readonly Table[] = [...own.values()];
  return {
    table,
    views,
    get tables(): readonly Table[] {
      return shown;
    },
    add: (fresh) => void added.push(fresh),
    has: (name) => [...own.values(), ...views, ...added].some((each) => each.name === name),
    refresh: () => {
      shown = [...own.values(), ...added];
      return shown.length + views.length;
    },
  };
}

function namesOf(): readonly TableName[] {
  return Object.keys(prophet21Schemas).filter((name): name is TableName => Object.hasOwn(prophet21Schemas, name));
}

function seededTable(name: TableName, seed: number): Table {
  const rows = lazily(() => rowsOf(name, seededRandom(seed, `prophet21:${name}`)));
  return {
    name,
    ...prophet21Schemas[name],
    get rows(): Table["rows"] {
      return rows();
    },
  };
}

function viewOf(table: Table): Table {
  return {
    name: `p21_view_${table.name}`,
    keys: table.keys,
    columns: table.columns,
    get rows(): Table["rows"] {
      return table.rows;
    },
  };
}
