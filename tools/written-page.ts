import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ROOT } from "./workspace.ts";

/** A page of docs/ that is made from the code: what it says today, as prettier would have it. */
export async function formatted(name: string, text: string): Promise<string> {
  const page = join(ROOT, "docs", name);
  return format(text, { ...(await resolveConfig(page)), filepath: page });
}

/** Writes a page of docs/ once it is made, and says so. Whoever starts it need not wait: a failure ends the process with 1. */
export function writePage(name: string, text: Promise<string>): Promise<void> {
  return writeMade(join("docs", name), text);
}

/** @param path from the workspace's root */
export async function writeMade(path: string, text: Promise<string>): Promise<void> {
  writeFileSync(join(ROOT, path), await text);
  console.log(`Wrote ${path}`);
}
