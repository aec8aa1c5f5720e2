import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readAddress } from "@erpgate/client/prophet21";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { isCanonicalPath } from "../../src/policy/canonical-path.ts";
import { compileProphet21Scope } from "../../src/prophet21/judge.ts";

function judge(scope: string, method: string, path: string): string | undefined {
  if (!isCanonicalPath(path)) return "path.not-canonical";
  const compiled = compileProphet21Scope(scope);
  assert.ok("judge" in compiled);
  const verdict = compiled.judge({ method, path, company: undefined });
  assert.ok(typeof verdict !== "function");
  return verdict;
}

/** What a lenient server could make of a path: escapes decoded twice, separators and dot segments resolved, parameters cut off. */
function leniently(path: string): string {
  let text = path;
  for (let round = 0; round < 2; round++) {
    text = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  const segments: string[] = [];
  for (const segment of text.replaceAll("\\", "/").split("/")) {
    const [name = ""] = segment.split(";");
    if (name === "..") segments.pop();
    else if (name !== "" && name !== ".") segments.push(name.trim().replace(/[. ]+$/, ""));
  }
  return `/${segments.join("/")}`.toLowerCase();
}

// The grammar of P21's addresses, each word in its spellings, and what attackers put between.
const word = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const spelled = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(text, text, text.toUpperCase()) },
    { weight: 1, arbitrary: fc.constantFrom(text.replace("a", "%61"), `${text}.`, `${text};v=1`, `${text}%20`) },
  );
const names = word(
  "supplier",
  "customer",
  "SUPPLIER",
  "supplier%20",
  "supplier('10')",
  "supplier(%2710%27)",
  "supplier('A%26B%20%22C%22')",
  "supplier('%2e%2e%2fx')",
  "$batch",
  "$metadata",
);
const odata = fc.tuple(
  spelled("odataservice"),
  spelled("odata"),
  spelled("table").chain((t) => word(t, "view", "$batch")),
  names,
);
const dataView = fc.tuple(spelled("data"), word("erp"), word("views"), word("v1", "V1", "v2"), names);
const rest = fc.tuple(
  spelled("api"),
  word("entity", "inventory", "sales", "admin", "security", "ui", "odata"),
  word("customers", "parts", "orders", "token", "router", "v2"),
  word(
    "ACME_10",
    "new",
    "v1",
    "v2",
    ".configuration",
    "..",
    "%2e%2e",
    "ping",
    "3%22%20PIPE",
    "A%23B",
    "Caf%C3%A9",
    "x%2Fadmin",
    "%5Cadmin",
  ),
);
const ui = fc.tuple(
  spelled("uiserver0"),
  spelled("api").chain((t) => word(t, "ui")),
  word("v2", "ui", "common", "full"),
  word("transaction", "services", "interactive", "v1"),
  word("sessions", "sessions/", "serverinfo", "get", "window", "%2e%2e", "..;"),
);
const separator = fc.oneof(
  { weight: 40, arbitrary: fc.constant("/") },
  { weight: 1, arbitrary: fc.constantFrom("//", "\\", "%2f", "/./", "/../", "/%2e%2e/", "/x/../") },
);
const target = fc
  .tuple(
    fc.oneof<fc.Arbitrary<readonly string[]>[]>(odata, dataView, rest, ui),
    fc.array(separator, { minLength: 6, maxLength: 6 }),
  )
  .map(([segments, separators]) =>
    segments.map((segment, at) => (at === 0 ? "/" : (separators[at] ?? "/")) + segment).join(""),
  );

/** What each entry opens, by the plainest reading there is. */
const OPENS: Readonly<Record<string, RegExp>> = {
  "/odata:supplier": /^\/odataservice\/odata\/(?:table|view)(?:\/(?:supplier|\$metadata))?$/,
  "/data": /^\/data\/erp\/views\/v1(?:\/|$)/,
  "/api": /^\/api\/(?!admin|security|odata|v2)|^\/uiserver0\/ui\/common\/v1\/serverinfo$/,
  "/uiserver0": /^\/uiserver0\/(?:api|ui)\//,
};

