import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { erpgate, temporaryFolder } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";
import { readyLine, startService } from "../run-service.ts";

test("--json is one line with addresses and keys, the ready file holds the same, Ctrl-C ends it with 0", async () => {
  using folder = temporaryFolder();
  const readyFile = join(folder.path, "erp.json");
  await using emulator = await startService(["emulate", "--json", "--ready-file", readyFile], /\n/);
  assert.deepEqual(JSON.parse(readFileSync(readyFile, "utf8")), readyLine(emulator));
  assert.equal(readyLine(emulator)["event"], "ready");
  const { code, stdout } = await emulator.stop();
  assert.deepEqual([code, stdout], [0, emulator.stdout]);
  assert.ok(!existsSync(readyFile));
});

test("without --json the line is followed by a table of what is there", async () => {
  await using emulator = await startService(["emulate", "--seed", "7"], /Ctrl-C/);
  const [line = "", ...table] = emulator.stdout.split("\n");
  assert.equal((JSON.parse(line) as { event: string }).event, "ready");
  assert.match(
    table.join("\n"),
    /Kinetic.*http:\/\/127\.0\.0\.1:\d+\/ERP11PROD.*Prophet 21.*http:\/\/127\.0\.0\.1:\d+/s,
  );
  assert.equal((await emulator.stop()).code, 0);
});

test("--tls: https everywhere, the authority in the line and in --ca-file as long as it runs", async () => {
  using folder = temporaryFolder();
  const caFile = join(folder.path, "ca.pem");
  await using emulator = await startService(["emulate", "--json", "--tls", "--ca-file", caFile], /\n/);
  const { systems, tls } = readyLine(emulator) as {
    readonly systems: readonly { readonly url: string }[];
    readonly tls: { readonly ca: string };
  };
  for (const { url } of systems) assert.match(url, /^https:/);
  assert.equal(readFileSync(caFile, "utf8"), tls.ca);
  assert.equal((await emulator.stop()).code, 0);
  assert.ok(!existsSync(caFile));
  assert.match((await erpgateHere(["emulate", "--ca-file", caFile])).stderr, /--ca-file needs --tls/);
});

test("a port in use and a wrong seed are named", async () => {
  await using first = await startService(["emulate", "--json"], /\n/);
  const kinetic = JSON.stringify(readyLine(first)).match(/http:\/\/127\.0\.0\.1:(\d+)\/ERP11PROD/)?.[1] ?? "";
  const second = await erpgate(["emulate", "--port", kinetic]);
  assert.equal(second.code, 3);
  assert.match(second.stderr, new RegExp(`--port: port ${kinetic} cannot be used`));
  const wrong = await erpgateHere(["emulate", "--seed", "one"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--seed must be a whole number/);
  await first.stop();
});
