import { refusing, runSteps, type Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { checkMethodRight } from "../check-access.ts";
import { kineticError } from "../errors.ts";
import type { KineticExchange } from "../exchange.ts";
import { readParameters } from "../method-call.ts";
import { findMethod, type MethodRun } from "../methods/find-method.ts";

/** `…/{Svc}/{Method}`: a business object's own method. POST always; GET for the methods that only read. */
export function method(exchange: KineticExchange, object: BusinessObject, name: string): Answer {
  const found = findMethod(object, name);
  return runSteps(
    [
      () => (found === undefined ? unknownMethod(exchange, object, name) : undefined),
      () => checkMethodRight(exchange, object.service, name),
      () => checkVerb(exchange, found?.readsOnly === true),
      () => run(exchange, object, found?.run),
    ],
    exchange,
  );
}

function unknownMethod(exchange: KineticExchange, object: BusinessObject, name: string): Answer {
  const answer = kineticError(
    exchange,
    "notFound",
    "kinetic.method.unknown",
    `${object.service} has no method or entity set ${name}.`,
  );
  return refusing(
    answer,
    `${object.entitySet}, or one of GetByID, GetRows, GetList, GetNew${object.table.name}, Update, DeleteByID, spelled exactly so`,
  );
}

function checkVerb(exchange: KineticExchange, readsOnly: boolean): Answer | undefined {
  const { method: verb } = exchange.call;
  if (verb === "POST" || (verb === "GET" && readsOnly)) return undefined;
  return refusing(
    kineticError(exchange, "wrongVerb", "kinetic.method.verb", "The requested resource does not support this method."),
    readsOnly ? "POST or GET" : "POST",
  );
}

function run(exchange: KineticExchange, object: BusinessObject, runMethod: MethodRun | undefined): Answer {
  const parameters = readParameters(exchange);
  if (parameters === undefined)
    return refusing(
      kineticError(exchange, "badRequest", "kinetic.method.body", "The request body cannot be deserialised."),
      "a JSON object with one property per parameter, {} or nothing",
    );
  if (runMethod === undefined) throw new Error("an unknown method must have been refused");
  return runMethod(exchange, object, parameters);
}
