import assert from "node:assert/strict";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

test("erpgate keys rotate names the key that takes over, and the one before it", async () => {
  await using erp = await startErp();
  const rotate = async (run: typeof erpgateHere): Promise<Record<string, unknown>> => {
    const { code, stdout } = await run(["keys", "rotate", "--json", "--config", erp.file], { env: erp.env });
    assert.equal(code, 0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const first = await rotate(erpgate);
  const second = await rotate(erpgateHere);
  assert.deepEqual([first["follows"], second["follows"]], [null, first["kid"]]);
});
