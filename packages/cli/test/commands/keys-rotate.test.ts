import assert from "node:assert/strict";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";

test("erpgate keys rotate names the key that takes over, and the one before it", async () => {
  await using erp = await startErp();
  const rotate = async (): Promise<Record<string, unknown>> => {
    const { code, stdout } = await erpgate(["keys", "rotate", "--json", "--config", erp.file], { env: erp.env });
    assert.equal(code, 0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const first = await rotate();
  const second = await rotate();
  assert.deepEqual([first["follows"], second["follows"]], [null, first["kid"]]);
});
