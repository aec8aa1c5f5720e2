import type { Schema } from "./body-schema.ts";

/** What a route of the administration's API has of the request. */
export interface AdminCall {
  /** The variable parts of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** As the route's `body` says; undefined where it has none. */
  readonly body: unknown;
  /** Who calls, by their token. */
  readonly operator: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly document: unknown;
}

/** One operation of the administration's API. The router and the description at `/openapi.json` both read this. */
export interface AdminRoute {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With its variable parts in braces: `/consumers/{name}`. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly query?: Readonly<Record<string, { readonly required: boolean; readonly description: string }>>;
  readonly body?: Schema;
  /** What it answers when all is well. */
  readonly gives: { readonly status: 200 | 201; readonly schema: Schema };
  run(call: AdminCall): Promise<JsonAnswer>;
}

export function failed(status: number, code: string, message: string, more: object = {}): JsonAnswer {
  return { status, document: { error: { code, message, ...more } } };
}
