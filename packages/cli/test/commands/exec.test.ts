import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate, startErpgate } from "../run-erpgate.ts";

const child = `
const { ERPGATE_URL: url, ERPGATE_KEY: key } = process.env;
const path = process.argv[2];
const call = (headers, method = "GET", body) => fetch(url + path, { headers, method, body });
const good = await call({ authorization: "Bearer " + key });
const basic = await call({ authorization: "Basic " + btoa("anybody:" + key) });
const apiKey = await call({ "x-api-key": key });
const none = await call({});
const wrong = await call({ authorization: "Bearer " + key.slice(1) });
console.log(JSON.stringify({
  statuses: [good, basic, apiKey, none, wrong].map((each) => each.status),
  rows: (await good.json()).value.length,
  problem: (await none.json()).detail,
  environment: JSON.stringify(process.env),
  url,
}));
process.exitCode = 7;
`;

test("exec's child is let in with its key in three forms, holds no secret of ours, and its exit code is passed on", async () => {
  await using erp = await startErp();
  const file = join(erp.folder, "child.mjs");
  writeFileSync(file, child);
  const path = "/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=2";
  const words = ["exec", "kinetic", "--config", erp.file, "--", process.execPath, file, path];
  const secret = {
    KINETIC_PASSWORD: erp.env["KINETIC_PASSWORD"] ?? "",
    KINETIC_API_KEY: erp.env["KINETIC_API_KEY"] ?? "",
  };
  const { code, stdout, stderr } = await erpgate(words, { env: secret });
  assert.equal(code, 7, stderr);
  const said = JSON.parse(stdout) as {
    statuses: number[];
    rows: number;
    problem: string;
    environment: string;
    url: string;
  };
  assert.deepEqual(said.statuses, [200, 200, 200, 401, 401]);
  assert.equal(said.rows, 2);
  assert.match(said.problem, /present ERPGATE_KEY/);
  assert.equal(erp.emulator.journal.filter(({ path: asked }) => asked.includes("TokenResource")).length, 1);
  for (const value of Object.values(secret)) assert.ok(!said.environment.includes(value));
  await assert.rejects(fetch(said.url), "address and key end with the child");
});

test("exec passes SIGTERM to its child, and a program that is not there is a usage error", async () => {
  await using erp = await startErp();
  const words = ["exec", "p21", "--config", erp.file, "--", process.execPath, "-e"];
  const waiting = `process.on("SIGTERM", () => process.exit(9)); console.log("ready"); setInterval(() => {}, 1000);`;
  const running = startErpgate([...words, waiting], { env: erp.env });
  const ended = new Promise((resolve) => running.once("exit", resolve));
  running.stdout?.once("data", () => running.kill("SIGTERM"));
  assert.equal(await ended, 9);
  const none = await erpgate(["exec", "p21", "--config", erp.file, "--", "no-such-program"], { env: erp.env });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /no-such-program cannot be run \(ENOENT\)/);
});
