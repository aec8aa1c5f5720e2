import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

const store = (file: string): string => join(file, "..", "erpgate.db");

test("the trail is verified, exported by consumer, and a changed row is found", async () => {
  await using erp = await startErp();
  const options = { env: erp.env };
  const at = ["--config", erp.file];
  for (const consumer of ["shop", "planner"])
    assert.equal(
      (await erpgateHere(["consumer", "add", consumer, "--access", "p21=/odata:supplier", ...at], options)).code,
      0,
    );

  const whole = await erpgate(["audit", "verify", "--json", ...at], options);
  assert.equal(whole.code, 0, whole.stderr);
  const verdict = JSON.parse(whole.stdout) as { whole: boolean; chains: { entries: number }[] };
  assert.equal(verdict.whole, true);
  assert.ok(verdict.chains.some(({ entries }) => entries > 0));
  assert.match((await erpgateHere(["audit", "verify", ...at], options)).stdout, /^WRITER +BATCHES +ROWS +STATE\n/);

  const exported = await erpgate(["audit", "export", "--consumer", "shop", "--since", "1h", ...at], options);
  assert.equal(exported.code, 0, exported.stderr);
  const rows = exported.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { action: string; at: string; operator: string });
  assert.deepEqual(
    rows.map(({ action }) => action),
    ["consumer.add"],
  );
  assert.match(rows[0]?.operator ?? "", /^.+@.+$/, "who did it");
  assert.ok(Math.abs(Date.parse(rows[0]?.at ?? "") - Date.now()) < 60_000);

  const database = new DatabaseSync(store(erp.file));
  database.exec("UPDATE erpgate_audit SET entries = replace(entries, 'shop', 'spoo')");
  database.close();
  const broken = await erpgateHere(["audit", "verify", "--json", ...at], options);
  assert.equal(broken.code, 1);
  assert.equal((JSON.parse(broken.stdout) as { breaks: { reason: string }[] }).breaks[0]?.reason, "changed");
});

test("a configuration is checked with the files it names, and nothing is made", async () => {
  await using erp = await startErp();
  const options = { env: erp.env };
  const good = await erpgate(["config", "check", "--config", erp.file], options);
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stdout, /can be used\. Connections: kinetic, kinetic-basic, p21\./);
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(erp.file, "utf8");
  const bad = join(erp.file, "..", "bad.yaml");
  const tls = "  tls: { certificate: ./no.pem, key: ./no.key }\n";
  await writeFile(
    bad,
    text.includes("gateway:") ? text.replace("gateway:\n", `gateway:\n${tls}`) : `${text}\ngateway:\n${tls}`,
  );
  const refused = await erpgateHere(["config", "check", "--config", bad], options);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /gateway\.tls\.certificate: .*no\.pem cannot be read/);
  assert.match(refused.stderr, /gateway\.tls\.key: .*no\.key cannot be read/);
});
