import { startEmulator } from "@erpgate/emulator";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { startErp, type ErpConfiguration } from "../erp-configuration.ts";
import { erpgate, launcher, temporaryFolder } from "../run-erpgate.ts";
import { erpgateHere } from "../run-here.ts";

let erp: ErpConfiguration;
before(async () => {
  erp = await startErp();
});
after(async () => {
  await erp[Symbol.asyncDispose]();
});

const kineticEnv = (): Record<string, string> => ({
  KINETIC_PASSWORD: erp.env["KINETIC_PASSWORD"] ?? "",
  KINETIC_API_KEY: erp.env["KINETIC_API_KEY"] ?? "",
});

test("a Kinetic's address out of the browser: found, tried, and written so that status signs in", async () => {
  using folder = temporaryFolder();
  const pasted = `${erp.emulator.kinetic.url}/api/v2/odata/${erp.emulator.kinetic.company}/Erp.BO.CustomerSvc/Customers`;
  const words = ["init", pasted, "--json", "--username", "integration"];
  const { code, stdout, stderr } = await erpgate(words, { cwd: folder.path, env: kineticEnv() });
  assert.equal(code, 0, stderr);
  const said = JSON.parse(stdout) as { state: string; tried: boolean; auth: string; found: Record<string, unknown> };
  assert.deepEqual([said.state, said.tried, said.auth], ["written", true, "token-resource"]);
  assert.deepEqual(
    [said.found["url"], said.found["instance"], said.found["apiVersions"], said.found["hasTokenService"]],
    [erp.emulator.kinetic.url, "ERP11PROD", ["v2", "v1"], true],
  );
  assert.match(String(said.found["challenge"]), /^Basic realm=/);
  const text = readFileSync(join(folder.path, "erpgate.yaml"), "utf8");
  for (const secret of erp.secrets) assert.ok(!`${text}${stdout}${stderr}`.includes(secret));
  assert.match(text, /password: \$\{env:KINETIC_PASSWORD\}/);
  const status = await erpgateHere(["status", "kinetic"], { cwd: folder.path, env: kineticEnv() });
  assert.equal(status.code, 0, status.stdout + status.stderr);
});

test("Prophet 21 over TLS, from a bare host and a private authority's certificate", async () => {
  using folder = temporaryFolder();
  const key = seeded("p21-init-key");
  await using emulator = await startEmulator({
    tls: true,
    prophet21: { consumerKey: { key, scope: "/odata:supplier" } },
  });
  writeFileSync(join(folder.path, "ca.pem"), emulator.tls?.ca ?? "");
  const address = `${emulator.prophet21.url}/docs/index.html`;
  const words = ["init", address, "--yes", "--ca-file", "ca.pem"];
  const env = { P21_KEY: key };
  const untrusted = await erpgateHere(words.slice(0, 3), { cwd: folder.path, env });
  assert.equal(untrusted.code, 3, untrusted.stderr);
  assert.match(untrusted.stderr, /certificate[\s\S]*Nothing was written/);
  const { code, stderr } = await erpgateHere(words, { cwd: folder.path, env });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Epicor Prophet 21 at https:/);
  assert.match(stderr, /token service +v2, v1/);
  const status = await erpgateHere(["status", "p21"], { cwd: folder.path, env });
  assert.equal(status.code, 0, status.stdout + status.stderr);
});

test("a wrong password is said and nothing is written; without a secret the file is written untried", async () => {
  using folder = temporaryFolder();
  const { url, company } = erp.emulator.kinetic;
  const words = ["init", url, "--yes", "--company", company, "--auth", "basic", "--username", "integration"];
  const env = { ...kineticEnv(), KINETIC_PASSWORD: seeded("wrong-password") };
  const refused = await erpgateHere(words, { cwd: folder.path, env });
  assert.equal(refused.code, 1, refused.stderr);
  assert.match(refused.stderr, /✗ credentials[\s\S]*nothing was written/);
  assert.equal(existsSync(join(folder.path, "erpgate.yaml")), false);
  const untried = await erpgateHere(words, { cwd: folder.path });
  assert.equal(untried.code, 0, untried.stderr);
  assert.match(untried.stderr, /set KINETIC_API_KEY in[\s\S]*set KINETIC_PASSWORD in[\s\S]*not tried yet/);
});

test("a file that is there stays as it is, and the connection is printed", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "erpgate.yaml");
  writeFileSync(file, "connections: {}\n");
  const { url, company } = erp.emulator.kinetic;
  const words = ["init", url, "--yes", "--company", company, "--username", "integration", "--name", "on"];
  const { code, stdout, stderr } = await erpgateHere(words, { cwd: folder.path });
  assert.equal(code, 0, stderr);
  assert.equal(readFileSync(file, "utf8"), "connections: {}\n");
  assert.match(stdout, /^ {2}"on":\n {4}system: kinetic\n[\s\S]*password: \$\{env:ON_PASSWORD\}\n$/);
  assert.match(stderr, /left as it is/);
});

