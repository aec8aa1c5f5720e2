import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const GATEWAY = new URL("../src/index.ts", import.meta.url).href;
const child = `
await import(${JSON.stringify(GATEWAY)});
const required = Object.keys(process.getBuiltinModule("node:module")._cache);
console.log(JSON.stringify({
  ownUndici: process.moduleLoadList.some((name) => name.includes("deps/undici/undici")),
  wholeUndici: required.some((file) => /undici[\\\\/]index\\.js$/.test(file)),
  pool: required.some((file) => /undici[\\\\/]lib[\\\\/]dispatcher[\\\\/]pool\\.js$/.test(file)),
}));`;

// Together they would be a fifth of what an idle gateway holds.
test("neither Node's own undici is loaded with the gateway, nor the whole of the installed one", () => {
  const argv = ["--conditions=erpgate-source", "--input-type=module", "--eval", child];
  const loaded: unknown = JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8" }));
  assert.deepEqual(loaded, { ownUndici: false, wholeUndici: false, pool: true });
});
