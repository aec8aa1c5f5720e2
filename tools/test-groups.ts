import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Folders whose tests change nothing that others in their process would see: no mocked timers, no hooks of a whole file that disturb. */
const SHARING = ["conformance/", "packages/client/test/", "packages/doctor/test/", "packages/emulator/test/"];
// One process for a folder would be the longest of all, and a limit on it would be a limit on all of them.
const FILES_IN_ONE = 16;

/**
 * Most of what a small test file costs is the start of its process and the reading of the same hundreds of modules again. So
 * files that can share a process do: each group is a test file that imports them.
 *
 * @param files test files, by paths from the workspace's root
 * @param folder where the groups are written
 * @returns what to run in place of `files`, groups first, because they take longest
 */
export function groupTests(files: readonly string[], folder: string): readonly string[] {
  const groups = SHARING.flatMap((prefix) => dealt(files.filter((file) => file.startsWith(prefix))));
  const alone = files.filter((file) => !SHARING.some((prefix) => file.startsWith(prefix)));
  const written = groups.map((group) => {
    const name = (group[0] ?? "").replace(/\.test\.ts$/, "").replaceAll("/", "-");
    const path = join(folder, `${name}-and-${group.length - 1}-more.test.mjs`);
    const imports = group.map((file) => `import ${JSON.stringify(pathToFileURL(resolve(file)).href)};\n`);
    writeFileSync(path, imports.join(""));
    return path;
  });
  return [...written, ...alone];
}

/** Dealt like cards, so that the files of a slow folder do not come into one group. */
function dealt(files: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(files.length / FILES_IN_ONE);
  return Array.from({ length: count }, (_, group) => files.filter((_file, index) => index % count === group));
}
