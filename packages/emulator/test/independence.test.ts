import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

test("the sources import node's built-ins and each other, nothing else: this is a reading of the vendors of its own", () => {
  const root = fileURLToPath(new URL("../src/", import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  assert.ok(files.length > 50);
  for (const name of files) {
    const imports = [...readFileSync(join(root, name), "utf8").matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map(
      ([, from = ""]) => from,
    );
    for (const from of imports) assert.match(from, /^(?:node:|\.\.?\/)/, `${name} imports ${from}`);
  }
});
