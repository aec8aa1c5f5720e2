import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { liveConsumer, openStore } from "@erpgate/gateway";
import { startErp } from "../erp-configuration.ts";
import { erpgateHere } from "../run-here.ts";

const CALLED = "/EPIC06/Erp.BO.CustomerSvc/Customers";

test("the scopes that would have done, what was never used, and the command that sets them", async () => {
  await using erp = await startErp();
  const run = (...words: string[]): ReturnType<typeof erpgateHere> =>
    erpgateHere(["consumer", ...words, "--config", erp.file], { env: erp.env });
  const access = ["--access", "kinetic=/EPIC06/Erp.BO.CustomerSvc;/EPIC06/BaqSvc/A", "--access", "p21=/api"];
  assert.equal((await run("add", "shop", ...access)).code, 0);
  assert.match((await run("suggest", "shop")).stdout, /It used nothing\. .* erpgate consumer revoke shop/);

  await using store = await openStore(join(erp.folder, "erpgate.db"));
  const record = await liveConsumer(store, "shop");
  await store.putConsumer(record, {
    atMs: Date.now(),
    consumer: "shop",
    connection: "kinetic",
    action: `GET /kinetic/api/v2/odata${CALLED}`,
    decision: "allowed",
    reason: undefined,
    status: 200,
    upstreamStatus: 200,
    durationMs: 1,
    requestId: "r",
  });

  const { stdout, code, stderr } = await run("suggest", "shop", "--since", "1h");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^shop: 1 call since /);
  assert.match(stdout, /^Connection +kinetic, 1 call$/m);
  assert.match(stdout, /^Would do +\/EPIC06\/Erp\.BO\.CustomerSvc\/Customers$/m);
  assert.match(stdout, /^Never used +\/EPIC06\/BaqSvc\/A$/m);
  assert.match(stdout, /^Would do +nothing: it was not called$/m);
  const command = `erpgate consumer update shop --access 'kinetic=${CALLED}' --close p21`;
  assert.ok(stdout.endsWith(`\n${command}\n`), stdout);
  const json = JSON.parse((await run("suggest", "shop", "--json")).stdout) as Record<string, unknown>;
  assert.deepEqual([json["consumer"], json["calls"], json["command"]], ["shop", 1, command]);

  assert.equal((await run("update", "shop", "--access", `kinetic=${CALLED}`, "--close", "p21")).code, 0);
  assert.match((await run("suggest", "shop")).stdout, /What is granted is what was used\./);
});
