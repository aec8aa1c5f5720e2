import type { ConsumerRecord } from "../consumers/consumer.ts";
import { createPrincipal, type Principal } from "../identity/principal.ts";
import { consumerOf, type MountFinder } from "./can-i.ts";
import { judgeCall, type JudgedMount } from "./decide.ts";
import type { DescribedCall } from "./described-call.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * What a caller may call, as OpenAPI 3.1: its scopes' entries, each call judged as it would be if it came now. What is not
 * open to it is not in it, not even by name.
 *
 * @param publicUrl where callers find the gateway
 */
export function describeAccess(principal: Principal, mountFor: MountFinder, publicUrl: string): Json {
  const open = Object.entries(principal.consumer.access).flatMap(([name, grant]) => {
    const mount = mountFor(name);
    if (mount === undefined) return [];
    const described = mount.dialect.describeScope(grant.scope).filter((call) => isOpen(principal, mount, call));
    return described.map((call) => ({ mount, call }));
  });
  return {
    openapi: "3.1.0",
    info: {
      title: `What ${principal.consumer.name} may call`,
      version: "1",
      description: "The gateway's view: which addresses are open. What an ERP answers there is the ERP's affair.",
    },
    servers: [{ url: publicUrl }],
    security: Object.keys(SCHEMES).map((name) => ({ [name]: [] })),
    tags: [...new Set(open.map(({ mount }) => mount.name))].map((name) => ({ name })),
    paths: pathsOf(open),
    components: { securitySchemes: { ...SCHEMES, oauth: oauth(publicUrl) } },
  };
}

/** The same for a registration, with a credential that narrows nothing. */
export function describeConsumer(record: ConsumerRecord, mountFor: MountFinder, publicUrl: string): Json {
  return describeAccess(createPrincipal(consumerOf(record), Infinity), mountFor, publicUrl);
}

const SCHEMES: Json = {
  key: { type: "http", scheme: "bearer", description: "The consumer's key, or a token that was issued for it." },
  apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
  basic: { type: "http", scheme: "basic", description: "The consumer's name and key." },
  oauth: {},
};

const oauth = (publicUrl: string): Json => ({
  type: "oauth2",
  flows: { clientCredentials: { tokenUrl: `${publicUrl}/oauth/token`, scopes: {} } },
});

/** With an example in each variable part; what is open for one is open for all, since scopes have no other way to name many. */
function isOpen(principal: Principal, mount: JudgedMount, { method, path, parts }: DescribedCall): boolean {
  const example = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => parts[name]?.example ?? "x");
  return typeof judgeCall(principal, mount, method, mount.path + example, undefined) !== "string";
}

interface OpenCall {
  readonly mount: JudgedMount;
  readonly call: DescribedCall;
}

/** Where two entries open the same call, the one that asks for less of its query stands for both. */
function pathsOf(open: readonly OpenCall[]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  const strictness = ({ call }: OpenCall): number => call.query.filter(({ required }) => required).length;
  for (const each of open.toSorted((one, other) => strictness(one) - strictness(other))) {
    const operations = (paths[each.mount.path + each.call.path] ??= {});
    operations[each.call.method.toLowerCase()] ??= operationOf(each);
  }
  return paths;
}

function operationOf({ mount, call: { method, path, summary, parts, query } }: OpenCall): Json {
  const inPath = Object.entries(parts).map(([name, { description, example }]) => ({
    name,
    in: "path",
    required: true,
    description,
    schema: { type: "string" },
    example,
  }));
  const hasBody = method !== "GET" && method !== "DELETE";
  return {
    operationId: `${method}${mount.path}${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"),
    summary,
    tags: [mount.name],
    parameters: [...inPath, ...query.map((option) => ({ ...option, in: "query" }))],
    ...(hasBody ? { requestBody: { content: { "application/json": { schema: {} } } } } : {}),
    responses: {
      "2XX": { description: "What the ERP answers." },
      default: {
        description: "Refused, by the gateway or by the ERP: `application/problem+json`, or the ERP's own form.",
      },
    },
  };
}
