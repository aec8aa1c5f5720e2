/**
 * `npm run pack`: builds every package as it is published and packs it into build/*.tgz.
 *
 * The build happens in build/stage and never beside the sources, so a checkout holds no dist that could be older
 * than what it was made from. tsc makes JavaScript and declarations of each package in turn, against the declarations
 * of those before it; then the client's entries and the command line become one file each, because every module file
 * costs about 0.15 ms at start.
 */
import { build, type Plugin } from "esbuild";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { bin, manifest, PACKAGES, type PackageFolder, ROOT, run, tarball } from "./workspace.ts";

const STAGE = join(ROOT, "build", "stage");

function layOut(folder: PackageFolder): void {
  const from = join(ROOT, "packages", folder);
  const to = join(STAGE, folder);
  mkdirSync(to, { recursive: true });
  for (const item of ["src", "bin"])
    if (existsSync(join(from, item))) cpSync(join(from, item), join(to, item), { recursive: true });
  for (const item of ["package.json", "README.md", "erpgate.schema.json"])
    if (existsSync(join(from, item))) cpSync(join(from, item), join(to, item));
  cpSync(join(ROOT, "LICENSE"), join(to, "LICENSE"));
  const link = join(STAGE, "node_modules", manifest(folder).name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(to, link, "junction");
}

function compile(folder: PackageFolder): void {
  const config = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: {
      customConditions: [],
      noEmit: false,
      rootDir: "src",
      outDir: "dist",
      sourceMap: true,
      inlineSources: true,
    },
    include: ["src"],
  };
  writeFileSync(join(STAGE, folder, "tsconfig.json"), JSON.stringify(config));
  run(bin("tsc"), ["-p", join(STAGE, folder, "tsconfig.json")]);
}

/** The modules that the client's root cannot do without, whole: what is private in them serves the other files. */
function partsOfTheRoot(dist: string): string[] {
  const root = readFileSync(join(dist, "published-root.js"), "utf8");
  return [...root.matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) => resolve(dist, path));
}

/** They are one file, which all others import: a class among them must not exist twice. Every file but the root lies one folder down. */
function rootPartsApart(dist: string, parts: readonly string[]): Plugin {
  return {
    name: "root-parts-apart",
    setup(pass) {
      pass.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
        if (!parts.includes(resolve(resolveDir, path))) return null;
        const inRoot = importer === join(dist, "published-root.js");
        return { path: inRoot ? "./lazy/root-parts.js" : "../lazy/root-parts.js", external: true };
      });
    },
  };
}

interface BundleOptions {
  readonly external?: readonly string[];
  readonly plugins?: Plugin[];
  readonly sourcemap?: boolean;
  readonly splitting?: boolean;
  /** CommonJS goes into files named .cjs. @default "esm" */
  readonly format?: "esm" | "cjs";
}

/** @param entries what each file to be made is made from */
async function bundle(
  dist: string,
  entries: Readonly<Record<string, string>>,
  options: BundleOptions = {},
): Promise<void> {
  const { external = [], plugins = [], sourcemap = false, splitting = false, format = "esm" } = options;
  await build({
    entryPoints: Object.entries(entries).map(([out, from]) => ({
      in: join(dist, from),
      out: out.replace(/\.c?js$/, ""),
    })),
    outdir: dist,
    allowOverwrite: true,
    bundle: true,
    format,
    outExtension: { ".js": format === "cjs" ? ".cjs" : ".js" },
    // Not "node": a borrowed library's module form can be cut down to what is used, its CommonJS form cannot.
    platform: "neutral",
    target: "node22.19",
    splitting,
    chunkNames: "lazy/[name]-[hash]",
    sourcemap,
    // A map gives a stack trace our file names and lines; the texts themselves would be half of what is installed.
    sourcesContent: false,
    legalComments: "linked",
    // Every start reads these bytes: names cost as much as blanks do. Maps keep stack traces readable.
    minify: true,
    external: ["node:*", ...external],
    // Not "module", which esbuild would add: the client's file for it is written later than the first bundle.
    conditions: [],
    plugins,
    logLevel: "warning",
  });
}

/** Removes the declarations that no entry leads to. */
function dropUnreachable(dist: string, entries: readonly string[]): void {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, path = ""] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g))
      visit(resolve(dirname(file), path.replace(/\.(ts|js)$/, ".d.ts")));
  };
  for (const entry of entries) visit(join(dist, entry.replace(/\.js$/, ".d.ts")));
  for (const file of globSync("**/*.d.ts", { cwd: dist })) if (!reached.has(join(dist, file))) rmSync(join(dist, file));
}

/** Removes the module files that a bundle has taken in; declarations stay. */
function dropBundled(dist: string, keep: readonly string[]): void {
  const kept = new Set(keep);
  for (const file of globSync("**/*.{js,js.map}", { cwd: dist })) {
    const name = file.replaceAll("\\", "/");
    if (!kept.has(name.replace(/\.map$/, "")) && !name.startsWith("lazy/")) rmSync(join(dist, file));
  }
}

