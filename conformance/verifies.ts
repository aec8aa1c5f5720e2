import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { citedIds } from "./cited-ids.ts";
import { requirements } from "./requirements.ts";
import type { Requirement } from "./requirements.ts";

/** A set-up that a body runs on, opened afresh for each test. */
export interface Profile<Target> {
  /** Stands in the test's name: `emulator`, `client`, `gateway`. */
  readonly name: string;
  open(): Promise<Target & AsyncDisposable>;
}

/** What shows that a requirement holds; it throws where it does not. */
type Body<Target> = (target: Target) => Promise<void> | void;

/**
 * Registers the tests of one requirement: one per profile, or a single one where the body needs no set-up.
 * A pending requirement is expected to fail on at least one profile, and fails the run once it passes on all.
 */
export interface Verifies {
  (id: string, body: Body<undefined>): void;
  <Target>(id: string, profiles: readonly Profile<Target>[], body: Body<Target>): void;
}

/**
 * The `verifies` of one test file: `const verifies = verifier(import.meta.filename);`
 *
 * Node runs each test file in a process of its own, so no single process sees every citation that was executed. The
 * coverage test reads the citations from the files' text instead; here, at the end of each file, what was read is held
 * against what was executed, so that neither can drift from the other.
 *
 * @throws Error from the returned function, for an id that contract/requirements does not have.
 */
export function verifier(filename: string): Verifies {
  const executed: string[] = [];
  after(() => {
    assert.deepEqual(
      executed,
      citedIds(readFileSync(filename, "utf8")),
      "citations executed and citations read differ",
    );
  });
  return <Target>(id: string, second: readonly Profile<Target>[] | Body<undefined>, third?: Body<Target>): void => {
    executed.push(id);
    const requirement = requirements.get(id);
    if (!requirement) throw new Error(`${id} is not in contract/requirements: add it there, with its source.`);
    register(requirement, typeof second === "function" ? [asRun(second)] : runsOf(second, third));
  };
}

interface Run {
  readonly on: string;
  readonly run: () => Promise<void>;
}

const asRun = (body: Body<undefined>): Run => ({ on: "", run: async () => body(undefined) });

function runsOf<Target>(profiles: readonly Profile<Target>[], body: Body<Target> | undefined): readonly Run[] {
  if (!body || profiles.length === 0) throw new Error("verifies() needs a body, and a profile to run it on.");
  const run = async (profile: Profile<Target>): Promise<void> => {
    await using target = await profile.open();
    await body(target);
  };
  return profiles.map((profile) => ({ on: ` [${profile.name}]`, run: () => run(profile) }));
}

function register(requirement: Requirement, runs: readonly Run[]): void {
  if (requirement.pending !== undefined) return registerPending(requirement, requirement.pending, runs);
  for (const each of runs) test(`${requirement.id}${each.on}: ${requirement.behaviour}`, each.run);
}

function registerPending(requirement: Requirement, reason: string, runs: readonly Run[]): void {
  test(`${requirement.id}, expected to fail (${reason}): ${requirement.behaviour}`, async () => {
    const results = await Promise.allSettled(runs.map((each) => each.run()));
    const failed = results.some((result) => result.status === "rejected");
    assert.ok(failed, `${requirement.id} holds now: take "pending" away in contract/requirements.`);
  });
}
