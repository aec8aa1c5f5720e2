/** One request of a `$batch`, as it was read. Nothing of the caller's bytes is sent on but what stands here. */
export interface BatchPart {
  /** `Content-ID` or `id`. */
  readonly id: string | undefined;
  readonly method: string;
  /** As written, not resolved. */
  readonly url: string;
  /** Names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  /** Empty where there is none. */
  readonly body: string;
  /** Ids of parts that must have succeeded before (JSON form). */
  readonly dependsOn: readonly string[];
}

/** A request by itself, or a change set: all of it or nothing. */
export interface BatchUnit {
  /** Undefined for a request by itself; else what the change set is called. */
  readonly changeSet: string | undefined;
  readonly parts: readonly BatchPart[];
}

/** In which of OData's two forms a batch is written. */
export type BatchForm = "multipart" | "json";

export interface Batch {
  readonly form: BatchForm;
  readonly units: readonly BatchUnit[];
}

/** The answer to one part. */
export interface PartAnswer {
  readonly id: string | undefined;
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** What is wrong with a batch, and where. Nothing of it is sent. */
export class BatchMalformed extends Error {}

/** So many requests are one batch at most. */
export const MOST_PARTS = 100;
