import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { startErp } from "../erp-configuration.ts";
import { erpgate, temporaryFolder } from "../run-erpgate.ts";
import { readyLine, startService } from "../run-service.ts";

test("with neither a configuration nor --demo it says how to get one", async () => {
  using folder = temporaryFolder();
  const { code, stdout, stderr } = await erpgate(["serve"], {
    cwd: folder.path,
    env: { HOME: folder.path, APPDATA: folder.path },
  });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /erpgate\.yaml/);
  assert.match(stderr, /erpgate serve --demo/);
  assert.match(stderr, /erpgate serve --config FILE/);
});

test("a bad configuration prints every fault with its place, and nothing is started or written", async () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, "bad.yaml"),
    `connections:
  kinetic:
    system: kinetic
    url: https://erp.example.com
    apiKey: \${env:NOT_SET_ANYWHERE}
    auth: { kind: basic, username: u, password: "\${env:NOT_SET_EITHER}" }
gateway:
  listen: { port: eighty }
  stroe: ./x.db
`,
  );
  const { code, stdout, stderr } = await erpgate(["serve", "--config", "bad.yaml"], { cwd: folder.path });
  assert.deepEqual([code, stdout], [2, ""]);
  for (const place of [
    /bad\.yaml:4:\d+ connections\.kinetic\.url/,
    /bad\.yaml:5:\d+ .*NOT_SET_ANYWHERE/,
    /bad\.yaml:6:\d+ .*NOT_SET_EITHER/,
    /bad\.yaml:8:\d+ gateway\.listen\.port/,
    /bad\.yaml:9:\d+ gateway\.stroe/,
  ]) {
    assert.match(stderr, place);
  }
  assert.deepEqual(readdirSync(folder.path), ["bad.yaml"]);
});

test("a file that cannot be read is a fault with its name, and wrong ports are found before it is opened", async () => {
  const missing = await erpgate(["serve", "--config", "no-such-file.yaml"]);
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /no-such-file\.yaml/);
  const wrong = await erpgate(["serve", "--config", "no-such-file.yaml", "--port", "70000"]);
  assert.match(wrong.stderr, /--port must be a port from 0/);
});

test("a port in use is named with its option or its place in the file, and how to find who has it", async () => {
  await using erp = await startErp();
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const byOption = await erpgate(["serve", "--config", erp.file, "--port", String(port)], { env: erp.env });
  writeFileSync(
    erp.file,
    readFileSync(erp.file, "utf8").replace("listen: { port: 0 }", `listen: { port: ${String(port)} }`),
  );
  const byFile = await erpgate(["serve", "--config", erp.file], { env: erp.env });
  taken.close();
  assert.deepEqual([byOption.code, byFile.code], [3, 3]);
  assert.match(byOption.stderr, new RegExp(`--port: port ${String(port)} cannot be used`));
  assert.match(
    byFile.stderr,
    new RegExp(`gateway\\.listen\\.port in .*erpgate\\.yaml: port ${String(port)} cannot be used`),
  );
  for (const { stderr } of [byOption, byFile]) assert.match(stderr, /See who has it with: (ss|lsof|netstat)/);
});

test("--config replaces the demo, the ready file comes and goes, SIGTERM drains", async () => {
  await using erp = await startErp();
  const readyFile = join(erp.folder, "ready.json");
  const words = ["serve", "--demo", "--config", erp.file, "--ready-file", readyFile, "--json"];
  await using gateway = await startService(words, /\n/, { env: erp.env });
  assert.deepEqual(JSON.parse(readFileSync(readyFile, "utf8")), readyLine(gateway));
  assert.deepEqual(readyLine(gateway)["connections"], ["kinetic", "kinetic-basic", "p21"]);
  gateway.child.kill("SIGTERM");
  const { code, stdout, stderr } = await gateway.ended;
  assert.equal(code, 0);
  assert.equal(stdout, gateway.stdout);
  assert.match(stderr, /the demo stays away/);
  assert.ok(!existsSync(readyFile));
  for (const secret of erp.secrets) assert.ok(!(stdout + stderr).includes(secret));
});

test("restarts itself once, with the small semi-space, and keeps its own arguments", async () => {
  await using erp = await startErp();
  const starts = join(erp.folder, "starts");
  const recorder = join(erp.folder, "recorder.cjs");
  writeFileSync(
    recorder,
    `require("node:fs").appendFileSync(${JSON.stringify(starts)}, process.execArgv.join(" ") + "\\n")`,
  );
  appendFileSync(starts, "");
  await using gateway = await startService(["serve", "--config", erp.file, "--json"], /\n/, {
    env: erp.env,
    nodeArguments: ["-r", recorder],
  });
  const { stderr } = await gateway.stop();
  const lines = readFileSync(starts, "utf8").trim().split("\n");
  const restarted = [`-r ${recorder}`, `--max-semi-space-size=2 -r ${recorder}`];
  assert.deepEqual(lines, process.platform === "win32" ? restarted.slice(0, 1) : restarted);
  assert.doesNotMatch(stderr, /Warning/);
});

test("Ctrl-C waits for a call in flight; pressed again it ends at once", async () => {
  await using erp = await startErp();
  const upstream = createServer().listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { port } = upstream.address() as { port: number };
  writeFileSync(
    erp.file,
    readFileSync(erp.file, "utf8").replaceAll(/url: .*ERP11PROD/g, `url: http://127.0.0.1:${String(port)}/ERP11PROD`),
  );
  await using gateway = await startService(["serve", "--config", erp.file, "--json"], /\n/, { env: erp.env });
  const added = await erpgate(
    ["consumer", "add", "c", "--access", "kinetic-basic=/*/Erp.BO.CustomerSvc", "--config", erp.file],
    { env: erp.env },
  );
  assert.equal(added.code, 0, added.stderr);

  const inFlight = once(upstream, "request");
  const call = callUntil(
    `${String(readyLine(gateway)["url"])}/kinetic-basic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers`,
    added.stdout.trim(),
    401,
  );
  void call.catch(() => undefined);
  await inFlight;
  const pressing = setInterval(() => gateway.child.kill("SIGINT"), 100);
  const { code } = await gateway.ended;
  clearInterval(pressing);
  await assert.rejects(call);
  upstream.closeAllConnections();
  upstream.close();
  assert.equal(code, 4, "whether the call in flight was done is not known");
});

/** Calls as long as the answer has this status: a consumer is known to a running gateway within a second. */
async function callUntil(url: string, key: string, statusIsNot: number): Promise<number> {
  for (;;) {
    const { status } = await fetch(url, { headers: { "x-api-key": key } });
    if (status !== statusIsNot) return status;
  }
}
