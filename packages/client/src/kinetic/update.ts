import { ErpgateError } from "../errors.ts";
import type { KineticWaitInit } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import { callMethod } from "./method.ts";
import type { KineticRow, Tableset } from "./tableset.ts";

/** How a tableset is written. */
export interface UpdateInit extends KineticWaitInit {
  /** @default "Update", which every business object has; some have `UpdateMaster` or `UpdateExt` as well */
  readonly method?: string;
}

/**
 * Writes a tableset: its rows as their RowMod says. Sent once and never again by the client: after a broken connection or a
 * time-out, read back what was written first.
 *
 * @returns the tableset as the server has it now
 */
export async function updateTableset<Set extends Tableset>(
  from: KineticCaller,
  service: string,
  tableset: Tableset,
  init: UpdateInit | undefined,
): Promise<Set> {
  checkTableset(tableset);
  const { method = "Update", ...rest } = init ?? {};
  const called = [service, method] as const;
  const { parameters, returnObj } = await callMethod<Set | undefined, { readonly ds?: Set }>(
    from,
    called,
    { ds: tableset },
    { ...rest, verb: "POST" },
  );
  const written = parameters.ds ?? returnObj;
  if (written !== undefined) return written;
  throw new ErpgateError("ANSWER_UNRECOGNISED", `${service}/${method} was called, and its answer holds no tableset`);
}

const MODS: ReadonlySet<unknown> = new Set(["A", "U", "D", "", undefined]);

/** Where no row says what is to become of it, the server answers success and does nothing: that is never what was meant. */
function checkTableset(tableset: Tableset): void {
  const faults = Object.entries(tableset).flatMap(([table, rows]) => faultsOf(table, rows));
  const mods = Object.values(tableset).flatMap((rows) => (Array.isArray(rows) ? rows : []) as readonly KineticRow[]);
  const isIdle = faults.length === 0 && !mods.some(({ RowMod }) => RowMod === "A" || RowMod === "U" || RowMod === "D");
  if (isIdle) faults.push(`no row has a "RowMod" of A, U or D: mark rows with added(), changed() or deleted()`);
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", `nothing was sent: ${faults.join("; ")}`);
}

function faultsOf(table: string, rows: unknown): readonly string[] {
  if (!Array.isArray(rows)) return [`"${table}" must be a list of rows`];
  return rows.flatMap((row: unknown, at) => {
    const isRow = typeof row === "object" && row !== null;
    if (!isRow) return [`"${table}[${at}]" must be an object`];
    return MODS.has((row as KineticRow)["RowMod"]) ? [] : [`"${table}[${at}].RowMod" must be "A", "U", "D" or ""`];
  });
}
