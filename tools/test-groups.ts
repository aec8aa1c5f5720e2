import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What has to have a process to itself, and why. */
const ALONE: Readonly<Record<string, string>> = {
  "packages/gateway/test/observe/tracing.test.ts": "watches what is loaded, from the first module on",
  "packages/gateway/test/advisories/endurance.test.ts": "measures the memory of its process",
};

/**
 * How many files share a process. A limit on a process is a limit on all in it, so the longer they take the fewer they are.
 * What takes longest is named first and runs first: the lanes then end together.
 */
const FILES_IN_ONE: Readonly<Record<string, number>> = { tools: 4, "packages-cli": 12 };
const OTHERS_IN_ONE = 16;

/**
 * Most of what a small test file costs is the start of its process and the reading of the same hundreds of modules again. So
 * files share processes: each group is a test file in which each of them is a suite, with hooks of its own.
 *
 * @param files test files, by paths from the workspace's root
 * @param folder where the groups are written
 * @returns what to run in place of `files`; the runner sorts what it is given, so the names are in the order to run in
 */
export function groupTests(files: readonly string[], folder: string): readonly string[] {
  const kinds = Map.groupBy(files, kindOf);
  const rank = (kind: string): number => (Object.keys(FILES_IN_ONE).indexOf(kind) + kinds.size) % kinds.size;
  const ordered = [...kinds].toSorted(([one], [other]) => rank(one) - rank(other));
  const groups = ordered.flatMap(([kind, members]) => dealt(kind, members).map((group) => ({ kind, group })));
  return groups.map(({ kind, group }, index) => {
    const path = join(folder, `${String(index + 10)}-${kind}.test.mjs`);
    writeFileSync(path, groupSource(group));
    return path;
  });
}

/** The package, or the folder outside of packages. */
function kindOf(file: string): string {
  if (Object.hasOwn(ALONE, file)) return file.replace(/\.test\.ts$/, "").replaceAll("/", "-");
  const [first = "", second = ""] = file.split("/");
  return first === "packages" ? `${first}-${second}` : first;
}

/** Dealt like cards, so that the files of a slow folder do not come into one group. */
function dealt(kind: string, files: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(files.length / (FILES_IN_ONE[kind] ?? OTHERS_IN_ONE));
  return Array.from({ length: count }, (_, group) => files.filter((_file, index) => index % count === group));
}

/**
 * Loaded by `require`, which is over before the next suite begins: what a file registers is sure to be its suite's. Where something
 * awaits at its top level that cannot be, and what it registers would be the whole group's: such a file is given a process after all.
 */
function groupSource(files: readonly string[]): string {
  const loads = files.map((file) => `load(${JSON.stringify(file)}, ${JSON.stringify(resolve(file))});\n`);
  return `import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { promisify } from "node:util";
const require = createRequire(import.meta.url);
function load(name, file) {
  describe(name, () => {
    try {
      require(file);
    } catch (error) {
      if (error.code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
      const { NODE_TEST_CONTEXT: _ofOurs, ...env } = process.env;
      test("by itself, because something awaits at its top level", () => promisify(execFile)(process.execPath, [file], { env }));
    }
  });
}
${loads.join("")}`;
}
