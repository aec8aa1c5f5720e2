import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";
import { readyLine, startService } from "../run-service.ts";

interface Listed {
  readonly consumers: readonly {
    readonly name: string;
    readonly keys: readonly { readonly expires: string | null }[];
  }[];
}

test("a consumer is registered, listed and revoked while the gateway runs, which comes to know it", async () => {
  await using erp = await startErp();
  const options = { env: erp.env };
  await using gateway = await startService(["serve", "--config", erp.file, "--json"], /\n/, options);
  const added = await erpgate(
    [
      "consumer",
      "add",
      "shop",
      "--access",
      "p21=/odata:supplier",
      "--access",
      "kinetic=/EPIC06/Erp.BO.CustomerSvc",
      "--p21-username",
      "p21=admin",
      "--expires",
      "90d",
      "--config",
      erp.file,
    ],
    options,
  );
  assert.equal(added.code, 0, added.stderr);
  assert.match(added.stdout, /^egk_\w+\n$/, "the key, and nothing else");
  const key = added.stdout.trim();
  assert.ok(!added.stderr.includes(key));

  const url = `${String(readyLine(gateway)["url"])}/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1`;
  assert.equal(await statusOnceNot(401, url, key), 200);

  const listed = await erpgate(["consumer", "list", "--json", "--config", erp.file], options);
  const { consumers } = JSON.parse(listed.stdout) as Listed;
  assert.deepEqual(
    consumers.map(({ name }) => name),
    ["shop"],
  );
  const days = (Date.parse(consumers[0]?.keys[0]?.expires ?? "") - Date.now()) / 86_400_000;
  assert.ok(days > 89.9 && days <= 90);
  assert.ok(!listed.stdout.includes(key));
  assert.doesNotMatch(listed.stdout, /hash/);
  const table = await erpgateHere(["consumer", "list", "--config", erp.file], options);
  assert.match(table.stdout, /^NAME +ACCESS.*\nshop +.*p21=\/odata:supplier as admin.*live\n$/s);

  const revoked = await erpgate(["consumer", "revoke", "shop", "--config", erp.file], options);
  assert.deepEqual([revoked.code, revoked.stdout], [0, "Revoked shop.\n"]);
  assert.equal(await statusOnceNot(200, url, key), 401);
  assert.match((await erpgateHere(["consumer", "list", "--config", erp.file], options)).stdout, /^NAME.*\n$/);
  assert.match(
    (await erpgateHere(["consumer", "list", "--all", "--config", erp.file], options)).stdout,
    /shop.*revoked/,
  );
  assert.equal((await gateway.stop()).code, 0);
});

/** Calls until the answer changes; the test runner's time limit ends a gateway that never notices. */
async function statusOnceNot(old: number, url: string, key: string): Promise<number> {
  for (;;) {
    const answer = await fetch(url, { headers: { "x-api-key": key } });
    await answer.arrayBuffer();
    if (answer.status !== old) return answer.status;
  }
}

test("a wrong consumer is refused with every fault, before anything is written", async () => {
  await using erp = await startErp();
  const { code, stderr, stdout } = await erpgateHere(
    ["consumer", "add", "Web Shop", "--access", "p21=odata supplier", "--access", "nowhere=/api", "--config", erp.file],
    { env: erp.env },
  );
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /Web Shop/);
  assert.match(stderr, /access\.p21/);
  assert.match(stderr, /access\.nowhere/);
  const listed = await erpgateHere(["consumer", "list", "--json", "--config", erp.file], { env: erp.env });
  assert.deepEqual(JSON.parse(listed.stdout), { consumers: [] });
});

test("words that do not fit together are faults of the command line, and no store is made for them", async () => {
  await using erp = await startErp();
  const { code, stderr } = await erpgateHere(
    [
      "consumer",
      "add",
      "shop",
      "--access",
      "p21",
      "--p21-username",
      "kinetic=admin",
      "--subject",
      "=x",
      "--config",
      erp.file,
    ],
    { env: erp.env },
  );
  assert.equal(code, 2);
  assert.match(stderr, /--access CONNECTION=SCOPE is expected, but there is "p21"/);
  assert.match(stderr, /--p21-username names kinetic, which no --access opens/);
  assert.match(stderr, /--subject ISSUER=VALUE is expected, but there is "=x"/);
  assert.ok(!existsSync(join(erp.folder, "erpgate.db")));
});

test("revoking one that is not there is a refusal that names those that are", async () => {
  await using erp = await startErp();
  const { code, stderr } = await erpgateHere(["consumer", "revoke", "ghost", "--config", erp.file], { env: erp.env });
  assert.equal(code, 1);
  assert.match(stderr, /No consumer is named "ghost"/);
});
