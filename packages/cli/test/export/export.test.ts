import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startErp, type ErpConfiguration } from "../erp-configuration.ts";
import { finished, type Finished } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";
import { runHttpFile } from "./run-http-file.ts";

const BEARER = seeded("export-bearer");
const CONNECTIONS = ["kinetic", "kinetic-basic", "p21", "kinetic-bearer"];

let erp: ErpConfiguration;
/** What the exported texts leave to the environment. */
let env: Readonly<Record<string, string>>;
before(async () => {
  erp = await startBench();
  const token = await erpgateHere(["token", "kinetic", "--raw", "--config", erp.file], { env: erp.env });
  env = {
    ERPGATE_PASSWORD: erp.env["KINETIC_PASSWORD"] ?? "",
    ERPGATE_API_KEY: erp.env["KINETIC_API_KEY"] ?? "",
    ERPGATE_CONSUMER_KEY: erp.env["P21_CONSUMER_KEY"] ?? "",
    ERPGATE_TOKEN: token.stdout.trim(),
  };
});
after(() => erp[Symbol.asyncDispose]());

/** The two shared connections, and one whose token somebody else brings. */
async function startBench(): Promise<ErpConfiguration> {
  const bench = await startErp();
  const text = readFileSync(bench.file, "utf8");
  const bearer = text
    .slice(text.indexOf("  kinetic:"), text.indexOf("  kinetic-basic:"))
    .replace("  kinetic:", "  kinetic-bearer:")
    .replace(/auth:[^]*/, 'auth: { kind: bearer, token: "${env:BEARER}" }\n');
  writeFileSync(bench.file, text.replace("gateway:", `${bearer}gateway:`));
  return bench;
}

async function exported(connection: string, form: string): Promise<string> {
  const { code, stdout, stderr } = await erpgateHere(["export", connection, "--as", form, "--config", erp.file], {
    env: { ...erp.env, BEARER },
  });
  assert.equal(code, 0, stderr);
  for (const secret of [...erp.secrets, BEARER]) assert.ok(!(stdout + stderr).includes(secret));
  return stdout;
}

const WRONG = "wrong \"'\\$x";
const wrongly = (): Record<string, string> => Object.fromEntries(Object.keys(env).map((name) => [name, WRONG]));

