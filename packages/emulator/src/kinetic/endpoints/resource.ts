import { refusing, type Answer } from "../../http/answer.ts";
import { findBusinessObject, type BusinessObject } from "../business-objects.ts";
import { kineticError } from "../errors.ts";
import type { KineticExchange } from "../exchange.ts";
import { collections } from "../service-document.ts";
import type { RowsOf } from "../write-rows.ts";
import { baqService } from "./baq.ts";
import { entity, entityCount, entitySet } from "./entity-set.ts";
import { metadata } from "./metadata.ts";
import { findMethodService, methodServices, type MethodService } from "../services/method-service.ts";
import { objectMethod, serviceMethod } from "./method.ts";

/** `…/{Svc}/…`: which of a service's faces is asked for. A name is an entity set if the service has one of that name, else a method. */
export function resource(exchange: KineticExchange): Answer {
  const { address } = exchange;
  if (address.kind !== "resource") throw new Error("not a service's address");
  if (address.service.toLowerCase() === "baqsvc") return baqService(exchange);
  const object = findBusinessObject(exchange.objects, address.service);
  if (object === undefined) return methodsOnly(exchange, findMethodService(address.service), address.service);
  const [first = "", second = "", ...more] = address.rest;
  if (first === "") return collections(exchange, "kinetic.service", [object.entitySet]);
  if (first === "$metadata" && second === "") return metadata(exchange, object);
  if (more.length > 0) return unknownService(exchange, address.rest.join("/"));
  return named(exchange, object, first, second);
}

/** A service that stands on no table has methods and nothing else. */
function methodsOnly(exchange: KineticExchange, service: MethodService | undefined, asked: string): Answer {
  const { address } = exchange;
  const [name = "", ...more] = address.kind === "resource" ? address.rest : [];
  if (service === undefined || more.length > 0) return unknownService(exchange, asked);
  return name === "" ? collections(exchange, "kinetic.service", []) : serviceMethod(exchange, service, name);
}

function named(exchange: KineticExchange, object: BusinessObject, first: string, second: string): Answer {
  const [, name = "", keyText] = /^([^(]*)(?:\((.*)\))?$/s.exec(first) ?? [];
  const of = rowsOf(exchange, object);
  if (name === object.entitySet && second === "$count") return entityCount(exchange, object, of);
  if (second !== "") return unknownService(exchange, `${first}/${second}`);
  if (name !== object.entitySet) return objectMethod(exchange, object, first);
  return keyText === undefined || keyText === ""
    ? entitySet(exchange, object, of)
    : entity(exchange, object, of, keyText);
}

function rowsOf({ address, call, state }: KineticExchange, object: BusinessObject): RowsOf {
  const api = "api" in address ? address.api : "v2";
  const root = api === "v1" ? "v1" : `v2/odata/${"company" in address ? (address.company ?? "") : ""}`;
  return {
    api,
    serviceAddress: `${call.origin}/${state.instance}/api/${root}/${object.service}`,
    entitySet: object.entitySet,
  };
}

function unknownService(exchange: KineticExchange, name: string): Answer {
  const services = [...exchange.objects, ...methodServices].map(({ service }) => service).join(", ");
  // The type is documented; the text is ours.
  return refusing(
    kineticError(exchange, "notFound", "kinetic.resource.unknown", `${name} not found.`),
    `one of the services ${services}, BaqSvc`,
  );
}
