import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { fc } from "../../../../tools/seeded-fast-check.ts";
import type { Call } from "../../src/dialect.ts";
import { compileKineticScope } from "../../src/kinetic/judge.ts";
import { kineticScopeUsage } from "../../src/kinetic/scope-usage.ts";
import type { ScopeSuggestion } from "../../src/policy/scope-usage.ts";

const V2 = "/api/v2/odata/EPIC06";

function suggest(scope: string, calls: readonly (readonly [string, string])[], company?: string): ScopeSuggestion {
  const usage = kineticScopeUsage(scope, company === undefined ? undefined : { company });
  for (const [method, path] of calls) usage.saw(method, path);
  return usage.suggest();
}

describe("the smallest Kinetic scope for what was used", () => {
  const cases: [
    what: string,
    scope: string,
    calls: [string, string][],
    smaller: string | undefined,
    unused?: string[],
  ][] = [
    [
      "members instead of a service, reading instead of writing",
      "/EPIC06/Erp.BO.CustomerSvc:write;/EPIC06/Erp.BO.PartSvc",
      [
        ["GET", `${V2}/Erp.BO.CustomerSvc/Customers`],
        ["POST", `${V2}/Erp.BO.CustomerSvc/GetRows`],
      ],
      "/EPIC06/Erp.BO.CustomerSvc/Customers;/EPIC06/Erp.BO.CustomerSvc/GetRows",
      ["/EPIC06/erp.bo.partsvc"],
    ],
    [
      "the verbs that wrote",
      "/EPIC06/Erp.BO.CustomerSvc:write",
      [
        ["PATCH", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',5)`],
        ["GET", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',5)`],
      ],
      "/EPIC06/Erp.BO.CustomerSvc/Customers:GET,PATCH",
    ],
    [
      "the company of the address",
      "/*/Erp.BO.PartSvc",
      [["GET", `${V2}/Erp.BO.PartSvc/Parts`]],
      "/EPIC06/Erp.BO.PartSvc/Parts",
    ],
    [
      "every company where v1 does not say which",
      "/*/Erp.BO.PartSvc;/EPIC07/Erp.BO.PartSvc",
      [["GET", "/api/v1/Erp.BO.PartSvc/Parts"]],
      "/*/Erp.BO.PartSvc/Parts",
      [],
    ],
    [
      "limits stay as they are",
      "/EPIC06/Erp.BO.PartSvc?$top=5;/EPIC06/BaqSvc/A;/EPIC06/BaqSvc/B",
      [
        ["GET", `${V2}/Erp.BO.PartSvc/Parts`],
        ["GET", `${V2}/BaqSvc/B/Data`],
      ],
      "/EPIC06/BaqSvc/B;/EPIC06/Erp.BO.PartSvc/Parts?$top=5",
      ["/EPIC06/BaqSvc/A"],
    ],
    ["one function of a library", "/EPIC06/efx/Lib/*", [["POST", "/api/v2/efx/EPIC06/Lib/Fn"]], "/EPIC06/efx/Lib/Fn"],
    [
      "metadata comes with any member; alone it needs the service",
      "/EPIC06/Erp.BO.PartSvc:write;/EPIC06/Erp.BO.CustomerSvc:write",
      [
        ["GET", `${V2}/Erp.BO.PartSvc/$metadata`],
        ["GET", `${V2}/Erp.BO.PartSvc/Parts`],
        ["GET", `${V2}/Erp.BO.CustomerSvc/$metadata`],
      ],
      "/EPIC06/Erp.BO.CustomerSvc;/EPIC06/Erp.BO.PartSvc/Parts",
    ],
    ["nothing", "/EPIC06/Erp.BO.PartSvc", [["GET", `${V2}/Erp.BO.CustomerSvc/Customers`]], undefined],
    [
      "a Login alone needs some entry",
      "/EPIC06/Erp.BO.PartSvc",
      [["POST", `${V2}/Ice.Lib.SessionModSvc/Login`]],
      "/EPIC06/erp.bo.partsvc",
    ],
  ];
  for (const [what, scope, calls, smaller, unused] of cases) {
    test(what, () => {
      const found = suggest(scope, calls);
      assert.equal(found.scope, smaller);
      if (unused !== undefined) assert.deepEqual(found.unused, unused);
    });
  }

  test("a consumer that is held to a company needs no other", () => {
    const { scope } = suggest("/*/Erp.BO.PartSvc", [["GET", "/api/v1/Erp.BO.PartSvc/Parts"]], "EPIC06");
    assert.equal(scope, "/EPIC06/Erp.BO.PartSvc/Parts");
  });
});

describe("whatever the scope and the calls", () => {
  const company = fc.constantFrom("*", "EPIC06", "EPIC07");
  const access = fc.constantFrom(
    "",
    ":read",
    ":write",
    ":GET",
    ":GET,PATCH",
    ":POST",
    ":DELETE,POST",
    "?$top=5",
    "?$select=A,B",
  );
  const service = fc.constantFrom("Erp.BO.PartSvc", "erp.bo.partsvc", "Ice.Lib.JobSvc");
  const member = fc.constantFrom("", "/Parts", "/Jobs", "/GetRows", "/Update");
  const entry = fc.oneof(
    fc.tuple(company, service, member, access).map(([c, s, m, a]) => `/${c}/${s}${m}${a}`),
    fc.tuple(company, fc.constantFrom("A", "B"), access).map(([c, b, a]) => `/${c}/BaqSvc/${b}${a}`),
    fc.tuple(company, fc.constantFrom("L/F", "L/*", "staging/L/F")).map(([c, f]) => `/${c}/efx/${f}`),
  );
  const scope = fc.array(entry, { minLength: 1, maxLength: 6 }).map((entries) => entries.join(";"));
  const root = fc.constantFrom("/api/v1", V2, "/api/v2/odata/EPIC07");
  const below = fc.constantFrom("", "$metadata", "Parts", "Parts('1')", "Jobs", "GetRows", "Update");
  const path = fc.oneof(
    fc.tuple(root, service, below).map(([r, s, b]) => `${r}/${s}/${b}`),
    fc
      .tuple(root, fc.constantFrom("A", "B"))
      .map(([r, b]) => (r === "/api/v1" ? `${r}/BaqSvc/${b}` : `${r}/BaqSvc/${b}/Data`)),
    fc.constantFrom("/api/v2/efx/EPIC06/L/F", "/api/v2/efx/EPIC07/L/G", "/api/v2/efx/staging/EPIC06/L/F"),
    fc.constantFrom("/api/v1/Ice.Lib.SessionModSvc/Login", "/api/v1/$batch", "/api/v1/", "/api/help/"),
  );
  const call = fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST", "PATCH", "DELETE"),
    path,
    named: fc.constantFrom(undefined, "EPIC06", "EPIC07"),
    query: fc.constantFrom(undefined, "$top=3", "$top=9", "$select=A&$top=5", "$select=C"),
  });
  interface Asked extends Omit<Call, "company"> {
    readonly named: string | undefined;
    readonly query: string | undefined;
  }
  const allowedBy = (text: string): ((asked: Asked) => boolean) => {
    const compiled = compileKineticScope(text);
    assert.ok("judge" in compiled, JSON.stringify(compiled));
    return ({ method, path: target, named, query }) => {
      // As the gateway does: the company of a v2 address is that of the call.
      const inPath = /^\/api\/v2\/(?:odata|efx(?:\/staging)?)\/(\w+)/.exec(target)?.[1];
      const verdict = compiled.judge({ method, path: target, company: inPath ?? named });
      return verdict === undefined || (typeof verdict === "function" && verdict(query) === undefined);
    };
  };

  test("what was allowed and used is still allowed; what was not allowed is not allowed now", () => {
    const usable = scope.filter((text) => "judge" in compileKineticScope(text));
    fc.assert(
      fc.property(usable, fc.array(call, { maxLength: 8 }), fc.array(call, { maxLength: 20 }), (text, used, others) => {
        const before = allowedBy(text);
        const made = used.filter(before);
        const { scope: smaller, unused } = suggest(
          text,
          made.map(({ method, path: target }) => [method, target] as const),
        );
        if (smaller === undefined) return assert.equal(made.length, 0);
        const now = allowedBy(smaller);
        for (const each of made) assert.ok(now(each), `${smaller} no longer opens ${JSON.stringify(each)}`);
        for (const each of [...used, ...others])
          if (now(each)) assert.ok(before(each), `${smaller} opens ${JSON.stringify(each)}`);
        // Any entry lets in and out of a session.
        const proper = made.filter(({ path: target }) => !target.endsWith("/Login"));
        for (const each of unused) assert.ok(!proper.some(allowedBy(each)), `${each} was used`);
      }),
      { numRuns: 1500 },
    );
  });
});
