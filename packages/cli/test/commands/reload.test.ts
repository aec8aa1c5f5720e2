import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { type ErpConfiguration, startErp } from "../erp-configuration.ts";
import { erpgate, type Finished } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";
import { readyLine, type RunningCommand, startService } from "../run-service.ts";

const posix = process.platform !== "win32";

async function serve(erp: ErpConfiguration, ...more: string[]): Promise<RunningCommand> {
  return startService(["serve", "--config", erp.file, "--json", ...more], /\n/, { env: erp.env });
}

/** `erpgate reload` beside it: without the environment that the gateway's secrets are in. */
function reload(
  erp: ErpConfiguration,
  gateway: RunningCommand,
  run: typeof erpgateHere = erpgateHere,
): Promise<Finished> {
  return run(["reload", ...wordsFor(erp, gateway)]);
}

function wordsFor({ file }: ErpConfiguration, gateway: RunningCommand): string[] {
  const { port } = new URL(String(readyLine(gateway)["adminUrl"]));
  return ["--config", file, "--admin-port", port];
}

function rewrite({ file }: ErpConfiguration, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

const renamed = (text: string): string =>
  text.replace("  kinetic-basic:", "  erp2:").replace("kind: token-resource", "kind: basic");

/** Resolves once the gateway's log says so, from now on. */
function logged({ child }: RunningCommand, event: string): Promise<void> {
  return new Promise((resolve) => {
    let stderr = "";
    child.stderr?.on("data", (text: string) => {
      stderr += text;
      if (stderr.includes(`"${event}"`)) resolve();
    });
  });
}

async function statusOf(gateway: RunningCommand, path: string): Promise<number> {
  return (await fetch(`${String(readyLine(gateway)["url"])}${path}`)).status;
}

test("erpgate reload says what is new, changed and gone; the gateway says it, too, and needs nobody else's secrets", async () => {
  await using erp = await startErp();
  await using gateway = await serve(erp);
  const same = await reload(erp, gateway, erpgate);
  assert.deepEqual([same.code, same.stdout, same.stderr], [0, "Reloaded: nothing is different.\n", ""]);
  rewrite(erp, renamed);
  const { code, stdout, stderr } = await erpgateHere(["reload", "--json", ...wordsFor(erp, gateway)]);
  assert.deepEqual([code, stderr], [0, ""]);
  const changes = { added: ["erp2"], removed: ["kinetic-basic"], changed: ["kinetic"], settings: [] };
  assert.deepEqual(JSON.parse(stdout), { file: erp.file, ...changes });
  assert.deepEqual([await statusOf(gateway, "/erp2/x"), await statusOf(gateway, "/kinetic-basic/x")], [401, 404]);
  const stopped = await gateway.stop();
  assert.equal(stopped.code, 0);
  const lines = stopped.stderr.split("\n").filter((line) => line.includes('"gateway.reloaded"'));
  assert.equal(lines.length, 2);
  const { time: _time, operator, ...said } = JSON.parse(lines[1] ?? "") as Record<string, unknown>;
  const message = "Reloaded: added erp2; changed kinetic; removed kinetic-basic.";
  assert.deepEqual(said, { level: "info", event: "gateway.reloaded", message, by: "operator", ...changes });
  assert.match(String(operator), /.@./, "who and where");
  for (const secret of erp.secrets) assert.ok(!(stdout + stopped.stderr).includes(secret));
});

test("with --watch a changed file is taken over by itself, a bad one is named and changes nothing", async () => {
  await using erp = await startErp();
  await using gateway = await serve(erp, "--watch");
  const failed = logged(gateway, "gateway.reload-failed");
  rewrite(erp, (text) => text.replace("company:", "compnay:"));
  await failed;
  const reloaded = logged(gateway, "gateway.reloaded");
  rewrite(erp, (text) => renamed(text.replace("compnay:", "company:")));
  await reloaded;
  assert.deepEqual([await statusOf(gateway, "/erp2/x"), await statusOf(gateway, "/kinetic-basic/x")], [401, 404]);
});

describe("a file or a caller that the gateway does not take", () => {
  let erp: ErpConfiguration;
  let gateway: RunningCommand;
  let good: string;
  before(async () => {
    erp = await startErp();
    good = readFileSync(erp.file, "utf8");
    gateway = await serve(erp);
  });
  afterEach(() => writeFileSync(erp.file, good));
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await erp[Symbol.asyncDispose]();
  });

  test("a bad file: every fault with file, line and column, code 2, and nothing changes", async () => {
    rewrite(erp, (text) =>
      renamed(text)
        .replace("company:", "compnay:")
        .replace("listen: { port: 0 }", "listen: { port: eighty }\n  stroe: x"),
    );
    const { code, stdout, stderr } = await reload(erp, gateway);
    assert.deepEqual([code, stdout], [2, ""]);
    for (const place of [
      /erpgate\.yaml:5:\d+ connections\.kinetic\.compnay/,
      /erpgate\.yaml:\d+:\d+ gateway\.listen\.port/,
      /erpgate\.yaml:\d+:\d+ gateway\.stroe/,
    ])
      assert.match(stderr, place);
    assert.deepEqual([await statusOf(gateway, "/erp2/x"), await statusOf(gateway, "/kinetic-basic/x")], [404, 401]);

    writeFileSync(erp.file, good.replace("store: ./erpgate.db", "store: ./erpgate.db\n  publicUrl: [1]\n  admin: 7"));
    const unfound = await reload(erp, gateway);
    assert.equal(unfound.code, 2);
    for (const name of [/gateway\.admin/, /gateway\.publicUrl/]) assert.match(unfound.stderr, name);
  });

  test("what asks for a restart is named, and so is a login that the ERP refuses", async () => {
    rewrite(erp, (text) => renamed(text).replace("listen: { port: 0 }", "listen: { host: localhost, port: 0 }"));
    const { code, stderr } = await reload(erp, gateway);
    assert.equal(code, 3);
    assert.match(stderr, /Only a restart can change gateway\.listen; nothing was changed/);
    assert.equal(await statusOf(gateway, "/erp2/x"), 404);
    rewrite(erp, (text) => text.replace("host: localhost, ", "").replace("${env:P21_CONSUMER_KEY}", "no-such-key"));
    const wrong = await reload(erp, gateway);
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /the ERP refuses the new login of p21 \(P21_KEY_UNKNOWN\)/);
    assert.match(wrong.stderr, /Correct the secret, and reload again/);
    assert.equal(await statusOf(gateway, "/erp2/x"), 404);
  });

  test("nobody there, no key file, somebody else's key file: each is told apart", async () => {
    await using other = await startErp();
    const unreached = ["reload", "--admin-port", "1", "--config"];
    const noKey = await erpgateHere([...unreached, other.file]);
    assert.equal(noKey.code, 3);
    assert.match(noKey.stderr, /The key file .*erpgate\.keys is missing/);
    const nobody = await erpgateHere([...unreached, erp.file]);
    assert.equal(nobody.code, 3);
    assert.match(nobody.stderr, /administration at http:\/\/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/);
    assert.equal((await erpgateHere(["keys", "rotate", "--config", other.file], { env: other.env })).code, 0);
    const foreign = await reload({ ...erp, file: other.file }, gateway);
    assert.equal(foreign.code, 3);
    assert.match(foreign.stderr, /did not take the proof/);
  });
});

