import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { openKeyring, openStore, verifyAudit } from "../../src/index.ts";
import { startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway } from "../test-gateway.ts";

test("a backup made while the gateway serves is whole: consumers, keys and a trail without a break", async () => {
  await using upstream = await startEchoUpstream();
  await using running = await startTestGateway({ erp: kineticAt(`${upstream.url}/ERP`) });
  const key = await running.register("shop", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
  const path = `${running.url}/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers`;
  const call = async (): Promise<void> => {
    const answer = await fetch(path, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 200);
    await answer.arrayBuffer();
  };
  const serving = Promise.all(Array.from({ length: 30 }, call));
  const [copy, keys] = [join(running.folder, "copy.db"), join(running.folder, "copy.keys")];
  using database = new DatabaseSync(join(running.folder, "erpgate.db"), { timeout: 5000 });
  // As docs/operating.md says it for the program sqlite3.
  database.exec(`VACUUM INTO '${copy.replaceAll("'", "''")}'`);
  await copyFile(join(running.folder, "erpgate.keys"), keys);
  await serving;

  await using restored = await openStore(copy);
  assert.deepEqual(await restored.consumers(), await running.gateway.store.consumers());
  assert.deepEqual((await verifyAudit(restored)).breaks, []);
  const keyring = await openKeyring(keys, restored);
  const [stored] = (await restored.consumers()).flatMap((consumer) => consumer.keys);
  assert.ok(stored !== undefined);
  assert.equal(keyring.hash(key).hash, stored.hash, "the key file belongs to it");
});
