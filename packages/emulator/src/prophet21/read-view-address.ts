import type { Row, Table, Value } from "../odata/table.ts";

/** An address of the older Data Services: a view, one of its rows, or how many it has. */
export interface ViewAddress {
  readonly view: string;
  /** What stands between the brackets. */
  readonly key: string | undefined;
  readonly count: boolean;
}

/** Reads what follows `/data/erp/views/v1`: `view`, `view('key')`, `view/$count`. */
export function readViewAddress([name, more, ...rest]: readonly string[]): ViewAddress | undefined {
  if (name === undefined || rest.length > 0 || (more !== undefined && more !== "$count")) return undefined;
  const found = /^([A-Za-z_]\w*)(?:\((.+)\))?$/s.exec(name);
  if (found?.[1] === undefined) return undefined;
  const count = more === "$count";
  return count && found[2] !== undefined ? undefined : { view: found[1], key: found[2], count };
}

/** The row that a key names: `'text'`, `12`, `12M` for decimals, or `name=value` parted by commas; undefined for what is no key. */
export function keyFilter(
  key: string,
  { keys, columns }: Pick<Table, "keys" | "columns">,
): ((row: Row) => boolean) | undefined {
  const parts = splitKey(key);
  const named = parts.map((part) => /^([A-Za-z_]\w*)=(.+)$/s.exec(part));
  // A single value is for the key's last column, which is the one that differs: the company is the same for all of them
  const pairs = named.every((found) => found !== null)
    ? named.map((found) => [found?.[1] ?? "", found?.[2] ?? ""] as const)
    : parts.length === 1
      ? [[keys.at(-1) ?? "", parts[0] ?? ""] as const]
      : [];
  const wanted = pairs.map(([column, text]) => [column, literal(text)] as const);
  const isKey =
    wanted.length > 0 && wanted.every(([column, value]) => Object.hasOwn(columns, column) && value !== undefined);
  return isKey ? (row) => wanted.every(([column, value]) => row[column] === value) : undefined;
}

/** At commas outside quotes. */
function splitKey(key: string): readonly string[] {
  return (key.match(/(?:'(?:[^']|'')*'|[^,'])+/g) ?? []).map((part) => part.trim());
}

function literal(text: string): Value | undefined {
  const quoted = /^'((?:[^']|'')*)'$/s.exec(text);
  if (quoted !== null) return quoted[1]?.replaceAll("''", "'") ?? "";
  return /^-?\d+(?:\.\d+)?[mdfl]?$/i.test(text) ? Number(text.replace(/[mdfl]$/i, "")) : undefined;
}
