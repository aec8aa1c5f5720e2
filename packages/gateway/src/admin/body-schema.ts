import type { Problem } from "../store/store-error.ts";

interface Described {
  readonly description?: string;
}

/** The part of JSON Schema that bodies here need: the same object describes a body and checks it. */
export type Schema = Described &
  (
    | { readonly type: "string"; readonly enum?: readonly string[]; readonly format?: "date-time" }
    | { readonly type: "integer"; readonly minimum?: number }
    | { readonly type: "boolean" | "null" }
    | { readonly type: "array"; readonly items: Schema }
    | {
        readonly type: "object";
        readonly properties?: Readonly<Record<string, Schema>>;
        readonly required?: readonly string[];
        readonly additionalProperties: boolean | Schema;
      }
    | { readonly anyOf: readonly Schema[] }
  );

/** Everything about `value` that is not as `schema` says. */
export function checkBody(schema: Schema, value: unknown, path = "body"): readonly Problem[] {
  if ("anyOf" in schema) {
    const tried = schema.anyOf.map((each) => checkBody(each, value, path));
    return tried.find((problems) => problems.length === 0) ?? tried[0] ?? [];
  }
  switch (schema.type) {
    case "string":
      return checkText(schema, value, path);
    case "integer":
      return Number.isSafeInteger(value) && Number(value) >= (schema.minimum ?? -Infinity)
        ? []
        : wrong(path, `is not a whole number${schema.minimum === undefined ? "" : ` from ${schema.minimum} on`}`);
    case "boolean":
      return typeof value === "boolean" ? [] : wrong(path, "is neither true nor false");
    case "null":
      return value === null ? [] : wrong(path, "is not null");
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, index) => checkBody(schema.items, item, `${path}.${index}`))
        : wrong(path, "is not a list");
    case "object":
      return checkObject(schema, value, path);
  }
}

function checkText(schema: Extract<Schema, { type: "string" }>, value: unknown, path: string): readonly Problem[] {
  if (typeof value !== "string") return wrong(path, "is not a text");
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return wrong(path, `is none of ${schema.enum.join(", ")}`);
  const isMoment = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
  if (schema.format === "date-time" && !isMoment) return wrong(path, "is no moment such as 2030-01-31T00:00:00Z");
  return [];
}

function checkObject(schema: Extract<Schema, { type: "object" }>, value: unknown, path: string): readonly Problem[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(path, "is not an object");
  const { properties = {}, required = [], additionalProperties } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  const members = Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === true) return [];
    if (known === false || known === undefined) return wrong(`${path}.${name}`, "is not known");
    return checkBody(known, member, `${path}.${name}`);
  });
  return [...missing.flatMap((name) => wrong(`${path}.${name}`, "is missing")), ...members];
}

function wrong(path: string, message: string): readonly Problem[] {
  return [{ path, message, fix: "GET /openapi.json describes it." }];
}
