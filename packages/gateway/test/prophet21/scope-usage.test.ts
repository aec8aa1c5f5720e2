import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { fc } from "../../../../tools/seeded-fast-check.ts";
import { compileProphet21Scope } from "../../src/prophet21/judge.ts";
import { prophet21ScopeUsage } from "../../src/prophet21/scope-usage.ts";
import type { ScopeSuggestion } from "../../src/policy/scope-usage.ts";

type Made = readonly [method: string, path: string];

function suggest(scope: string, calls: readonly Made[]): ScopeSuggestion {
  const usage = prophet21ScopeUsage(scope);
  for (const [method, path] of calls) usage.saw(method, path);
  return usage.suggest();
}

const TABLE = "/odataservice/odata/table";

describe("the smallest P21 scope for what was used", () => {
  const cases: [what: string, scope: string, calls: Made[], smaller: string | undefined, unused: string[]][] = [
    ["the tables that were read", "/odata:*;/api", [["GET", `${TABLE}/supplier`]], "/odata:supplier", ["/api"]],
    [
      "metadata comes with a table",
      "/odata:supplier,part",
      [
        ["GET", `${TABLE}/$metadata`],
        ["GET", `${TABLE}/part`],
      ],
      "/odata:part",
      [],
    ],
    ["metadata alone needs one", "/odata:supplier,part", [["GET", `${TABLE}/$metadata`]], "/odata:supplier", []],
    [
      "the server's information comes with either surface",
      "/api;/uiserver0;/p21sdk",
      [
        ["GET", "/uiserver0/ui/common/v1/serverinfo"],
        ["POST", "/uiserver0/api/v2/transaction"],
      ],
      "/uiserver0;/p21sdk",
      ["/api"],
    ],
    ["nothing", "/api;/data", [["GET", `${TABLE}/part`]], undefined, ["/api", "/data"]],
  ];
  for (const [what, scope, calls, smaller, unused] of cases) {
    test(what, () => assert.deepEqual(suggest(scope, calls), { scope: smaller, unused }));
  }
});

test("whatever the scope and the calls: what was used stays open, and nothing else opens", () => {
  const entry = fc.constantFrom(
    "/odata:*",
    "/odata:a",
    "/odata:a,b",
    "/odata:b,c",
    "/api",
    "/uiserver0",
    "/data",
    "/p21sdk",
  );
  const scope = fc.array(entry, { minLength: 1, maxLength: 5 }).map((entries) => entries.join(";"));
  const path = fc.constantFrom(
    ...["", "$metadata", "a", "b", "c", "d"].map((name) => `${TABLE}/${name}`),
    "/data/erp/views/v1/p21_view_a",
    "/api/entity/customers/",
    "/api/ui/router/v1",
    "/uiserver0/ui/common/v1/serverinfo",
    "/uiserver0/api/v2/transaction",
    "/api/security/token/v2",
  );
  const call = fc.tuple(fc.constantFrom("GET", "HEAD", "POST", "DELETE"), path);
  const allowedBy = (text: string): ((made: Made) => boolean) => {
    const compiled = compileProphet21Scope(text);
    assert.ok("judge" in compiled);
    return ([method, target]) => compiled.judge({ method, path: target, company: undefined }) === undefined;
  };
  fc.assert(
    fc.property(scope, fc.array(call, { maxLength: 6 }), fc.array(call, { maxLength: 12 }), (text, used, others) => {
      const before = allowedBy(text);
      const made = used.filter(before);
      const { scope: smaller } = suggest(text, made);
      if (smaller === undefined) return assert.equal(made.length, 0);
      const now = allowedBy(smaller);
      for (const each of made) assert.ok(now(each), `${smaller} no longer opens ${each.join(" ")}`);
      for (const each of [...used, ...others])
        if (now(each)) assert.ok(before(each), `${smaller} opens ${each.join(" ")}`);
    }),
    { numRuns: 1000 },
  );
});
