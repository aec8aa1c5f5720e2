/** As much of JSON Schema 2020-12 as the contract's schemas use; anything else in a schema is refused, not ignored. */
export interface Schema {
  readonly type?: "array" | "object" | "string" | "boolean";
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
}

const CHECKED =
  "type enum pattern minLength maxLength minItems uniqueItems items required properties additionalProperties";
const KNOWN = new Set([...CHECKED.split(" "), "description", "title", "$schema", "$id"]);

/** What is wrong with a value, one line per fault, each with the path to the place; empty where nothing is. */
export function schemaFaults(schema: Schema, value: unknown, path = "$"): readonly string[] {
  const foreign = Object.keys(schema).filter((key) => !KNOWN.has(key));
  if (foreign.length > 0) return [`${path}: the schema uses ${foreign.join(", ")}, which is not checked here`];
  if (schema.type && schema.type !== typeOf(value)) return [`${path}: is ${typeOf(value)}, not ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${path}: ${JSON.stringify(value)} is not one of the words`];
  if (typeof value === "string") return stringFaults(schema, value, path);
  if (Array.isArray(value)) return arrayFaults(schema, value, path);
  if (typeof value === "object" && value !== null) return objectFaults(schema, value, path);
  return [];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}

function stringFaults(schema: Schema, text: string, path: string): readonly string[] {
  const faults: string[] = [];
  if (schema.pattern && !new RegExp(schema.pattern, "u").test(text)) faults.push(`${path}: ${text} has another form`);
  if (text.length < (schema.minLength ?? 0)) faults.push(`${path}: shorter than ${schema.minLength}`);
  if (text.length > (schema.maxLength ?? Infinity)) faults.push(`${path}: longer than ${schema.maxLength}`);
  return faults;
}

function arrayFaults(schema: Schema, list: readonly unknown[], path: string): readonly string[] {
  const faults: string[] = [];
  if (list.length < (schema.minItems ?? 0)) faults.push(`${path}: fewer than ${schema.minItems} entries`);
  const distinct = new Set(list.map((each) => JSON.stringify(each)));
  if (schema.uniqueItems && distinct.size < list.length) faults.push(`${path}: an entry stands twice`);
  const { items } = schema;
  return items ? [...faults, ...list.flatMap((each, at) => schemaFaults(items, each, `${path}[${at}]`))] : faults;
}

function objectFaults(schema: Schema, value: object, path: string): readonly string[] {
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name));
  const faults = missing.map((name) => `${path}: has no ${name}`);
  for (const [name, member] of Object.entries(value)) {
    const known = properties[name];
    if (known) faults.push(...schemaFaults(known, member, `${path}.${name}`));
    else if (schema.additionalProperties === false) faults.push(`${path}: ${name} does not belong there`);
  }
  return faults;
}