// For bundlers, whose reach a `require` at run time is beyond.
const FOR_BUNDLERS = `export { Secret, createMemoryTokenStore, ErpgateError, errorTable, redact } from "./index.js";
export { connect, checkConnectionOptions } from "./lazy/connect.js";
`;

async function bundleClient(): Promise<void> {
  const dist = join(STAGE, "client", "dist");
  const subpaths = ["kinetic/index.js", "prophet21/index.js", "node/index.js", "entra/index.js"];
  const entries = {
    "index.js": "published-root.js",
    "lazy/connect.js": "connect.js",
    ...Object.fromEntries(subpaths.map((entry) => [entry, entry])),
  };
  const parts = partsOfTheRoot(dist);
  const all = parts.map((file) => `export * from "./${relative(dist, file).replaceAll("\\", "/")}";\n`);
  writeFileSync(join(dist, "root-parts.js"), all.join(""));
  await bundle(dist, { "lazy/root-parts.js": "root-parts.js" }, { sourcemap: true });
  await bundle(dist, entries, { splitting: true, sourcemap: true, plugins: [rootPartsApart(dist, parts)] });
  // Three quarters of it would be about the borrowed YAML reader.
  rmSync(join(dist, "node", "index.js.map"));
  writeFileSync(join(dist, "for-bundlers.js"), FOR_BUNDLERS);
  dropBundled(dist, ["for-bundlers.js", ...Object.keys(entries)]);
  dropUnreachable(dist, ["index.js", ...subpaths]);
  copyBorrowedLicences(join(dist, "node"), join(dist, "entra"));
}

/**
 * The commands that scripts call in a loop, with all of the client that they use, as one file that is required and not
 * imported: decisions/quick-commands.md has the figures. Made of the client's modules before these become files of their own.
 */
async function bundleQuickCommands(): Promise<void> {
  const dist = join(STAGE, "cli", "dist");
  await bundle(dist, { "quick.cjs": "quick.js" }, { external: ["@erpgate/doctor/*"], format: "cjs" });
  copyBorrowedLicences(dist, dist);
}

/** Of what is bundled and not installed. */
function copyBorrowedLicences(besideYaml: string, besideOAuth: string): void {
  cpSync(join(ROOT, "node_modules", "yaml", "LICENSE"), join(besideYaml, "yaml.LICENSE.txt"));
  cpSync(join(ROOT, "node_modules", "oauth4webapi", "LICENSE.md"), join(besideOAuth, "oauth4webapi.LICENSE.txt"));
}

/** A hundred and forty module files took three quarters of the time in which `erpgate explain` answers. */
async function bundleDoctor(): Promise<void> {
  const dist = join(STAGE, "doctor", "dist");
  const entries = { "index.js": "index.js", "findings/findings.js": "findings/findings.js" };
  await bundle(dist, entries, { external: ["@erpgate/*"], splitting: true, sourcemap: true });
  dropBundled(dist, Object.keys(entries));
  dropUnreachable(dist, Object.keys(entries));
}

/** Each of its two hundred module files costs memory for as long as it serves, and time whenever a worker starts anew. */
async function bundleGateway(): Promise<void> {
  const dist = join(STAGE, "gateway", "dist");
  const external = ["@erpgate/*", "@opentelemetry/*", "pg", "undici"];
  await bundle(dist, { "index.js": "index.js" }, { external, splitting: true, sourcemap: true });
  dropBundled(dist, ["index.js"]);
  dropUnreachable(dist, ["index.js"]);
}

async function bundleCommandLine(): Promise<void> {
  const dist = join(STAGE, "cli", "dist");
  cpSync(join(dist, "main.js"), join(dist, "erpgate.js"));
  await bundle(dist, { "erpgate.js": "erpgate.js" }, { external: ["@erpgate/*"], sourcemap: true });
  dropBundled(dist, ["erpgate.js", "erpgate.js.map"]);
  for (const file of globSync("**/*.d.ts", { cwd: dist })) rmSync(join(dist, file));
}

/** Published packages must not name a condition whose target they do not carry. */
function dropSourceCondition(folder: PackageFolder): void {
  const file = join(STAGE, folder, "package.json");
  const text = readFileSync(file, "utf8").replaceAll(/"erpgate-source":\s*"[^"]*",\s*/g, "");
  const { devDependencies: _left, ...published } = JSON.parse(text) as Record<string, unknown>;
  writeFileSync(file, `${JSON.stringify(published, null, 2)}\n`);
}

export async function pack(): Promise<void> {
  rmSync(STAGE, { recursive: true, force: true });
  for (const folder of PACKAGES) {
    layOut(folder);
    compile(folder);
  }
  await bundleQuickCommands();
  await bundleClient();
  await bundleDoctor();
  await bundleGateway();
  await bundleCommandLine();
  for (const folder of PACKAGES) {
    dropSourceCondition(folder);
    run("npm", ["pack", "--silent", "--pack-destination", join(ROOT, "build")], { cwd: join(STAGE, folder) });
  }
}

if (import.meta.main) {
  await pack();
  for (const folder of PACKAGES) console.log(relative(ROOT, tarball(folder)));
}
