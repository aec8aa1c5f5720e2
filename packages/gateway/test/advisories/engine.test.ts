import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { RequestHeaderReader } from "../../src/forward/request-headers.ts";
import { isCanonicalPath } from "../../src/policy/canonical-path.ts";
import { sendRaw, statusOf } from "../raw-request.ts";

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/*
 * An engine's fault must not become ours: what its parser is known to have let through before is refused by the gateway's own reader too,
 * which is here given what such a parser would hand over.
 */
const reader = (): RequestHeaderReader => new RequestHeaderReader(["license"], ["callsettings"]);
for (const [what, raw] of [
  ["two lengths", ["Content-Length", "2", "Content-Length", "2"]],
  ["two lengths in other letters", ["Content-Length", "2", "content-length", "3"]],
  ["a list of lengths", ["Content-Length", "2, 2"]],
  ["a length with a sign", ["Content-Length", "+2"]],
  ["a length in hexadecimal", ["Content-Length", "0x2"]],
  ["a length with a blank in it", ["Content-Length", "1 2"]],
  ["a length past all numbers", ["Content-Length", "9".repeat(30)]],
  ["no length", ["Content-Length", ""]],
  ["a length and a coding", ["Content-Length", "2", "Transfer-Encoding", "chunked"]],
  ["a coding and a length", ["Transfer-Encoding", "chunked", "Content-Length", "2"]],
  ["two codings", ["Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"]],
  ["a list of codings", ["Transfer-Encoding", "gzip, chunked"]],
  ["a coding behind a tab", ["Transfer-Encoding", "\tchunked"]],
  ["a coding that only begins so", ["Transfer-Encoding", "chunkedx"]],
  ["identity", ["Transfer-Encoding", "identity"]],
  ["two hosts", ["Host", "a", "host", "b"]],
] as const) {
  test(`class 32, CVE-2023-33189: ${what} are not taken, also if the engine's parser were to let them through`, () => {
    assert.equal(reader().read(raw).fault, "framing.ambiguous");
  });
}

test("class 32, CVE-2021-39206: nor a path that an engine's reader would have cleaned", () => {
  for (const path of [
    "/a/../b",
    "/a/./b",
    "//a",
    "/a//b",
    "/a\\b",
    "/a%2fb",
    "/a%00",
    "/a\r\nb",
    "/a b",
    "/\u00e9",
    "a",
    "",
  ])
    assert.equal(isCanonicalPath(path), false, JSON.stringify(path));
});

test("class 32, CVE-2023-33189: the parser is strict whatever the environment asks for", async () => {
  const child = spawn(process.execPath, ["--insecure-http-parser", file("./lenient-child.ts")], {
    env: { ...process.env, NODE_OPTIONS: "--conditions=erpgate-source --insecure-http-parser" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const { value: line } = (await createInterface(child.stdout)[Symbol.asyncIterator]().next()) as { value: string };
    const { port, key, path } = JSON.parse(line) as {
      readonly port: number;
      readonly key: string;
      readonly path: string;
    };
    const ask = async (lines: readonly string[], body = ""): Promise<number> => {
      const head = [`POST ${path} HTTP/1.1`, "Host: a", `X-Api-Key: ${key}`, ...lines, "", body];
      return statusOf(await sendRaw(port, head.join("\r\n")));
    };
    assert.equal(await ask(["Content-Length: 2"], "{}"), 502, "the ERP is not there");
    for (const [lines, body] of [
      [["Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n"],
      [["Content-Length: 2", "Content-Length: 3"], "{}"],
      [["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"],
      [["X-A: 1\u0001", "Content-Length: 2"], "{}"],
      [["X A: 1", "Content-Length: 2"], "{}"],
    ] as const)
      assert.equal(await ask(lines, body), 400, lines.join());
  } finally {
    child.stdin.end();
    await new Promise((resolve) => child.once("close", resolve));
  }
});

test("class 32, CVE-2023-33189: what the gateway runs on beside Node is named here, exact to the version; another is a decision", () => {
  const { dependencies } = JSON.parse(readFileSync(file("../../package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const foreign = Object.entries(dependencies).filter(([name]) => !name.startsWith("@erpgate/"));
  assert.deepEqual(foreign.map(([name]) => name).toSorted(), ["pg", "undici"]);
  const lock = JSON.parse(readFileSync(file("../../../../package-lock.json"), "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
  };
  for (const [name, version] of foreign) {
    assert.match(version, /^\d+\.\d+\.\d+$/);
    const locked = lock.packages[`node_modules/${name}`];
    assert.equal(locked?.version, version);
    assert.match(locked?.integrity ?? "", /^sha512-/);
  }
});
