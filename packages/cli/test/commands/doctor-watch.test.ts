import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startEmulator, type RunningEmulator, type StartEmulatorOptions } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { erpgateHere } from "../run-here.ts";

const PASSWORD = seeded("watched");

interface Bench extends AsyncDisposable {
  readonly erp: RunningEmulator;
  readonly folder: string;
  /** Writes the configuration, with this line for TLS. */
  readonly configure: (tls?: string) => void;
}

async function startBench(options: StartEmulatorOptions): Promise<Bench> {
  const erp = await startEmulator({
    ...options,
    kinetic: { ...options.kinetic, user: { username: "integration", password: PASSWORD } },
  });
  const folder = mkdtempSync(join(tmpdir(), "erpgate-watch-"));
  const { url, company } = erp.kinetic;
  const login = `auth: { kind: basic, username: integration, password: "\${env:PASSWORD}" }`;
  const configure = (tls = ""): void =>
    writeFileSync(
      join(folder, "erpgate.yaml"),
      `connections:\n  kinetic:\n    system: kinetic\n    url: ${url}\n    company: ${company}\n    apiKey: "\${env:KEY}"\n    ${login}\n${tls}`,
    );
  configure();
  return {
    erp,
    folder,
    configure,
    [Symbol.asyncDispose]: async () => {
      await erp.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const inBench = ({ erp, folder }: Bench): { env: Record<string, string>; cwd: string } => ({
  env: { PASSWORD, KEY: erp.kinetic.apiKey },
  cwd: folder,
});

test("--save-chain writes what the server shows, and with tls.caFile the connection works", async () => {
  await using bench = await startBench({ tls: true });
  const saved = await erpgateHere(["doctor", "kinetic", "--only", "tls", "--save-chain", "erp.pem"], inBench(bench));
  assert.equal(saved.code, 1);
  assert.match(saved.stdout, /tls\/private-ca-untrusted/);
  assert.match(saved.stderr, /certificate 1: .*SHA-256 (?:[0-9A-F]{2}:){31}/);
  const pem = readFileSync(join(bench.folder, "erp.pem"), "utf8");
  assert.ok(pem.split("BEGIN CERTIFICATE").length > 2, "all that the server shows");
  bench.configure("    tls: { caFile: ./erp.pem }\n");
  const then = await erpgateHere(["doctor", "kinetic"], inBench(bench));
  assert.equal(then.code, 0, then.stdout);
  const read = await erpgateHere(["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1"], inBench(bench));
  assert.equal(read.code, 0, read.stderr);
});

test("--watch says what has changed, and ends when nobody reads on", async () => {
  await using bench = await startBench({});
  let faulty = false;
  const { code, stdout } = await erpgateHere(["doctor", "kinetic", "--watch", "1s"], {
    ...inBench(bench),
    heard: (text) => {
      if (text.includes("All is well")) {
        bench.erp.fault({ system: "kinetic", kind: "conversions-pending" });
        faulty = true;
      }
      return faulty && text.includes("kinetic/server-not-ready");
    },
  });
  assert.equal(code, 1);
  const [first, second] = stdout.split("All is well");
  assert.match(first ?? "", /✓ server/);
  assert.match(second ?? "", /\d{4}-\d\d-\d\dT[\d:.]+Z\n/);
  assert.doesNotMatch(second ?? "", /✓ dns/, "what is as it was is not said again");
});

test("a refused login ends --watch: another try might lock the account", async () => {
  await using bench = await startBench({ kinetic: { lockAfterFailures: 1 } });
  const { url } = bench.erp.kinetic;
  let locking: Promise<unknown> | undefined;
  const { code, stdout } = await erpgateHere(["doctor", "kinetic", "--watch", "1s"], {
    ...inBench(bench),
    heard: (text) => {
      if (text.includes("All is well"))
        locking = fetch(`${url}/api/v1/Erp.BO.PartSvc/Parts`, {
          headers: { authorization: `Basic ${btoa("integration:somebody-guesses")}` },
        });
      return false;
    },
  });
  await locking;
  assert.equal(code, 1);
  assert.match(stdout.split("All is well")[1] ?? "", /✗ credentials/);
});
