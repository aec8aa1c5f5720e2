/**
 * `node tools/config-schema.ts` writes packages/client/erpgate.schema.json, by which editors check and complete `erpgate.yaml`,
 * and packages/gateway/erpgate.schema.json, which is the same with the gateway's section. The one source of the first are the types
 * of the options and what is said beside them, that of the section is gateway-section.ts; tests hold both against the checkers.
 */
import { join, relative } from "node:path";
import { format, resolveConfig } from "prettier";
import { FILE_OPTIONS, type FileOption } from "../packages/client/src/node/file-options.ts";
import { CONNECTION_NAME } from "../packages/client/src/node/read-connections.ts";
import { gatewaySection } from "./gateway-section.ts";
import { readDeclaredTypes } from "./option-types.ts";
import { type OptionSchema, typeSchema } from "./type-schema.ts";
import { ROOT } from "./workspace.ts";
import { writeMade } from "./written-page.ts";

export const SCHEMA_FILE: string = join(ROOT, "packages", "client", "erpgate.schema.json");

export const GATEWAY_SCHEMA_FILE: string = join(ROOT, "packages", "gateway", "erpgate.schema.json");

/**
 * The text of the schema that comes with the gateway. It refers to the client's, which lies beside it wherever both are
 * installed, and so costs a program that has the client alone nothing.
 */
export async function gatewaySchema(): Promise<string> {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "erpgate.yaml",
    description: "Which ERPs there are, how to get in, and the gateway in front of them.",
    allOf: [{ $ref: "../client/erpgate.schema.json" }],
    properties: { gateway: gatewaySection },
  };
  return format(JSON.stringify(schema), {
    ...(await resolveConfig(GATEWAY_SCHEMA_FILE)),
    filepath: GATEWAY_SCHEMA_FILE,
  });
}

/** The schema's text, as prettier would have it. */
export async function configSchema(): Promise<string> {
  const declared = readDeclaredTypes("packages/client/src/**/*.ts");
  const of = (name: string): OptionSchema => {
    const schema = typeSchema(declared, name);
    if (schema === undefined) throw new Error(`${name} is nothing that a file can hold`);
    return schema;
  };
  const connections = ["KineticOptions", "Prophet21Options"].map((name) =>
    FILE_OPTIONS.reduce(withFileOption, of(name)),
  );
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "erpgate.yaml",
    description: "Which ERPs there are, how to get in, and the gateway in front of them.",
    type: "object",
    properties: {
      connections: {
        description: "The ERPs, each under a name of your choosing.",
        type: "object",
        minProperties: 1,
        patternProperties: { [CONNECTION_NAME.source]: { anyOf: connections } },
        additionalProperties: false,
      },
      gateway: {
        description:
          "Its options are in @erpgate/gateway/erpgate.schema.json and docs/gateway.md; `erpgate config check` checks it.",
        type: ["object", "null"],
      },
      tokenStore: of("TokenStoreSection"),
    },
    required: ["connections"],
    additionalProperties: false,
  };
  return format(JSON.stringify(schema), { ...(await resolveConfig(SCHEMA_FILE)), filepath: SCHEMA_FILE });
}

/** Adds an option that names a file beside the one that holds its content, of which then neither is required. */
function withFileOption(schema: OptionSchema, option: FileOption): OptionSchema {
  return changed(schema, option.within, (holder) => {
    const { properties = {}, required = [], ...rest } = holder;
    const { [option.becomes]: content } = properties;
    if (content === undefined) return holder;
    const path: OptionSchema = { type: "string" };
    // Where several texts may stand, several files may be named.
    const paths: OptionSchema = content.anyOf ? { anyOf: [path, { type: "array", items: path }] } : path;
    const description = `Instead of ${option.becomes}: the file that holds it. The path is relative to the configuration.`;
    const left = required.filter((name) => name !== option.becomes);
    return {
      ...rest,
      properties: { ...properties, [option.name]: { description, ...paths } },
      ...(left.length > 0 && { required: left }),
    };
  });
}

function changed(
  schema: OptionSchema,
  within: readonly string[],
  change: (holder: OptionSchema) => OptionSchema,
): OptionSchema {
  if (schema.anyOf) return { ...schema, anyOf: schema.anyOf.map((way) => changed(way, within, change)) };
  const [name, ...rest] = within;
  if (name === undefined) return change(schema);
  const member = schema.properties?.[name];
  if (!member) return schema;
  return { ...schema, properties: { ...schema.properties, [name]: changed(member, rest, change) } };
}

/** Not awaited at the top: a module that does so cannot share a process with other tests. */
async function writeBoth(): Promise<void> {
  await writeMade(relative(ROOT, SCHEMA_FILE), configSchema());
  await writeMade(relative(ROOT, GATEWAY_SCHEMA_FILE), gatewaySchema());
}

if (import.meta.main) void writeBoth();
