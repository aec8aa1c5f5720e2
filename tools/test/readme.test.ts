import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../seeded-secrets.ts";
import { ROOT } from "../workspace.ts";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");

/** The README's only TypeScript block. */
function example(): string {
  const found = /```ts\n(.*?)```/s.exec(readme)?.[1];
  assert.ok(found !== undefined, "README.md has no TypeScript example");
  return found;
}

describe("README.md", () => {
  test("its example runs as printed, and prints customers", async () => {
    const kinetic = {
      apiKey: seeded("readme-key"),
      user: { username: "integration", password: seeded("readme-password") },
    };
    await using erp = await startEmulator({ seed: 1, kinetic });
    const env = { ...process.env, KINETIC_API_KEY: kinetic.apiKey, KINETIC_PASSWORD: kinetic.user.password };
    const code = example().replace("https://erp.example.com/ERP11PROD", erp.kinetic.url);
    const args = ["--conditions=erpgate-source", "--input-type=module-typescript", "-e", code];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
    assert.equal(stdout.trim().split("\n").length, 3, stdout);
  });

  test("its example is ten lines of code, give or take its closing brackets", () => {
    assert.ok(example().trim().split("\n").length <= 12);
  });

  test("its two commands are what package.json and .ci/run know", () => {
    assert.match(readme, /^npm ci && npm start$/m);
    assert.match(readme, /^npm ci && npm test$/m);
    assert.match(readFileSync(join(ROOT, ".ci", "run"), "utf8"), /^npm ci && npm test$/m);
  });

  test("every link of every page leads to a file that is there", () => {
    for (const page of globSync("{*.md,docs/*.md,contract/*.md,decisions/*.md}", { cwd: ROOT })) {
      const text = readFileSync(join(ROOT, page), "utf8");
      for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        assert.ok(existsSync(join(ROOT, dirname(page), target)), `${page} links to ${target}, which is not there`);
      }
    }
  });
});
