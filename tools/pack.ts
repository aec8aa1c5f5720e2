/**
 * `npm run pack`: builds every package as it is published and packs it into build/*.tgz.
 *
 * The build happens in build/stage and never beside the sources, so a checkout holds no dist that could be older
 * than what it was made from. tsc makes JavaScript and declarations of each package in turn, against the declarations
 * of those before it; then the client's entries and the command line become one file each, because every module file
 * costs about 0.15 ms at start.
 */
import { build, type Plugin } from "esbuild";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { bin, manifest, PACKAGES, type PackageFolder, ROOT, run, tarball } from "./workspace.ts";

const STAGE = join(ROOT, "build", "stage");

function layOut(folder: PackageFolder): void {
  const from = join(ROOT, "packages", folder);
  const to = join(STAGE, folder);
  mkdirSync(to, { recursive: true });
  for (const item of ["src", "bin"])
    if (existsSync(join(from, item))) cpSync(join(from, item), join(to, item), { recursive: true });
  for (const item of ["package.json", "README.md"])
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

/** The modules whose exports the client's root hands on: classes among them must not exist twice. */
function handedOn(dist: string): Set<string> {
  const root = readFileSync(join(dist, "index.js"), "utf8");
  return new Set([...root.matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) => resolve(dist, path)));
}

/** What the `node` entry takes of those comes from the root's own file. */
function rootStaysOutside(dist: string): Plugin {
  const outside = handedOn(dist).add(join(dist, "index.js"));
  return {
    name: "root-stays-outside",
    setup(pass) {
      pass.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) =>
        outside.has(resolve(resolveDir, path)) ? { path: "../index.js", external: true } : null,
      );
    },
  };
}

/**
 * What is imported on first use stays out of the root, as a file of its own that carries what it needs: Node reads every byte of
 * the root at start. Two copies of a module are no fault here, for what must be recognised across them carries a brand.
 */
function lateOnesApart(dist: string, found: Map<string, string>): Plugin {
  return {
    name: "late-ones-apart",
    setup(pass) {
      pass.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, kind }) => {
        if (kind !== "dynamic-import") return null;
        const source = resolve(resolveDir, path);
        const name = relative(dist, source).replaceAll(/[\\/]/g, "-");
        found.set(source, name);
        return { path: `./lazy/${name}`, external: true };
      });
    },
  };
}

interface BundleOptions {
  readonly external?: readonly string[];
  readonly plugins?: Plugin[];
  readonly sourcemap?: boolean;
}

async function bundle(dist: string, entry: string, options: BundleOptions = {}): Promise<void> {
  const { external = [], plugins = [], sourcemap = false } = options;
  await build({
    entryPoints: [join(dist, entry)],
    outbase: dist,
    outdir: dist,
    allowOverwrite: true,
    bundle: true,
    format: "esm",
    // Not "node": a borrowed library's module form can be cut down to what is used, its CommonJS form cannot.
    platform: "neutral",
    target: "node22.19",
    sourcemap,
    // A map gives a stack trace our file names and lines; the texts themselves would be half of what is installed.
    sourcesContent: false,
    legalComments: "linked",
    // Every start reads these bytes: names cost as much as blanks do. Maps keep stack traces readable.
    minify: true,
    external: ["node:*", ...external],
    plugins,
    logLevel: "warning",
  });
}

async function bundleLate(dist: string, source: string, name: string): Promise<void> {
  cpSync(source, join(dirname(source), name));
  await bundle(dist, relative(dist, join(dirname(source), name)));
  mkdirSync(join(dist, "lazy"), { recursive: true });
  renameSync(join(dirname(source), name), join(dist, "lazy", name));
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
    if (!kept.has(name) && !(name.startsWith("lazy/") && name.endsWith(".js"))) rmSync(join(dist, file));
  }
}

async function bundleClient(): Promise<void> {
  const dist = join(STAGE, "client", "dist");
  const entries = ["kinetic/index.js", "prophet21/index.js", "index.js"];
  await bundle(dist, "node/index.js", { plugins: [rootStaysOutside(dist)] });
  const late = new Map<string, string>();
  for (const entry of entries) {
    const isRoot = entry === "index.js";
    // The late ones are bundled from what tsc made, before the root takes its place.
    await bundle(dist, entry, { sourcemap: isRoot, plugins: isRoot ? [lateOnesApart(dist, late)] : [] });
  }
  for (const [source, name] of late) await bundleLate(dist, source, name);
  dropBundled(dist, [...entries, "index.js.map", "node/index.js"]);
  dropUnreachable(dist, [...entries, "node/index.js"]);
  cpSync(join(ROOT, "node_modules", "yaml", "LICENSE"), join(dist, "node", "yaml.LICENSE.txt"));
}

async function bundleCommandLine(): Promise<void> {
  const dist = join(STAGE, "cli", "dist");
  cpSync(join(dist, "main.js"), join(dist, "erpgate.js"));
  await bundle(dist, "erpgate.js", { external: ["@erpgate/*"], sourcemap: true });
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
  await bundleClient();
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
