import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { openStore, verifyAudit } from "@erpgate/gateway";
import { join } from "node:path";
import { type ErpConfiguration, startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { readyLine, type RunningCommand, startService } from "../run-service.ts";

async function serve(erp: ErpConfiguration): Promise<RunningCommand> {
  return startService(["serve", "--config", erp.file, "--workers", "2", "--json"], /\n/, { env: erp.env });
}

const adminOf = (gateway: RunningCommand): string => String(readyLine(gateway)["adminUrl"]);

interface Ready {
  readonly status: string;
  readonly workers: { readonly wanted: number; readonly ready: number };
}

async function readiness(gateway: RunningCommand): Promise<Ready> {
  return (await (await fetch(`${adminOf(gateway)}/readyz`)).json()) as Ready;
}

/** Asks again until it holds. Each look must be a call over a socket: one that is not would let nothing else happen. */
async function until(look: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 20_000;
  while (!(await look())) assert.ok(Date.now() < deadlineMs, "it did not come to be within 20 s");
}

async function addConsumer(erp: ErpConfiguration): Promise<string> {
  const access = "kinetic=/*/Erp.BO.CustomerSvc";
  const added = await erpgate(["consumer", "add", "c", "--access", access, "--config", erp.file], { env: erp.env });
  assert.equal(added.code, 0, added.stderr);
  return added.stdout.trim();
}

/** One call on a connection of its own, which goes to the worker whose turn it is. */
async function read(gateway: RunningCommand, key: string): Promise<number> {
  const url = `${String(readyLine(gateway)["url"])}/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1`;
  const response = await fetch(url, { headers: { "x-api-key": key, connection: "close" } });
  await response.arrayBuffer();
  return response.status;
}

const workerPids = (stderr: string): number[] =>
  [...stderr.matchAll(/"worker\.started","pid":(\d+)/g)].map(([, pid]) => Number(pid));

test("two workers: one token, one administration, reloads for both, a killed one replaced and its audit closed", async () => {
  await using erp = await startErp();
  await using gateway = await serve(erp);
  const key = await addConsumer(erp);
  await until(async () => (await read(gateway, key)) === 200 && (await read(gateway, key)) === 200);
  for (let call = 0; call < 6; call += 1) assert.equal(await read(gateway, key), 200);
  const minted = erp.emulator.journal.filter(({ path }) => path.includes("TokenResource"));
  assert.equal(minted.length, 1, "one token for both workers");

  const metrics = await (await fetch(`${adminOf(gateway)}/metrics`)).text();
  const served = /erpgate_requests_total\{connection="kinetic",outcome="allowed",status="2xx"\} (\d+)/.exec(metrics);
  assert.ok(Number(served?.[1]) >= 8, metrics);
  assert.deepEqual((await readiness(gateway)).workers, { wanted: 2, ready: 2 });

  writeFileSync(erp.file, readFileSync(erp.file, "utf8").replace("  kinetic-basic:", "  erp2:"));
  const { port } = new URL(adminOf(gateway));
  const reloaded = await erpgate(["reload", "--config", erp.file, "--admin-port", port]);
  assert.equal(reloaded.code, 0, reloaded.stderr);
  for (let call = 0; call < 4; call += 1) {
    const headers = { connection: "close" };
    assert.equal((await fetch(`${String(readyLine(gateway)["url"])}/erp2/x`, { headers })).status, 401);
  }
  writeFileSync(erp.file, readFileSync(erp.file, "utf8").replace("system: prophet21", "system: prophet22"));
  assert.equal((await erpgate(["reload", "--config", erp.file, "--admin-port", port])).code, 2);
  assert.equal(await read(gateway, key), 200);

  const [first = 0] = workerPids(gateway.stderr());
  assert.ok(first > 0, gateway.stderr());
  process.kill(first, "SIGKILL");
  await until(async () => (await readiness(gateway)).workers.ready === 2 && workerPids(gateway.stderr()).length === 3);
  assert.match(gateway.stderr(), new RegExp(`Worker ${first} ended \\(SIGKILL\\)`));
  assert.equal(await read(gateway, key), 200);

  const stopped = await gateway.stop();
  assert.equal(stopped.code, 0);
  for (const secret of erp.secrets) assert.ok(!stopped.stderr.includes(secret));
  await using store = await openStore(join(erp.folder, "erpgate.db"));
  const { chains, breaks } = await verifyAudit(store);
  assert.deepEqual(breaks, []);
  const open = chains.filter(({ closed, writer }) => !closed && writer !== "administration");
  assert.deepEqual(open, [], "every writer's chain is closed, the killed one's too");
  assert.equal(chains.length, 5, "administration, the first process, and three workers");
});

test("a worker that cannot start stops the start, with its reason; a wrong number is named; none outlives a killed first process", async () => {
  await using erp = await startErp();
  const wrong = await erpgate(["serve", "--config", erp.file, "--workers", "many"], { env: erp.env });
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /--workers must be a whole number from 1 to 64/);
  await using gateway = await serve(erp);
  const { port } = new URL(String(readyLine(gateway)["url"]));
  const taken = await erpgate(["serve", "--config", erp.file, "--workers", "2", "--port", port], { env: erp.env });
  assert.equal(taken.code, 3, taken.stderr);
  assert.match(taken.stderr, new RegExp(`--port: port ${port} cannot be used`));
  // Its end is that of everything that writes to its stderr: no worker outlives the first process.
  gateway.child.kill("SIGKILL");
  await gateway.ended;
});
