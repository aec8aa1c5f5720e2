import { errorTable } from "../error-table.ts";
import type { Failure } from "../failure.ts";

/**
 * The first wait after an empty pool. Kinetic names none; this is where a client in the field begins, doubling each time
 * up to 480 s (observed in client code).
 */
const BACK_OFF_MS = 30_000;

/** `Maximum users exceeded on license type: DefaultUser assigned to company: EPIC06` (observed). */
const EXHAUSTED = /license type:\s*([A-Za-z]{2,40})(?:\s+assigned to company:\s*([\w.-]{1,20}))?/i;

/** An empty licence pool: which one, for how long to stay away, and what frees or spares a seat. */
export function licenseFailure(message: string): Failure {
  const [, type, company] = EXHAUSTED.exec(message) ?? [];
  return {
    code: "KINETIC_LICENSE_EXHAUSTED",
    finding: errorTable.KINETIC_LICENSE_EXHAUSTED.finding,
    tokenAtFault: false,
    retryAfterMs: BACK_OFF_MS,
    ...(type === undefined ? {} : { hint: hintFor(type, company) }),
  };
}

function hintFor(type: string, company: string | undefined): string {
  const where = company === undefined ? "" : ` in company ${company}`;
  // Without a License header a call takes a Default user's seat, which people use, too (observed).
  const isDefault = /^default/i.test(type);
  const how = isDefault
    ? `A call without a licence of its own takes such a seat: with "license": "WebService" it would take one meant for programs.`
    : "Each session holds one seat until it is logged out: share a session, or run fewer at a time.";
  return `No ${type} seat is free${where}. ${how}`;
}