function started(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<Finished> {
  return finished(spawn(command, args, { env: { PATH: process.env["PATH"] ?? "", ...variables } }));
}

const missing = (packages: string, ...probe: [string, string[]]): string | false =>
  spawnSync(...probe, { stdio: "ignore" }).status === 0 ? false : `needs ${packages}: apt-get install ${packages}`;

type Variables = Readonly<Record<string, string>>;

const tools = [
  {
    form: "curl",
    skip: missing("bash curl", "bash", ["-c", "curl --version"]),
    run: (file: string, variables: Variables) => started("bash", [file], variables),
  },
  {
    form: "python",
    skip: missing("python3-requests", "/usr/bin/python3", ["-c", "import requests"]),
    run: (file: string, variables: Variables) => started("/usr/bin/python3", [file], variables),
  },
  {
    form: "csharp",
    skip: missing("mono-mcs mono-runtime libmono-system-net-http4.0-cil", "mcs", ["--version"]),
    prepare: async (file: string) => {
      const compiled = await started("mcs", ["-r:System.Net.Http.dll", `-out:${file}.exe`, file], {});
      assert.equal(compiled.code, 0, compiled.stdout + compiled.stderr);
    },
    run: (file: string, variables: Variables) => started("mono", [`${file}.exe`], variables),
  },
  {
    form: "powershell",
    skip: spawnSync("pwsh", ["-Version"]).status === 0 ? false : "needs pwsh, which Debian does not have",
    run: (file: string, variables: Variables) => started("pwsh", ["-NoProfile", "-File", file], variables),
  },
];

for (const { form, skip, prepare, run } of tools)
  test(
    `${form}: each way in reads a row, and a wrong secret does not${skip === false ? "" : ` (${skip})`}`,
    { skip },
    async () => {
      // Side by side: each process waits for its own answer.
      await Promise.all(
        CONNECTIONS.map(async (connection) => {
          const file = join(erp.folder, `${connection}.${form === "powershell" ? "ps1" : form}`);
          writeFileSync(file, await exported(connection, form));
          await prepare?.(file);
          const [{ code, stdout, stderr }, refused] = await Promise.all([run(file, env), run(file, wrongly())]);
          assert.equal(code, 0, `${connection}: ${stderr}`);
          assert.match(stdout, /"value" ?: ?\[\s*\{/, connection);
          assert.notEqual(refused.code, 0, connection);
        }),
      );
    },
  );

test("http: each way in reads a row, and a wrong secret does not", async () => {
  for (const connection of CONNECTIONS) {
    const text = await exported(connection, "http");
    const answers = await runHttpFile(text, env);
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 200),
      connection,
    );
    assert.match(answers.at(-1)?.body ?? "", /"value" ?: ?\[\s*\{/, connection);
    const refused = await runHttpFile(text, Object.fromEntries(Object.keys(env).map((name) => [name, "wrong"])));
    assert.notEqual(refused.at(-1)?.status, 200, connection);
  }
});

test("typescript: the module reads a row by the configuration", async () => {
  symlinkSync(fileURLToPath(new URL("../../../../node_modules", import.meta.url)), join(erp.folder, "node_modules"));
  const file = join(erp.folder, "read.mts");
  writeFileSync(file, await exported("p21", "typescript"));
  const words = ["--conditions=erpgate-source", file];
  const { code, stdout, stderr } = await started(process.execPath, words, { ...erp.env, ERPGATE_CONFIG: erp.file });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /"value":\[\{/);
});

/** What is used of newman's own interface; its types are a package of their own. */
interface Newman {
  readonly run: (
    options: { readonly collection: object; readonly environment: object },
    done: (
      error: Error | null,
      summary: {
        readonly run: {
          readonly failures: readonly { readonly error: { readonly message: string } }[];
          readonly stats: { readonly assertions: { readonly total: number } };
        };
      },
    ) => void,
  ) => void;
}

test("postman: newman runs the collection with its environment, and says so where it is refused", async () => {
  const { run } = createRequire(import.meta.url)("newman") as Newman;
  for (const connection of CONNECTIONS) {
    const collection = JSON.parse(await exported(connection, "postman")) as object;
    const text = await exported(connection, "postman-environment");
    const { values, ...rest } = JSON.parse(text) as { values: { key: string; value: string; type: string }[] };
    assert.ok(values.every(({ value, type }) => value === "" && type === "secret"));
    const failuresWith = (known: Variables): Promise<readonly string[]> =>
      new Promise((resolve, reject) => {
        const environment = { ...rest, values: values.map((one) => ({ ...one, value: known[one.key] ?? "" })) };
        run({ collection, environment }, (error, summary) => {
          if (error !== null) return reject(error);
          assert.ok(summary.run.stats.assertions.total > 0, "the collection asserts something");
          resolve(summary.run.failures.map((failure) => failure.error.message));
        });
      });
    assert.deepEqual(await failuresWith(env), [], connection);
    assert.notDeepEqual(await failuresWith({}), [], connection);
  }
});

test("a form that is none, and a file that exists", async () => {
  const at = ["--config", erp.file];
  const none = await erpgateHere(["export", "p21", "--as", "perl", ...at], { env: erp.env });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /--as does not know "perl"; it takes one of postman, /);
  const written = readFileSync(erp.file, "utf8");
  const there = await erpgateHere(["export", "p21", "--as", "curl", "--out", erp.file, ...at], { env: erp.env });
  assert.equal(there.code, 2);
  assert.match(there.stderr, /--out: EEXIST/);
  assert.equal(readFileSync(erp.file, "utf8"), written);
});
