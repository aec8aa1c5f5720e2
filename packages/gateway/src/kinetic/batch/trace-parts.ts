import type { BatchCall } from "../../batch-server.ts";
import type { PartObservation } from "../../observe/observation.ts";
import { headersOfTrace } from "../../observe/trace-context.ts";
import type { PartAnswer } from "./batch.ts";
import type { JudgedUnit } from "./judge-parts.ts";

/** Parts as they are sent, and what is noted of each of them. */
export interface TracedParts {
  readonly units: readonly JudgedUnit[];
  /** @param answers to each unit; a change set that failed has one for all of it */
  answered(answers: readonly (readonly PartAnswer[])[]): void;
  /** Those that are left were not answered. */
  end(): void;
}

/**
 * Each part says where it stands in the trace: below the batch that it goes out in, or, where no traces are made here, where its
 * caller says that the batch stands. To be called once the batch's own call has begun.
 */
export function traceParts(units: readonly JudgedUnit[], { exchange, headers }: BatchCall): TracedParts {
  const ofBatch = headersOfTrace(headers.passing);
  let number = 0;
  const traced = units.map(({ changeSet, parts }) => {
    const each = parts.map((part) => {
      const own = [...part.headers, ...ofBatch];
      const observation = exchange.observation?.sendingPart((number += 1), part.part.method, own);
      return { part: { ...part, headers: own }, observation };
    });
    return { changeSet, each };
  });
  const observations: readonly (readonly (PartObservation | undefined)[])[] = traced.map(({ each }) =>
    each.map(({ observation }) => observation),
  );
  return {
    units: traced.map(({ changeSet, each }) => ({ changeSet, parts: each.map(({ part }) => part) })),
    answered(answers) {
      for (const [at, unit] of observations.entries())
        for (const [index, part] of unit.entries()) part?.end((answers[at]?.[index] ?? answers[at]?.[0])?.status);
    },
    end() {
      for (const part of observations.flat()) part?.end(undefined);
    },
  };
}
