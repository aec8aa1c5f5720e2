import type { ErpgateError } from "../../errors.ts";
import type { KineticWaitInit } from "../call-options.ts";

/** One request of a batch. */
export interface BatchRequest {
  /** By which its result is found and named. @default its place, counted from 1 */
  readonly id?: string;
  /** @default "GET" */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As `fetch` takes it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A value that is sent as JSON. */
  readonly body?: unknown;
  /** Requests that follow each other with the same name here are one change set: all of it, or nothing (OData's rule). */
  readonly changeSet?: string;
  /** Ids of requests that must have succeeded before. JSON form only. */
  readonly dependsOn?: readonly string[];
}

/** How a batch is sent. */
export interface BatchOptions extends KineticWaitInit {
  /** `multipart` is OData 3's and 4's, `json` that of OData 4.01. Which a server takes, no source says. @default "multipart" */
  readonly form?: "multipart" | "json";
  /** Sends it to `$batch` of this service, instead of the one of the API's root. */
  readonly service?: string;
}

/** What came of one request of a batch. */
export interface BatchResult {
  readonly id: string;
  /** Undefined where the server did not answer this request. */
  readonly status: number | undefined;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as JSON; undefined for an empty one. @throws {ErpgateError} the result's own error, or ANSWER_NOT_JSON */
  json<T = unknown>(): T;
  /** Why it failed, with its id in the message; undefined where it did not. */
  readonly error: ErpgateError | undefined;
}

/** A request ready to be written: id, target and body are settled. */
export interface BatchPart {
  readonly id: string;
  readonly method: string;
  /** Path and query below the origin. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly changeSet: string | undefined;
  readonly dependsOn: readonly string[];
}

/** An answer found in the answer to a batch. */
export interface PartAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answers by id. What is not there was not answered. */
export type PartAnswers = ReadonlyMap<string, PartAnswer>;
