import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { compileKineticScope } from "../../src/kinetic/judge.ts";
import { type KineticScopeEntry, parseKineticScope, writeScopeEntry } from "../../src/kinetic/scope.ts";

const SERVICE = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc";

function ask(scope: string, query: string | undefined, path = `${SERVICE}/Customers`, method = "GET"): unknown {
  const compiled = compileKineticScope(scope);
  assert.ok("judge" in compiled, JSON.stringify(compiled));
  const verdict = compiled.judge({ method, path, company: undefined });
  return typeof verdict === "function" ? verdict(query) : verdict;
}

const ENTRY = "/EPIC06/Erp.BO.CustomerSvc/Customers";

describe("$select", () => {
  const scope = `${ENTRY}?$select=CustID,Name`;
  for (const query of [
    "$select=CustID",
    "%24select=Name,CustID",
    "$select=CustID,%20Name&$orderby=Name%20desc,CustID&$skip=5&$count=true",
    "$select=CustID&$filter=Name+eq+'O''Hara'+and+startswith(CustID,'A')",
    "$select=CustID&$top=99999",
  ])
    test(`lets ${query} through`, () => assert.equal(ask(scope, query), undefined));
  for (const query of [
    undefined,
    "",
    "$select=",
    "$select=*",
    "$select=CreditLimit",
    "$select=CustID,CreditLimit",
    "$select=custid",
    "$select=CustID&$select=CreditLimit",
    "$select=CustID&%24select=CreditLimit",
    "$Select=CustID",
    "select=CustID",
    "$select=CustID&$expand=ShipToes",
    "$select=CustID&$apply=aggregate(CreditLimit)",
    "$select=CustID&$compute=CreditLimit%20as%20X",
    "$select=CustID&$search=a",
    "$select=CustID&$filter=CreditLimit%20gt%205",
    "$select=CustID&$filter=ShipToes/Name%20eq%20'a'",
    "$select=CustID&$filter=Name%20eq%20'a",
    "$select=CustID&$orderby=CreditLimit",
    "$select=CustID&$orderby=Name%2FX",
    "$select=CustID;$expand=ShipToes",
    "$select=CustID&other=1",
    "$select=%ZZ",
  ])
    test(`refuses ${query}`, () => assert.equal(ask(scope, query), "scope.query"));

  test("holds for one row as well", () => {
    const path = `${SERVICE}/Customers('EPIC06',5)`;
    assert.equal(ask(scope, "$select=CustID", path), undefined);
    assert.equal(ask(scope, undefined, path), "scope.query");
  });
});

describe("$top", () => {
  const scope = `${ENTRY}?$top=100`;
  for (const query of ["$top=100", "$top=1&$expand2=", "$top=0"])
    test(`judges ${query}`, () =>
      assert.equal(ask(scope, query), query.includes("expand2") ? "scope.query" : undefined));
  for (const query of ["", "$top=101", "$top=-1", "$top=1e9", "$top=100&$top=5000", "$top=", "$top= 5"])
    test(`refuses ${query}`, () => assert.equal(ask(scope, query), "scope.query"));
  test("is not asked of one row", () => assert.equal(ask(scope, undefined, `${SERVICE}/Customers(5)`), undefined));
});

describe("$filter", () => {
  const scope = `${ENTRY}?$filter=CustNum eq ?|Name eq ? and Inactive eq false`;
  for (const filter of [
    "CustNum eq 5",
    "CustNum  eq   -5.5",
    "Name eq 'a and b' and Inactive eq false",
    "CustNum eq guid'1'",
  ])
    test(`lets ${filter} through`, () => assert.equal(ask(scope, `$filter=${encodeURIComponent(filter)}`), undefined));
  for (const filter of [
    "CustNum gt 5",
    "CustNum eq CustNum",
    "CustNum eq 5 or CustNum eq 6",
    "Name eq 'a' and Inactive eq true",
    "Name eq 'a' or 'a' eq 'a",
    "CustNum eq ?",
    "(CustNum eq 5)",
    "",
  ])
    test(`refuses ${filter}`, () => assert.equal(ask(scope, `$filter=${encodeURIComponent(filter)}`), "scope.query"));
  test("must be there", () => assert.equal(ask(scope, "$top=5"), "scope.query"));
});

