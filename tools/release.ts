/**
 * `npm run release -- --dry-run` shows what a release would publish; `--publish` does it.
 * All packages carry one version, and the changelog has a section for it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pack } from "./pack.ts";
import { manifest, PACKAGES, ROOT, run, tarball } from "./workspace.ts";

function faults(version: string): string[] {
  const found: string[] = [];
  for (const folder of PACKAGES) {
    const { name, version: own, dependencies = {} } = manifest(folder);
    if (own !== version) found.push(`${name} is at ${own}, the others at ${version}`);
    for (const other of PACKAGES.map((each) => manifest(each).name)) {
      const wanted = dependencies[other];
      if (wanted !== undefined && wanted !== version)
        found.push(`${name} asks for ${other} ${wanted}, which is not ${version}`);
    }
  }
  const changelog = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8");
  if (!changelog.includes(`## ${version}`)) found.push(`CHANGELOG.md has no section "## ${version}"`);
  const dirty = execFileSync("git", ["status", "--porcelain"], { cwd: ROOT }).toString().trim();
  if (dirty !== "") found.push(`the checkout has changes that are not committed:\n${dirty}`);
  return found;
}

const mode = process.argv[2];
if (mode !== "--dry-run" && mode !== "--publish") {
  console.error("Say --dry-run (builds, packs, shows what would be published) or --publish.");
  process.exit(2);
}
const { version } = manifest("client");
const found = faults(version);
for (const fault of found) console.error(`- ${fault}`);
if (found.length > 0 && mode === "--publish") process.exit(1);
await pack();
for (const folder of PACKAGES) {
  run("npm", [
    "publish",
    tarball(folder),
    "--access",
    "public",
    ...(mode === "--publish" ? ["--provenance"] : ["--dry-run"]),
  ]);
}
console.log(
  found.length === 0 ? `${version} is ready.` : `${version} is not ready: ${found.length} fault(s), named above.`,
);
process.exit(found.length === 0 ? 0 : 1);
