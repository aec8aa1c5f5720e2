import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorTable } from "../../packages/client/src/error-table.ts";
import { finding, findings } from "../../packages/doctor/src/index.ts";
import { problemOf } from "../../packages/gateway/src/problem.ts";
import { anchorOf, errorReference, gatewayReasons } from "../error-reference.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "errors.md"), "utf8");
const headings = [...page.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? "");

test("docs/errors.md is what the code says today: run `node tools/error-reference.ts`", async () => {
  // A checkout on Windows may have turned the line ends.
  assert.equal(page.replaceAll("\r\n", "\n"), await errorReference());
});

test("the page has every code and finding, and no other", () => {
  assert.deepEqual(headings, [...Object.keys(errorTable), ...findings.map((each) => each.id)]);
});

test("the page has every reason of the gateway, and no other", () => {
  const rows = [...page.matchAll(/^\| `([a-z.-]+)`/gm)].map((match) => match[1]);
  assert.deepEqual(rows, gatewayReasons());
  assert.ok(rows.length > 20, "the union of reasons was not read");
  for (const reason of gatewayReasons()) assert.equal(problemOf(reason).reason, reason);
});

test("every finding that the code names is in the catalogue", () => {
  const named = [
    ...Object.values(errorTable).map((each) => each.finding),
    ...gatewayReasons().map((each) => problemOf(each).finding),
  ];
  assert.deepEqual(
    named.filter((id) => id !== undefined && !finding(id)),
    [],
  );
});

test("every link on the page leads to a heading of it", () => {
  const anchors = new Set(headings.map(anchorOf));
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1] ?? "");
  assert.ok(links.length > 0);
  assert.deepEqual(
    links.filter((anchor) => !anchors.has(anchor)),
    [],
  );
});

test("no two headings share an anchor", () => {
  assert.equal(new Set(headings.map(anchorOf)).size, headings.length);
});