test("an entry with limits opens rows alone: no methods, no writing; names and types as ever", () => {
  const scope = "/EPIC06/Erp.BO.CustomerSvc?$top=5";
  assert.equal(ask(scope, "$top=5"), undefined);
  assert.equal(ask(scope, "", `${SERVICE}/GetRows`, "POST"), "scope.denied");
  assert.equal(ask(scope, "", `${SERVICE}/GetRows`, "GET"), "scope.denied");
  assert.equal(ask(scope, "$top=5", `${SERVICE}/Customers`, "POST"), "scope.denied");
  assert.equal(ask(scope, "", `${SERVICE}/$metadata`), undefined);
});

test("a BAQ's own parameters pass, options in disguise do not", () => {
  const scope = "/EPIC06/BaqSvc/A?$top=5";
  const path = "/api/v2/odata/EPIC06/BaqSvc/A/Data";
  assert.equal(ask(scope, "$top=5&CustNum=1&CustNum=2", path), undefined);
  assert.equal(ask(scope, "$top=5&top=500", path), "scope.query");
  assert.equal(ask(scope, "$top=5&Top=500", path), "scope.query");
  assert.equal(ask(scope, "$top=5&$Top=500", path), "scope.query");
});

test("of several entries the widest counts", () => {
  assert.equal(ask(`${ENTRY}?$top=5;${ENTRY}`, undefined), undefined);
  assert.equal(ask(`${ENTRY}?$top=5;${ENTRY}?$select=Name`, "$select=Name"), undefined);
  assert.equal(ask(`${ENTRY}?$top=5;${ENTRY}?$select=Name`, "$select=CustID"), "scope.query");
});

test("verbs", () => {
  const scope = `${ENTRY}:GET,PATCH`;
  assert.equal(ask(scope, undefined), undefined);
  assert.equal(ask(scope, undefined, undefined, "HEAD"), undefined);
  assert.equal(ask(scope, undefined, undefined, "PATCH"), undefined);
  assert.equal(ask(scope, undefined, undefined, "DELETE"), "scope.denied");
  assert.equal(ask(scope, undefined, undefined, "POST"), "scope.denied");
});

for (const entry of [
  `${ENTRY}?`,
  `${ENTRY}?$select=`,
  `${ENTRY}?$select=a b`,
  `${ENTRY}?$top=0`,
  `${ENTRY}?$top=5&$top=6`,
  `${ENTRY}?$expand=X`,
  `${ENTRY}?$filter=`,
  `${ENTRY}?$filter=A/B eq ?`,
  `${ENTRY}:write?$top=5`,
  `${ENTRY}:GET,LOOK`,
  "/EPIC06/efx/L/F?$top=5",
])
  test(`${entry} is a fault`, () => assert.equal(parseKineticScope(entry).ok, false));

test("an entry that is written and read again is the same", () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
  const company = fc.oneof(fc.constant("*"), name);
  const service = name.map((each) => `erp.bo.${each.toLowerCase()}svc`);
  const access = fc.constantFrom<"read" | "write" | ["GET", "PATCH"]>("read", "write", ["GET", "PATCH"]);
  const limits = fc
    .record(
      {
        select: fc.array(name, { minLength: 1, maxLength: 3 }),
        filter: fc.array(
          name.map((each) => `${each} eq ? and X lt 'a''b'`),
          { minLength: 1, maxLength: 2 },
        ),
        top: fc.integer({ min: 1, max: 9_999_999 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    .filter((each) => Object.keys(each).length > 0);
  const opening = fc.oneof(
    fc.record({ company, access, limits: fc.constant(undefined) }),
    fc.record({ company, access: fc.constant("read" as const), limits }),
  );
  const entry: fc.Arbitrary<KineticScopeEntry> = fc.oneof(
    fc
      .record({ kind: fc.constant("service" as const), service, rest: opening })
      .map(({ rest, ...own }) => ({ ...own, ...rest })),
    fc
      .record({ kind: fc.constant("member" as const), service, member: name, rest: opening })
      .map(({ rest, ...own }) => ({ ...own, ...rest })),
    fc
      .record({ kind: fc.constant("baq" as const), baq: name, rest: opening })
      .map(({ rest, ...own }) => ({ ...own, ...rest })),
    fc.tuple(company, name, fc.oneof(fc.constant("*"), name), fc.boolean()).map(([own, library, called, staging]) => ({
      kind: "function" as const,
      company: own,
      library,
      function: called,
      staging,
    })),
  );
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), (entries) => {
      const read = parseKineticScope(entries.map((each) => writeScopeEntry(each)).join("; "));
      assert.deepEqual(read, { ok: true, entries });
    }),
  );
});
