import { json, refusing, type Answer } from "../../http/answer.ts";
import type { EdmType } from "../../odata/table.ts";
import { baqs } from "../baqs.ts";
import { findBusinessObject, type BusinessObject } from "../business-objects.ts";
import { requireBasic } from "../check-login.ts";
import { kineticError } from "../errors.ts";
import type { KineticExchange } from "../exchange.ts";
import { methodNames } from "../methods/find-method.ts";
import { findMethodService } from "../services/method-service.ts";

type Paths = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `{base}/api/swagger/v1/odata/{Svc}`, `…/methods/{Svc}`, `…/baq/{BaqID}` (observed:client), for Basic only (claimed). */
export function swagger(exchange: KineticExchange): Answer {
  return requireBasic(exchange) ?? describe(exchange);
}

function describe(exchange: KineticExchange): Answer {
  const { address, call, objects, state } = exchange;
  if (address.kind !== "swagger") throw new Error("not a description's address");
  const { of, name } = address;
  const object = findBusinessObject(objects, name);
  const paths = of === "baq" ? baqPaths(name) : of === "odata" ? odataPaths(object) : methodPaths(name, object);
  if (paths === undefined)
    return refusing(
      kineticError(exchange, "notFound", "kinetic.swagger.unknown", `${name} not found.`),
      `a service or a BAQ that {base}/api/v1/ or {base}/api/v1/BaqSvc/ lists`,
    );
  return json("kinetic.swagger", {
    swagger: "2.0",
    info: { title: object?.service ?? name, version: "v1" },
    host: new URL(call.origin).host,
    basePath: `/${state.instance}/api/v1/${of === "baq" ? "BaqSvc" : (object?.service ?? name)}`,
    schemes: [new URL(call.origin).protocol.slice(0, -1)],
    securityDefinitions: { basic: { type: "basic" } },
    paths,
    definitions: object === undefined || of === "baq" ? {} : definitions(object),
  });
}

const OK = { responses: { "200": { description: "OK" } } };

function odataPaths(object: BusinessObject | undefined): Paths | undefined {
  if (object === undefined) return undefined;
  const key = object.table.keys.map((name) => `{${name}}`).join(",");
  const result = { responses: { "200": { description: "OK", schema: { $ref: `#/definitions/${rowName(object)}` } } } };
  return {
    [`/${object.entitySet}`]: { get: result, post: { responses: { "201": { description: "Created" } } } },
    [`/${object.entitySet}(${key})`]: {
      get: result,
      patch: { responses: { "204": { description: "No Content" } } },
      delete: { responses: { "204": { description: "No Content" } } },
    },
  };
}

function methodPaths(name: string, object: BusinessObject | undefined): Paths | undefined {
  const names = object === undefined ? Object.keys(findMethodService(name)?.methods ?? {}) : methodNames(object);
  return names.length === 0 ? undefined : Object.fromEntries(names.map((each) => [`/${each}`, { post: OK }]));
}

function baqPaths(name: string): Paths | undefined {
  const baq = baqs.find(({ id }) => id.toLowerCase() === name.toLowerCase());
  if (baq === undefined) return undefined;
  const parameters = Object.entries(baq.parameters).map(([each, { type }]) => ({ name: each, in: "query", type }));
  const get = { ...OK, parameters };
  return { [`/${baq.id}`]: baq.update === undefined ? { get } : { get, patch: OK } };
}

function definitions({ table }: BusinessObject): Readonly<Record<string, unknown>> {
  const properties = Object.entries(table.columns).map(([name, type]) => [name, JSON_TYPES[type]]);
  return { [`${table.name}Row`]: { type: "object", properties: Object.fromEntries(properties) } };
}

function rowName({ table }: BusinessObject): string {
  return `${table.name}Row`;
}

const JSON_TYPES: Readonly<Record<EdmType, Readonly<Record<string, string>>>> = {
  "Edm.String": { type: "string" },
  "Edm.Int32": { type: "integer", format: "int32" },
  "Edm.Decimal": { type: "number" },
  "Edm.Boolean": { type: "boolean" },
  "Edm.DateTime": { type: "string", format: "date-time" },
  "Edm.Guid": { type: "string", format: "uuid" },
};
