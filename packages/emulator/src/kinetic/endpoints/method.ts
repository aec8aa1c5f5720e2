import { refusing, runSteps, type Answer } from "../../http/answer.ts";
import type { BusinessObject } from "../business-objects.ts";
import { checkMethodRight } from "../check-access.ts";
import { kineticError } from "../errors.ts";
import type { KineticExchange } from "../exchange.ts";
import { readParameters, type MethodParameters } from "../method-call.ts";
import { findMethod, methodNames } from "../methods/find-method.ts";
import type { MethodService } from "../services/method-service.ts";

/** A method that was asked for, of a business object or of another service. */
interface CalledMethod {
  readonly readsOnly: boolean;
  run(parameters: MethodParameters): Answer;
}

/** `…/{Svc}/{Method}`: a business object's own method. POST always; GET for the methods that only read. */
export function objectMethod(exchange: KineticExchange, object: BusinessObject, name: string): Answer {
  const found = findMethod(object, name);
  if (found === undefined)
    return unknownMethod(exchange, object.service, name, [object.entitySet, ...methodNames(object)]);
  const run = (parameters: MethodParameters): Answer => found.run(exchange, object, parameters);
  return callMethod(exchange, object.service, name, { readsOnly: found.readsOnly, run });
}

/** The same for a service that has methods only. */
export function serviceMethod(exchange: KineticExchange, { service, methods }: MethodService, name: string): Answer {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (found === undefined) return unknownMethod(exchange, service, name, Object.keys(methods));
  const run = (parameters: MethodParameters): Answer => found.run(exchange, parameters);
  return callMethod(exchange, service, name, { readsOnly: found.readsOnly, run });
}

function callMethod(exchange: KineticExchange, service: string, name: string, found: CalledMethod): Answer {
  return runSteps(
    [
      () => checkMethodRight(exchange, service, name),
      () => checkVerb(exchange, found.readsOnly),
      () => runWithParameters(exchange, found),
    ],
    exchange,
  );
}

function unknownMethod(exchange: KineticExchange, service: string, name: string, names: readonly string[]): Answer {
  const answer = kineticError(
    exchange,
    "notFound",
    "kinetic.method.unknown",
    `${service} has no method or entity set ${name}.`,
  );
  return refusing(answer, `one of ${names.join(", ")}, spelled exactly so`);
}

function checkVerb(exchange: KineticExchange, readsOnly: boolean): Answer | undefined {
  const { method: verb } = exchange.call;
  if (verb === "POST" || (verb === "GET" && readsOnly)) return undefined;
  return refusing(
    kineticError(exchange, "wrongVerb", "kinetic.method.verb", "The requested resource does not support this method."),
    readsOnly ? "POST or GET" : "POST",
  );
}

function runWithParameters(exchange: KineticExchange, found: CalledMethod): Answer {
  const parameters = readParameters(exchange);
  if (parameters !== undefined) return found.run(parameters);
  return refusing(
    kineticError(exchange, "badRequest", "kinetic.method.body", "The request body cannot be deserialised."),
    "a JSON object with one property per parameter, {} or nothing",
  );
}
