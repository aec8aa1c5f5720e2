import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { newKeyText } from "@erpgate/client/node";
import { startErp } from "./erp-configuration.ts";
import { erpgate, finished, launcher, startErpgate, temporaryFolder } from "./run-erpgate.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

test("--version prints the version and nothing else, from a checkout without the source condition", async () => {
  assert.deepEqual(await erpgate(["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" });
});

test("resolves our own packages to their sources without the condition, and with it", async () => {
  for (const env of [{}, { NODE_OPTIONS: "--conditions=erpgate-source" }]) {
    const { code, stderr } = await erpgate(["token", "p21", "--config", "no-such-file.yaml"], { env });
    assert.doesNotMatch(stderr, /Cannot find|own files|defect/);
    assert.notEqual(code, 0);
  }
});

/** The package as it is published: the launcher, and the command line in one file. */
interface Published extends Disposable {
  readonly launcher: string;
  readonly imports: readonly string[];
}

let asPublished: Published;
before(async () => (asPublished = await published()));
after(() => asPublished[Symbol.dispose]());

async function published(): Promise<Published> {
  const folder = temporaryFolder();
  const root = fileURLToPath(new URL("..", import.meta.url));
  cpSync(join(root, "bin"), join(folder.path, "bin"), { recursive: true });
  cpSync(join(root, "package.json"), join(folder.path, "package.json"));
  const outfile = join(folder.path, "dist", "erpgate.js");
  const { metafile } = await build({
    entryPoints: [join(root, "src", "main.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22.19",
    external: ["@erpgate/*"],
    metafile: true,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  const imports = (output?.imports ?? []).filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
  return {
    ...folder,
    launcher: join(folder.path, "bin", "erpgate.cjs"),
    imports,
    [Symbol.dispose]: folder[Symbol.dispose],
  };
}

/** Runs a launcher under a Node that says it is another version. */
function startedBy(pretended: string, file: string): { status: number | null; stdout: string; stderr: string } {
  using folder = temporaryFolder();
  const disguise = join(folder.path, "disguise.cjs");
  writeFileSync(
    disguise,
    `Object.defineProperty(process, "versions", { value: { node: "${pretended}" } });
     Object.defineProperty(process, "version", { value: "v${pretended}" });`,
  );
  return spawnSync(process.execPath, ["-r", disguise, file, "--version"], { encoding: "utf8" });
}

test("an older Node gets one sentence and exit code 3, a new enough one passes", () => {
  for (const old of ["10.24.1", "18.20.8", "20.20.2", "22.18.0"]) {
    const { status, stdout, stderr } = startedBy(old, asPublished.launcher);
    assert.deepEqual([status, stdout], [3, ""]);
    assert.match(
      stderr,
      /^erpgate needs Node\.js 22\.19 or newer but was started by v.* \(.*\): install a newer one .*\.\n$/,
    );
  }
  for (const fine of ["22.19.0", "23.0.0", "24.21.0", "100.0.0"]) {
    const { status, stdout, stderr } = startedBy(fine, asPublished.launcher);
    assert.deepEqual([status, stdout, stderr], [0, `${version}\n`, ""]);
  }
});

test("a checkout, which is not compiled down, names what it needs and the command that brings it", () => {
  const { status, stderr } = startedBy("22.19.0", launcher);
  assert.equal(status, 3);
  assert.match(
    stderr,
    /^erpgate needs Node\.js 24\.0 or newer to run from its sources.*npm exec -- erpgate serve --demo\n$/,
  );
});

test("what is published loads nothing before it knows the command: no module of Node's, no package", () => {
  assert.deepEqual(asPublished.imports, [], "a static import would be paid by every start, --version included");
});

test("the launcher has no syntax that Node 10 could not parse", () => {
  // What came after Node 10: optional chaining, ??, optional catch binding's users, private members, top-level await, node: names.
  const source = readFileSync(launcher, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  assert.doesNotMatch(source, /\?\.|\?\?|\|\|=|&&=|catch\s*\{|\bclass\b|\bawait\b|=>|`|"node:/);
});

test("compiled code is kept in the user's own cache folder, never in the shared temporary one", () => {
  using folder = temporaryFolder();
  const temporary = join(folder.path, "tmp");
  const options = { encoding: "utf8", env: { PATH: process.env["PATH"], TMPDIR: temporary, TEMP: temporary } } as const;
  const run = (env: object): void => {
    const { status, stderr } = spawnSync(process.execPath, [launcher, "--version"], {
      ...options,
      env: { ...options.env, ...env },
    });
    assert.deepEqual([status, stderr], [0, ""]);
  };
  run({});
  assert.deepEqual(readdirSync(folder.path), []);
  run({ XDG_CACHE_HOME: folder.path, LOCALAPPDATA: folder.path });
  assert.deepEqual(readdirSync(folder.path), ["erpgate"]);
});

test("a reader that goes away is no error", async () => {
  for (const words of [["--version"], ["help"]]) {
    const child = startErpgate(words);
    child.stdout?.destroy();
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.deepEqual([code, stderr], [0, ""]);
  }
});

/** The quick commands as they are published, and a preload that says which of Node's modules a run has loaded. */
async function quickCommands(): Promise<{ path: string; quick: string; spy: string } & Disposable> {
  const folder = temporaryFolder();
  const quick = join(folder.path, "quick.cjs");
  const client = fileURLToPath(new URL("../../client/src/", import.meta.url));
  const alias = ["node", "kinetic", "prophet21"].map((name) => [
    `@erpgate/client/${name}`,
    `${client}${name}/index.ts`,
  ]);
  await build({
    entryPoints: [fileURLToPath(new URL("../src/quick.ts", import.meta.url))],
    outfile: quick,
    bundle: true,
    format: "cjs",
    platform: "neutral",
    target: "node22.19",
    alias: { ...Object.fromEntries(alias), "@erpgate/client": `${client}index.ts` },
    external: ["node:*", "@erpgate/doctor/*"],
    logLevel: "silent",
  });
  const spy = join(folder.path, "spy.cjs");
  const list = `process.on("exit", () => require("node:fs").writeFileSync("loaded.json", JSON.stringify(process.moduleLoadList)))`;
  writeFileSync(spy, list);
  return { path: folder.path, quick, spy, [Symbol.dispose]: folder[Symbol.dispose] };
}

test("the quick commands do what the others do, and load neither fetch nor anything else that they can do without", async () => {
  using built = await quickCommands();
  await using erp = await startErp();
  const own = `tokenStore: { file: ./tokens, keyFile: ./key }\n${readFileSync(erp.file, "utf8")}`;
  writeFileSync(join(built.path, "erpgate.yaml"), own);
  writeFileSync(join(built.path, "key"), newKeyText());
  const run = async (words: readonly string[]) => {
    const child = spawn(process.execPath, ["-r", built.spy, built.quick, ...words], {
      cwd: built.path,
      env: { HOME: built.path, ...erp.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const done = await finished(child);
    const loaded = JSON.parse(readFileSync(join(built.path, "loaded.json"), "utf8")) as string[];
    return { ...done, loaded: loaded.map((name) => name.replace(/^.* /, "")) };
  };
  const stored = await run(["token", "kinetic", "--raw"]);
  assert.deepEqual([stored.code, stored.stderr], [0, ""]);

  const token = await run(["token", "kinetic", "--raw"]);
  assert.deepEqual([token.code, token.stdout], [0, stored.stdout]);
  const heavy = ["internal/deps/undici/undici", "fs/promises", "child_process", "tls", "http2", "worker_threads"];
  assert.deepEqual(
    token.loaded.filter((name) => [...heavy, "http", "net"].includes(name)),
    [],
  );
  const request = await run(["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1"]);
  assert.equal(request.code, 0, request.stderr);
  assert.equal((JSON.parse(request.stdout) as { value: unknown[] }).value.length, 1);
  assert.deepEqual(
    request.loaded.filter((name) => heavy.includes(name)),
    [],
  );

  for (const words of [["token", "--help"], ["request"]]) {
    const [quick, usual] = [await run(words), await erpgate(words, { cwd: built.path, env: erp.env })];
    const { code, stdout, stderr } = quick;
    assert.deepEqual({ code, stdout, stderr }, usual);
  }
});

test("the launcher knows which commands are quick", () => {
  const [, names = ""] = /QUICK = (\[.*\]);/.exec(readFileSync(launcher, "utf8")) ?? [];
  const quick = readFileSync(new URL("../src/quick.ts", import.meta.url), "utf8");
  const imported = [...quick.matchAll(/from "\.\/commands\/(.+)\.ts"/g)].map(([, name]) => name);
  assert.deepEqual(new Set(JSON.parse(names) as string[]), new Set(imported));
});