describe("100,000 generated P21 targets", () => {
  for (const [scope, plainly] of Object.entries(OPENS)) {
    test(`${scope}: what is let out means upstream what was judged, to the most lenient reader, too`, () => {
      let allowed = 0;
      fc.assert(
        fc.property(target, fc.constantFrom("GET", "POST", "DELETE"), (path, method) => {
          if (judge(scope, method, path) !== undefined) return;
          allowed += 1;
          assert.match(leniently(path), plainly);
          // The URL standard's reader repairs nothing, so it is sent as it was judged.
          assert.equal(new URL(`http://p21.example${path}`).pathname, path);
          assert.deepEqual(readAddress(new URL(`http://p21.example${path}`).pathname), readAddress(path));
        }),
        { numRuns: 25_000 },
      );
      assert.ok(allowed > 50, `only ${allowed} of the targets were allowed, so the property said little`);
    });
  }
});

describe("keys as they are written in the field", () => {
  const opened: [scope: string, path: string][] = [
    ["/api", "/api/inventory/parts/3%22%20PIPE%20%26%20CAP"],
    ["/api", "/api/inventory/v2/parts/10%23SCREW"],
    ["/api", "/api/entity/customers/ACME_10"],
    ["/api", "/api/entity/vendors/ACME_Caf%C3%A9"],
    ["/data", "/data/erp/views/v1/p21_view_inv_mast('A%26B%20(1%22)')"],
    ["/data", "/data/erp/views/v1/p21_view_inv_mast('O''Neil')"],
  ];
  for (const [scope, path] of opened) {
    test(`${scope} opens ${path}`, () => assert.equal(judge(scope, "GET", path), undefined));
  }

  const closed = [
    "/api/inventory/parts/A%2FB",
    "/api/inventory/parts/A%5CB",
    "/api/inventory/parts/A%252FB",
    "/api/inventory/parts/%2E%2E",
    "/api/inventory/parts/A%3Bx",
    "/api/inventory/parts/A%3Fx",
    "/api/inventory/parts/A%00",
    "/api/inv%65ntory/parts/A",
    "/api/inventory%23/parts/A",
    "/api/admin/users/A",
    "/api/admin%20/users/A",
    "/api/entity%26x/customers/A",
  ];
  for (const path of closed) test(`${path} is closed`, () => assert.notEqual(judge("/api", "GET", path), undefined));
});

describe("ways round a table scope", () => {
  const paths = [
    "/odataservice/odata/table/supplier/../customer",
    "/odataservice/odata/table/supplier/%2e%2e/customer",
    "/odataservice/odata/table//customer",
    "/odataservice/odata/table/supplier;/customer",
    "/odataservice/odata/table/supplier%2f..%2fcustomer",
    "/odataservice/odata/table%2fcustomer",
    "/odataservice/odata/table/supplier%00",
    "/odataservice/odata/table/SUPPLIER",
    "/odataservice/odata/table/Supplier",
    "/odataservice/odata/table/supplier.",
    "/odataservice/odata/table/supplier%20",
    "/odataservice/odata/table/supplier(10)",
    "/odataservice/odata/table/supplier('10')",
    "/odataservice/odata/table/supplier(%2710%27)",
    "/odataservice/odata/table/supplier('x')/customer",
    "/odataservice/odata/table/supplier,customer",
    "/odataservice/odata/view/customer",
    "/odataservice/odata/supplier",
    "/odataservice/odata/table/$batch",
    "/odataservice/odata/$batch",
    "/odataservice/odata/$crossjoin(supplier,customer)",
    "/odataservice/table/supplier",
    "/data/erp/views/v1/supplier",
    "/api/odata/supplier",
    "/api/dataservices/supplier",
  ];
  for (const path of paths) {
    test(path, () => assert.notEqual(judge("/odata:supplier", "GET", path), undefined));
  }

  test("the older views and their keys are opened by /data, and by nothing else", () => {
    const view = "/data/erp/views/v1/p21_view_customer('10')";
    assert.equal(judge("/data", "GET", view), undefined);
    for (const scope of ["/api", "/odata:*", "/uiserver0", "/odata:p21_view_customer"]) {
      assert.equal(judge(scope, "GET", view), "scope.denied", scope);
    }
  });
});
