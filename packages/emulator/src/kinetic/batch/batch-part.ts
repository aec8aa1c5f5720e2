import type { Answer } from "../../http/answer.ts";

/** One request inside a `$batch`. */
export interface BatchPart {
  /** `Content-ID` or `id`; undefined where the part has none. */
  readonly id: string | undefined;
  readonly method: string;
  /** Absolute, from the root, or relative to where `$batch` stands. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Which change set the part belongs to; undefined for none. */
  readonly group: number | undefined;
  /** Ids of parts that must have succeeded before (JSON form). */
  readonly dependsOn: readonly string[];
}

export interface AnsweredPart {
  readonly part: BatchPart;
  readonly answer: Answer;
}

/** The parts; or what is wrong, with the number of the part. */
export type ReadBatch = { readonly parts: readonly BatchPart[] } | { readonly fault: string };
