import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ROOT } from "./workspace.ts";

/** A page of docs/ that is made from the code: what it says today, as prettier would have it. */
export async function formatted(name: string, text: string): Promise<string> {
  const page = join(ROOT, "docs", name);
  return format(text, { ...(await resolveConfig(page)), filepath: page });
}

/** Writes the page and says so. */
export function writePage(name: string, text: string): void {
  writeFileSync(join(ROOT, "docs", name), text);
  console.log(`Wrote docs/${name}`);
}
