import assert from "node:assert/strict";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

test("yes with the deciding entry and exit code 0, no with what to add and exit code 1, and nothing is sent", async () => {
  await using erp = await startErp();
  const options = { env: erp.env };
  const config = ["--config", erp.file];
  const scope = "kinetic=/EPIC06/Erp.BO.CustomerSvc/Customers?$top=50";
  const added = await erpgateHere(["consumer", "add", "shop", "--access", scope, ...config], options);
  assert.equal(added.code, 0, added.stderr);
  const customers = "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

  const yes = await erpgate(["can-i", "shop", "get", `${customers}?$top=5`, ...config], options);
  assert.deepEqual([yes.code, yes.stdout], [0, "yes: /EPIC06/erp.bo.customersvc/Customers?$top=50\n"]);

  const no = await erpgateHere(["can-i", "shop", "PATCH", `${customers}(5)`, "--json", ...config], options);
  const answer = JSON.parse(no.stdout) as Record<string, unknown>;
  assert.deepEqual([no.code, answer["allowed"], answer["reason"]], [1, false, "scope.denied"]);

  const nobody = await erpgateHere(["can-i", "nobody", "GET", customers, ...config], options);
  assert.equal(nobody.code, 2, nobody.stderr);
  assert.match(nobody.stderr, /There are: shop/);
});
