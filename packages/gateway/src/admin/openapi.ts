import type { AdminRoute } from "./admin-route.ts";

/** The administration's API in OpenAPI 3.1, out of the same table that routes it. */
export function describeApi(routes: readonly AdminRoute[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: "3.1.0",
    info: { title: "erpgate administration", version: "1" },
    security: [{ operator: [] }],
    paths,
    components: {
      securitySchemes: {
        operator: { type: "http", scheme: "bearer", description: "A token that `erpgate admin token` prints." },
      },
    },
  };
}

function operation({ operationId, summary, path, query = {}, body, gives }: AdminRoute): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(query).map(([name, rest]) => ({
    name,
    in: "query",
    ...rest,
    schema: { type: "string" },
  }));
  return {
    operationId,
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      [gives.status]: { description: "Done.", content: json(gives.schema) },
      default: { description: "Not done: `error` has `code` and `message`, and `problems` where there are several." },
    },
  };
}

function json(schema: unknown): object {
  return { "application/json": { schema } };
}
