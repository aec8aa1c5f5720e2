import assert from "node:assert/strict";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgateHere } from "../run-here.ts";

test("erpgate consumer openapi prints what an application may call, and nothing for a name that nobody has", async () => {
  await using erp = await startErp();
  const options = { env: erp.env };
  const at = ["--config", erp.file];
  const added = await erpgateHere(["consumer", "add", "shop", "--access", "p21=/odata:supplier", ...at], options);
  assert.equal(added.code, 0, added.stderr);
  const { code, stdout } = await erpgateHere(["consumer", "openapi", "shop", ...at], options);
  assert.equal(code, 0);
  const document = JSON.parse(stdout) as { openapi: string; servers: unknown; paths: Record<string, unknown> };
  assert.deepEqual([document.openapi, document.servers], ["3.1.0", [{ url: "http://127.0.0.1:0" }]]);
  assert.deepEqual(Object.keys(document.paths).toSorted(), [
    "/p21/odataservice/odata/table/$metadata",
    "/p21/odataservice/odata/table/supplier",
    "/p21/odataservice/odata/view/$metadata",
    "/p21/odataservice/odata/view/supplier",
  ]);
  const nobody = await erpgateHere(["consumer", "openapi", "nobody", ...at], options);
  assert.notEqual(nobody.code, 0);
  assert.equal(nobody.stdout, "");
});
