/**
 * `npm run check`: all that is checked besides the tests: format, lint, types, unused code, and the packages as published.
 * One step alone: `npm run check -- lint`. Every step runs even when one before it failed, so that one run shows all.
 */
import { globSync } from "node:fs";
import { pack } from "./pack.ts";
import { installAlone } from "./install-alone.ts";
import { bin, PACKAGES, run, tarball } from "./workspace.ts";

const FORBIDDEN = ["core", "utils", "util", "shared", "helpers", "common", "misc"];

function folderNames(): void {
  const bad = globSync(
    FORBIDDEN.map((name) => `{packages,conformance,examples,bench,tools,docs}/**/${name}/`),
    {
      exclude: (path) => path.includes("node_modules"),
    },
  );
  if (bad.length > 0)
    throw new Error(`A folder's name says what is in it; these could hold anything: ${bad.join(", ")}`);
}

async function packages(): Promise<void> {
  await pack();
  for (const folder of PACKAGES) {
    run(bin("publint"), ["run", tarball(folder), "--strict"]);
    if (folder !== "cli") run(bin("attw"), [tarball(folder), "--profile", "esm-only"]);
  }
}

const STEPS: Readonly<Record<string, () => void | Promise<void>>> = {
  format: () => run(bin("prettier"), ["--check", "--log-level", "warn", "."]),
  lint: () => run(bin("oxlint"), ["--type-aware", "--deny-warnings"]),
  types: () => run(bin("tsc"), ["-p", "tsconfig.json"]),
  unused: () => run(bin("knip"), ["--no-config-hints"]),
  names: folderNames,
  packages,
  install: () => installAlone(),
};

async function attempt(name: string, step: () => void | Promise<void>): Promise<boolean> {
  const from = performance.now();
  console.log(`\n── ${name}`);
  try {
    await step();
    console.log(`   ok, ${((performance.now() - from) / 1000).toFixed(1)} s`);
    return true;
  } catch (error) {
    console.error(`   FAILED: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  console.error(`No step is called ${unknown.join(", ")}. There are: ${Object.keys(STEPS).join(", ")}.`);
  process.exit(2);
}
const failed: string[] = [];
for (const [name, step] of Object.entries(STEPS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (!(await attempt(name, step))) failed.push(name);
}
console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
