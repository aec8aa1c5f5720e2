import { ErpgateError } from "../errors.ts";
import type { KineticWaitInit } from "./call-options.ts";
import type { KineticCaller } from "./caller-with.ts";
import { callMethod } from "./method.ts";
import type { Tableset } from "./tableset.ts";

/** How tablesets are read page by page. */
export interface GetRowsOptions extends KineticWaitInit {
  /** Rows of the main table a call. Zero, which Swagger calls "no maximum", is a 400 on some sites (observed). @default 100 */
  readonly pageSize?: number;
}

/** By table, as `{ Customer: "CustNum > 5" }`: a condition in Epicor's own language, sent as `whereClauseCustomer`. */
export type WhereClauses = Readonly<Record<string, string>>;

interface Out {
  readonly morePages?: boolean;
  readonly morePage?: boolean;
  readonly MorePages?: boolean;
}

type Parameters = Readonly<Record<string, string | number>>;

/**
 * Reads tablesets by `GetRows`, a page at a time, until `morePages` says that there are no more (official: Swagger; one
 * client in the field goes by `morePage`). Pages count from 0 (observed in client code).
 */
export async function* getRows<Set extends Tableset>(
  from: KineticCaller,
  service: string,
  where: WhereClauses,
  { pageSize = 100, ...init }: GetRowsOptions,
): AsyncGenerator<Set, void, void> {
  const clauses = clausesOf(where, pageSize);
  const read = createReader<Set>(from, service, init);
  let last = "";
  let repeated = 0;
  for (let absolutePage = 0; ; absolutePage += 1) {
    const { returnObj, parameters } = await read({ ...clauses, pageSize, absolutePage });
    const text = JSON.stringify(returnObj);
    // Whether a server counts from 1 and takes 0 for 1 as well, no source says: then the second page is the first again.
    repeated = text === last ? repeated + 1 : 0;
    if (repeated === 0) yield returnObj;
    if (!(parameters.morePages ?? parameters.MorePages ?? parameters.morePage ?? false)) return;
    if (repeated > 1) throw new ErpgateError("ANSWER_UNRECOGNISED", `${service}/GetRows gives the same page each time`);
    last = text;
  }
}

function clausesOf(where: WhereClauses, pageSize: number): Readonly<Record<string, string>> {
  const faults: string[] = [];
  if (!Number.isInteger(pageSize) || pageSize < 1) faults.push(`"pageSize" must be a whole number above 0`);
  for (const [table, clause] of Object.entries(where)) {
    if (!/^\w+$/.test(table) || typeof clause !== "string")
      faults.push(`the clause of ${JSON.stringify(table)} must be a text`);
  }
  if (faults.length > 0) throw new ErpgateError("REQUEST_INVALID", faults.join("; "));
  return Object.fromEntries(Object.entries(where).map(([table, clause]) => [`whereClause${table}`, clause]));
}

/** A service may have so many tables; more cannot be missing. */
const MOST_MISSING = 40;
const MISSING = /Parameter (whereClause\w{1,60}) is not found in the input object/;

/**
 * Some servers want a clause for every table of the service and name the next one that is missing (observed in client
 * code). Empty means "all", so it is filled in, and remembered for the pages that follow.
 */
function createReader<Set>(from: KineticCaller, service: string, init: KineticWaitInit) {
  const filled: Record<string, string> = {};
  return async (parameters: Parameters): Promise<{ readonly returnObj: Set; readonly parameters: Out }> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await callMethod<Set, Out>(from, [service, "GetRows"], { ...filled, ...parameters }, init);
      } catch (error) {
        const missing = missingClause(error);
        if (missing === undefined || missing in filled || attempt >= MOST_MISSING) throw error;
        filled[missing] = "";
      }
    }
  };
}

function missingClause(error: unknown): string | undefined {
  if (!ErpgateError.is(error) || error.code !== "KINETIC_APPLICATION_ERROR") return undefined;
  return MISSING.exec(error.response?.body ?? "")?.[1];
}
