import type { ConfigFault } from "./config-error.ts";
import { printPath } from "./config-path.ts";
import type { Finding } from "./fault-list.ts";
import type { Place, YamlTree } from "./yaml-tree.ts";

/**
 * Gives findings their places, makes them safe to print, and orders them as the file is read. One fault per path: the
 * first says what is wrong, and what comes after it (a password that could not be fetched is also missing) only follows.
 */
export function placeFaults(
  found: readonly (Finding | (Finding & Place))[],
  tree: Pick<YamlTree, "locate">,
  hide: (message: string) => string,
): readonly ConfigFault[] {
  const byPath = new Map<string, ConfigFault>();
  for (const finding of found) {
    const { line, column } = "line" in finding ? finding : tree.locate(finding.path);
    const path = printPath(finding.path);
    // Faults of the text itself have no path, and each stands for itself.
    const id = path === "" ? `${line}:${column}` : path;
    if (byPath.has(id)) continue;
    byPath.set(id, { path: hide(path), line, column, message: hide(finding.message), fix: hide(finding.fix) });
  }
  return [...byPath.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
}