test("no ERP, a login in front of everything, nobody there: said with exit code 1 and 3", async () => {
  using folder = temporaryFolder();
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/guarded/"))
      response.setHeader("www-authenticate", 'Basic realm="x"').statusCode = 401;
    else if (request.url === "/")
      response.setHeader("location", "https://elsewhere.example.com/ERP11").statusCode = 302;
    response.end("<html>hello</html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  for (const path of ["", "/guarded"]) {
    const { code, stderr } = await erpgateHere(["init", `${origin}${path}`, "--yes"], { cwd: folder.path });
    assert.equal(code, 1, stderr);
    assert.match(stderr, /Neither Kinetic nor Prophet 21 at 127[\s\S]*instance[\s\S]*Nothing was written/);
  }
  await new Promise((resolve) => server.close(resolve));
  const gone = await erpgateHere(["init", origin, "--json"], { cwd: folder.path });
  assert.equal(gone.code, 3, gone.stderr);
  assert.equal((JSON.parse(gone.stdout) as { state: string }).state, "not-found");
  assert.equal(existsSync(join(folder.path, "erpgate.yaml")), false);
});

test("what is missing or wrong on the command line is exit code 2", async () => {
  const { url } = erp.emulator.kinetic;
  for (const [words, said] of [
    [[url], /nobody to ask/],
    [["--yes"], /address of the ERP is missing/],
    [[url, "--yes", "--auth", "basic", "--username", "x"], /--company is missing/],
    [[url, "--yes", "--company", "EPIC06"], /--username is missing/],
    [[url, "--yes", "--auth", "windows"], /one of token-resource, basic, entra, epicor-idp/],
    [["ftp://erp.example.com", "--yes"], /not an https address/],
  ] as const) {
    const { code, stderr } = await erpgateHere(["init", ...words]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, said);
  }
});

const PYTHON = "/usr/bin/python3";
const skip = !existsSync(PYTHON);
/** Runs a program on a pseudo terminal and answers each question in turn: the arguments are question, answer in hexadecimal, and so on. */
const typist = `
import os, pty, sys
end = sys.argv.index("--")
turns, words = sys.argv[1:end], sys.argv[end + 1:]
pid, fd = pty.fork()
if pid == 0: os.execv(words[0], words)
shown, at = b"", 0
def more():
    global shown
    piece = os.read(fd, 1024)
    if not piece: raise OSError
    shown += piece
try:
    for question, answer in zip(turns[::2], turns[1::2]):
        while question.encode() not in shown[at:]: more()
        at = len(shown)
        os.write(fd, bytes.fromhex(answer) + b"\\r")
    while True: more()
except OSError: pass
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.write(shown)
sys.exit(code)
`;

test(
  `asked on a terminal: every answer is taken, secrets are not shown and not written${skip ? " (skipped: python3 is not installed)" : ""}`,
  { skip },
  async () => {
    using folder = temporaryFolder();
    const { url, company } = erp.emulator.kinetic;
    const turns = [
      ["address of the ERP", url],
      ["sign in by [token-resource]: ", "basic"],
      ["company id", company],
      ["API key", erp.env["KINETIC_API_KEY"] ?? ""],
      ["user name: ", "integration"],
      ["password (not shown): ", erp.env["KINETIC_PASSWORD"] ?? ""],
    ].flatMap(([question = "", answer = ""]) => [question, Buffer.from(answer).toString("hex")]);
    const words = [process.execPath, launcher, "init", "--no-keychain"];
    const child = spawn(PYTHON, ["-c", typist, ...turns, "--", ...words], {
      cwd: folder.path,
      env: { PATH: process.env["PATH"] ?? "", TERM: "dumb", HOME: folder.path },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let shown = "";
    child.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString("utf8")));
    const code = await new Promise((resolve) => child.once("close", resolve));
    const text = existsSync(join(folder.path, "erpgate.yaml"))
      ? readFileSync(join(folder.path, "erpgate.yaml"), "utf8")
      : "";
    for (const secret of erp.secrets) assert.ok(!`${text}${shown}`.includes(secret));
    assert.equal(code, 0, shown);
    assert.match(shown, /✓ credentials +integration gets in/);
    assert.match(text, /kind: basic\n +username: integration\n +password: \$\{env:KINETIC_PASSWORD\}/);
  },
);
