import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startErp, type ErpConfiguration } from "../erp-configuration.ts";
import { erpgate, finished, type Finished } from "../run-erpgate.ts";

const BEARER = seeded("export-bearer");
const CONNECTIONS = ["kinetic", "kinetic-basic", "p21", "kinetic-bearer"];

/** The two shared connections, and one whose token somebody else brings. */
async function startBench(): Promise<ErpConfiguration> {
  const erp = await startErp();
  const text = readFileSync(erp.file, "utf8");
  const bearer = text
    .slice(text.indexOf("  kinetic:"), text.indexOf("  kinetic-basic:"))
    .replace("  kinetic:", "  kinetic-bearer:")
    .replace(/auth:[^]*/, 'auth: { kind: bearer, token: "${env:BEARER}" }\n');
  writeFileSync(erp.file, text.replace("gateway:", `${bearer}gateway:`));
  return erp;
}

async function exported(erp: ErpConfiguration, connection: string, form: string): Promise<string> {
  const { code, stdout, stderr } = await erpgate(["export", connection, "--as", form, "--config", erp.file], {
    env: { ...erp.env, BEARER },
  });
  assert.equal(code, 0, stderr);
  for (const secret of [...erp.secrets, BEARER]) assert.ok(!(stdout + stderr).includes(secret));
  return stdout;
}

function variables(erp: ErpConfiguration, bearer: string): Record<string, string> {
  return {
    ERPGATE_PASSWORD: erp.env["KINETIC_PASSWORD"] ?? "",
    ERPGATE_API_KEY: erp.env["KINETIC_API_KEY"] ?? "",
    ERPGATE_CONSUMER_KEY: erp.env["P21_CONSUMER_KEY"] ?? "",
    ERPGATE_TOKEN: bearer,
  };
}

async function bearerOf(erp: ErpConfiguration): Promise<string> {
  return (await erpgate(["token", "kinetic", "--raw", "--config", erp.file], { env: erp.env })).stdout.trim();
}

function started(command: string, args: readonly string[], env: Record<string, string>): Promise<Finished> {
  return finished(spawn(command, args, { env: { PATH: process.env["PATH"] ?? "", ...env } }));
}

const missing = (packages: string, ...probe: [string, string[]]): string | false =>
  spawnSync(...probe, { stdio: "ignore" }).status === 0 ? false : `needs ${packages}: apt-get install ${packages}`;

const tools = [
  {
    form: "curl",
    skip: missing("bash curl", "bash", ["-c", "curl --version"]),
    run: (file: string, env: Record<string, string>) => started("bash", [file], env),
  },
  {
    form: "python",
    skip: missing("python3-requests", "/usr/bin/python3", ["-c", "import requests"]),
    run: (file: string, env: Record<string, string>) => started("/usr/bin/python3", [file], env),
  },
  {
    form: "csharp",
    skip: missing("mono-mcs mono-runtime libmono-system-net-http4.0-cil", "mcs", ["--version"]),
    run: async (file: string, env: Record<string, string>) => {
      const compiled = await started("mcs", ["-r:System.Net.Http.dll", `-out:${file}.exe`, file], {});
      assert.equal(compiled.code, 0, compiled.stdout + compiled.stderr);
      return started("mono", [`${file}.exe`], env);
    },
  },
  {
    form: "powershell",
    skip: spawnSync("pwsh", ["-Version"]).status === 0 ? false : "needs pwsh, which Debian does not have",
    run: (file: string, env: Record<string, string>) => started("pwsh", ["-NoProfile", "-File", file], env),
  },
];

for (const { form, skip, run } of tools)
  test(`${form}: each way in reads a row, and a wrong secret does not`, { skip }, async () => {
    await using erp = await startBench();
    const env = variables(erp, await bearerOf(erp));
    for (const connection of CONNECTIONS) {
      const file = join(erp.folder, `${connection}.${form === "powershell" ? "ps1" : form}`);
      writeFileSync(file, await exported(erp, connection, form));
      const { code, stdout, stderr } = await run(file, env);
      assert.equal(code, 0, `${connection}: ${stderr}`);
      assert.match(stdout, /"value" ?: ?\[\s*\{/, connection);
      const wrong = Object.fromEntries(Object.keys(env).map((name) => [name, "wrong \"'\\$x"]));
      const refused = await run(file, wrong);
      assert.notEqual(refused.code, 0, connection);
    }
  });

test("typescript: the module reads a row by the configuration", async () => {
  await using erp = await startBench();
  symlinkSync(fileURLToPath(new URL("../../../../node_modules", import.meta.url)), join(erp.folder, "node_modules"));
  const file = join(erp.folder, "read.mts");
  writeFileSync(file, await exported(erp, "p21", "typescript"));
  const words = ["--conditions=erpgate-source", file];
  const { code, stdout, stderr } = await started(process.execPath, words, { ...erp.env, ERPGATE_CONFIG: erp.file });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /"value":\[\{/);
});

test("postman: newman runs the collection with its environment", async () => {
  await using erp = await startBench();
  const env = variables(erp, await bearerOf(erp));
  const newman = createRequire(import.meta.url).resolve("newman/bin/newman.js");
  for (const connection of CONNECTIONS) {
    const [collection, environment] = [
      join(erp.folder, `${connection}.json`),
      join(erp.folder, `${connection}.env.json`),
    ];
    writeFileSync(collection, await exported(erp, connection, "postman"));
    const text = await exported(erp, connection, "postman-environment");
    const { values, ...rest } = JSON.parse(text) as { values: { key: string; value: string; type: string }[] };
    assert.ok(values.every(({ value, type }) => value === "" && type === "secret"));
    const filled = values.map((one) => ({ ...one, value: env[one.key] ?? "" }));
    writeFileSync(environment, JSON.stringify({ ...rest, values: filled }));
    const words = [newman, "run", collection, "-e", environment, "--color", "off"];
    const { code, stdout } = await started(process.execPath, words, {});
    assert.equal(code, 0, stdout);
    assert.match(stdout, /the read is answered/);
  }
});

test("a form that is none, and a file that exists", async () => {
  await using erp = await startBench();
  const at = ["--config", erp.file];
  const none = await erpgate(["export", "p21", "--as", "perl", ...at], { env: erp.env });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /--as does not know "perl"; it takes one of postman, /);
  const before = readFileSync(erp.file, "utf8");
  const there = await erpgate(["export", "p21", "--as", "curl", "--out", erp.file, ...at], { env: erp.env });
  assert.equal(there.code, 2);
  assert.match(there.stderr, /--out: EEXIST/);
  assert.equal(readFileSync(erp.file, "utf8"), before);
});
