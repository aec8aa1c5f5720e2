import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { readConsumerWords } from "../../src/consumers/read-consumer-words.ts";
import { readDuration } from "../../src/read-duration.ts";
import { UsageError } from "../../src/usage-error.ts";

function faultsOf(...words: Parameters<typeof readConsumerWords>): readonly string[] {
  try {
    readConsumerWords(...words);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.faults;
  }
  return [];
}

test("splits at the first equals sign alone", () => {
  const words = readConsumerWords(["p21=/odata:a=b"], ["p21=domain\\user"], ["https://login.example.com/=abc=="]);
  assert.deepEqual(words, {
    access: { p21: { scope: "/odata:a=b", p21Username: "domain\\user" } },
    subjects: [{ issuer: "https://login.example.com/", value: "abc==" }],
  });
});

test("a connection without a user name has none", () => {
  assert.deepEqual(readConsumerWords(["k=/EPIC06/X"], [], []).access, { k: { scope: "/EPIC06/X" } });
});

test("every fault is reported at once", () => {
  assert.deepEqual(faultsOf(["p21=/a", "p21=/b", "kinetic"], ["erp=x"], ["="]), [
    '--access CONNECTION=SCOPE is expected, but there is "kinetic"',
    '--subject ISSUER=VALUE is expected, but there is "="',
    "--access names p21 twice; write its entries in one, with semicolons",
    "--p21-username names erp, which no --access opens",
  ]);
  assert.match(faultsOf([], [], []).join(), /--access CONNECTION=SCOPE is missing/);
});

test("whatever the words, they are read or refused, and nothing is lost", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1 }).filter((name) => !name.includes("="))),
      fc.string({ minLength: 1 }),
      (names, scope) => {
        fc.pre(names.length > 0);
        const { access } = readConsumerWords(
          names.map((name) => `${name}=${scope}`),
          [],
          [],
        );
        for (const name of names) assert.equal(Object.getOwnPropertyDescriptor(access, name)?.value.scope, scope);
      },
    ),
  );
});

test("a duration has a unit, and an end", () => {
  assert.equal(readDuration("--expires", "90d", "consumer add"), 90 * 86_400_000);
  assert.equal(readDuration("--expires", "30m", "consumer add"), 1_800_000);
  for (const text of ["90", "0d", "-1d", "4000d", "1.5h", "1w", "", "9999999h"]) {
    assert.throws(() => readDuration("--expires", text, "consumer add"), UsageError);
  }
});
