import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts") && !name.startsWith("node/"))
  // What is checked and named without a login is the root's, all else of Entra is loaded with the first token.
  .filter((name) => !name.startsWith("entra/") || /^entra\/(?:options|check-|authority|identity|late-)/.test(name));
const read = (name: string): string => readFileSync(join(SRC, name), "utf8");

describe("the modules of root and dialects", () => {
  for (const name of files) {
    it(`${name} imports nothing but its own package at load, and keeps nothing that changes`, () => {
      const text = read(name);
      for (const [, clause = "", from = ""] of text.matchAll(/^(?:import|export)\s([^;]*?)\sfrom\s"([^"]+)"/gm)) {
        assert.ok(from.startsWith(".") || clause.startsWith("type "), `loads ${from}`);
      }
      assert.doesNotMatch(text, /^import\s+"/m);
      assert.doesNotMatch(text, /^(?:export )?(?:let|var)\s/m, "module-level state");
      assert.doesNotMatch(text, /^(?:export )?const \w+ = new (?:Map|WeakMap|Array)\(/m, "module-level state");
    });
  }

  it("no file outside a dialect's folder knows the dialect, but those that pick one", () => {
    const pickers = new Set(["connect.ts", "index.ts", "published-root.ts"]);
    for (const name of files.filter((file) => !/^(?:kinetic|prophet21)\//.test(file) && !pickers.has(file))) {
      assert.doesNotMatch(read(name), /from "[./]*\/(?:kinetic|prophet21)\//, name);
    }
  });

  it("loading the root loads no http, no crypto and no fetch", () => {
    const code = `
      const before = new Set(process.moduleLoadList);
      import(${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)}).then(() => {
        const added = process.moduleLoadList.filter((name) => !before.has(name));
        console.log(JSON.stringify(added.filter((name) => /NativeModule (?:_?http|https|_?tls|net|crypto|internal\\/deps\\/undici)/.test(name))));
      });`;
    const out = execFileSync(process.execPath, ["-e", code], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    assert.equal(out.trim(), "[]");
  });

  it("require() of the root works: nothing awaits at the top", () => {
    const code = `console.log(Object.keys(require(${JSON.stringify(join(SRC, "index.ts"))})).join())`;
    const out = execFileSync(process.execPath, ["-e", code], {
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    assert.match(out, /connect/);
  });
});
