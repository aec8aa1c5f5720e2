/**
 * Packs every package and installs the tarballs into build/bench, so that what is measured is what is published:
 *
 *     npm run bench:prepare
 *     OURS=$PWD/bench/adapter.mjs ./bench gateway        # in the harness's folder
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pack } from "../tools/pack.ts";
import { PACKAGES, ROOT, run, tarball } from "../tools/workspace.ts";

const folder = join(ROOT, "build", "bench");
await pack();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "package.json"), `{ "private": true, "type": "module" }\n`);
run("npm", ["install", "--silent", ...PACKAGES.map(tarball)], { cwd: folder });
console.log(`Ready: ${folder}`);