test(
  `SIGHUP does the same, good or bad, and the gateway goes on${posix ? "" : " (skipped: Windows has no SIGHUP)"}`,
  { skip: !posix },
  async () => {
    await using erp = await startErp();
    await using gateway = await serve(erp);
    let stderr = "";
    const said = (event: string): Promise<void> =>
      new Promise((resolve) => {
        gateway.child.stderr?.on("data", (chunk: string) => {
          stderr += chunk;
          if (stderr.includes(event)) resolve();
        });
      });
    rewrite(erp, (text) => text.replace("system: prophet21", "system: prophet22"));
    const failed = said('"gateway.reload-failed"');
    gateway.child.kill("SIGHUP");
    await failed;
    assert.match(stderr, /prophet22|system/);
    rewrite(erp, (text) => renamed(text).replace("prophet22", "prophet21"));
    const reloaded = said('"gateway.reloaded"');
    gateway.child.kill("SIGHUP");
    await reloaded;
    assert.match(stderr, /Reloaded: added erp2; changed kinetic; removed kinetic-basic\./);
    assert.equal(await statusOf(gateway, "/erp2/x"), 401);
    assert.equal((await gateway.stop()).code, 0);
  },
);

test(
  `a SIGHUP before the gateway is ready does not end it, and is done once it runs${posix ? "" : " (skipped: Windows has no SIGHUP)"}`,
  { skip: !posix },
  async () => {
    await using erp = await startErp();
    const mark = join(erp.folder, "mark");
    // Runs while the configuration is read for the first time, and sends the signal then.
    const command = join(erp.folder, "secret.mjs");
    writeFileSync(
      command,
      `import { existsSync, writeFileSync } from "node:fs";
if (!existsSync(${JSON.stringify(mark)})) process.kill(process.ppid, "SIGHUP");
writeFileSync(${JSON.stringify(mark)}, "");
process.stdout.write(process.env.P21_CONSUMER_KEY);
`,
    );
    rewrite(erp, (text) => text.replace("${env:P21_CONSUMER_KEY}", `\${exec:"${process.execPath}" "${command}"}`));
    // With the restart of itself, in which a signal could be lost as well.
    const whole = { env: erp.env, nodeArguments: [] };
    await using gateway = await startService(["serve", "--config", erp.file, "--json"], /\n/, whole);
    const { code, stderr } = await gateway.stop();
    assert.deepEqual([code, /"gateway\.reloaded"/.test(stderr)], [0, true], stderr);
  },
);
