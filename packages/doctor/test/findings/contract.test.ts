import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { finding, findings } from "../../src/index.ts";

interface FindingFacts {
  readonly id: string;
  readonly system: string;
  readonly layer: string;
  readonly auth: boolean;
  readonly certainty: string;
}

const contractFile = new URL("../../../../contract/findings.json", import.meta.url);
const contract = JSON.parse(readFileSync(contractFile, "utf8")) as readonly FindingFacts[];

test("every finding of the contract is explained, and nothing else is", () => {
  assert.deepEqual(findings.map((each) => each.id).toSorted(), contract.map((each) => each.id).toSorted());
});

test("no id is used twice", () => {
  assert.equal(new Set(findings.map((each) => each.id)).size, findings.length);
});

for (const facts of contract) {
  test(`${facts.id} states the contract's layer, kind and certainty`, () => {
    const explained = finding(facts.id);
    assert.ok(explained, `${facts.id} has no entry`);
    assert.deepEqual(
      {
        system: explained.id.split("/")[0],
        layer: explained.layer,
        auth: explained.auth,
        certainty: explained.certainty,
      },
      { system: facts.system, layer: facts.layer, auth: facts.auth, certainty: facts.certainty },
    );
  });
}

test("an id outside the catalogue has no finding", () => {
  assert.equal(finding("unknown"), undefined);
  assert.equal(finding("toString"), undefined);
});
