import assert from "node:assert/strict";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";
import { readyLine, startService } from "../run-service.ts";

test("erpgate admin token opens the administration of the gateway that runs with the file, and needs none of its secrets", async () => {
  await using erp = await startErp();
  const config = ["--config", erp.file];
  const early = await erpgateHere(["admin", "token", ...config]);
  assert.notEqual(early.code, 0);
  assert.match(early.stderr, /The key file .* is missing/);

  await using gateway = await startService(["serve", ...config, "--json"], /\n/, { env: erp.env });
  const { code, stdout } = await erpgate(["admin", "token", "--for", "5m", ...config]);
  assert.equal(code, 0);
  assert.match(stdout, /^ega_[!-~]+\n$/);
  const consumers = `${String(readyLine(gateway)["adminUrl"])}/consumers`;
  const answer = await fetch(consumers, { headers: { authorization: `Bearer ${stdout.trim()}` } });
  assert.deepEqual([answer.status, await answer.json()], [200, { consumers: [] }]);
  assert.equal((await fetch(consumers)).status, 401);

  const long = await erpgateHere(["admin", "token", "--for", "13h", ...config]);
  assert.deepEqual([long.code, long.stdout], [2, ""]);
  assert.match(long.stderr, /--for is at most 12h/);
});
