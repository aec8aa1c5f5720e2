import { refusing, type Answer } from "../http/answer.ts";
import { ODataError } from "../odata/odata-error.ts";
import type { BusinessObject } from "./business-objects.ts";
import { kineticError } from "./errors.ts";
import type { KineticExchange } from "./exchange.ts";
import type { Change } from "./store-rows.ts";

/** A query that cannot be run is a 400 with the OData library's own text. */
export function answering(exchange: KineticExchange, run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ODataError)) throw error;
    return refusing(
      kineticError(exchange, "odata", `kinetic.odata.${error.kind}`, error.message),
      "names spelled as in $metadata, letter case included, and OData's syntax",
    );
  }
}

/** A change that could not be made. */
export function refused(
  exchange: KineticExchange,
  object: BusinessObject,
  change: Exclude<Change, { done: unknown }>,
): Answer {
  if (change.refused === "not-found") return notFound(exchange, object);
  return kineticError(exchange, "duplicate", "kinetic.record.duplicate", `${object.table.name} already exists.`);
}

/** No such row in this company. */
export function notFound(exchange: KineticExchange, object: BusinessObject): Answer {
  return refusing(
    kineticError(exchange, "recordNotFound", "kinetic.record.not-found", "Record not found."),
    `the key of a ${object.table.name} in this company`,
  );
}
