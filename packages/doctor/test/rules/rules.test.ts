import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findings } from "../../src/index.ts";
import { tellApart } from "../../src/findings/tell-apart.ts";
import { rules } from "../../src/rules/rules.ts";

interface ContractFinding {
  readonly id: string;
  readonly confusable_with: readonly { readonly id: string; readonly tell_apart: string }[];
}

const ids = new Set<string>(findings.map(({ id }) => id));
const contract = JSON.parse(
  readFileSync(new URL("../../../../contract/findings.json", import.meta.url), "utf8"),
) as readonly ContractFinding[];

test("every finding of the catalogue has one rule", () => {
  assert.deepEqual(rules.map(({ id }) => id).toSorted(), [...ids].toSorted());
});

test("a rule steps back only for findings that there are, and no two for each other", () => {
  const yields = new Map(rules.map(({ id, yieldsTo }) => [id, yieldsTo ?? []]));
  for (const [id, others] of yields)
    for (const other of others) {
      assert.ok(ids.has(other), `${id} steps back for ${other}`);
      assert.ok(!yields.get(other)?.includes(id), `${id} and ${other} step back for each other`);
    }
});

test("what tells findings apart is what the contract says", () => {
  const expected = contract
    .filter(({ confusable_with }) => confusable_with.length > 0)
    .map(
      ({ id, confusable_with }) =>
        [id, confusable_with.map((each) => ({ id: each.id, how: each.tell_apart }))] as const,
    );
  assert.deepEqual(tellApart, Object.fromEntries(expected));
});
