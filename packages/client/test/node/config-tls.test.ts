import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { connectFromConfig, ConfigError, readConfig } from "@erpgate/client/node";
import { Secret } from "@erpgate/client";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { runReference } from "../../src/node/run-reference.ts";
import { makeCertificate } from "../http/certificate.ts";
import { startConnectProxy } from "../http/way/connect-proxy.ts";

const folder = mkdtempSync(join(tmpdir(), "erpgate-config-tls-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const root = makeCertificate("private root", { isCa: true });
const leaf = makeCertificate("leaf", { issuer: root });
const client = makeCertificate("client", { issuer: root });
put("ca.pem", root.pem);
put("ca.cer", Buffer.from(root.pem.replaceAll(/-----.*-----|\s/g, ""), "base64"));
put("client.pem", client.pem);
put("client.key", client.keyPem);

async function faultsOf(text: string, more: object = {}): Promise<readonly string[]> {
  const file = put("faulty.yaml", text);
  const error: unknown = await readConfig(file, { sections: {}, env: {}, ...more }).then(
    () => assert.fail("the file was taken"),
    (thrown: unknown) => thrown,
  );
  assert.ok(ConfigError.is(error), String(error));
  assert.ok(!error.message.includes("sEEd"), "a fault repeats a secret");
  return error.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`);
}

const erp = (...lines: readonly string[]): string =>
  [
    "connections:",
    "  erp:",
    "    system: prophet21",
    "    url: https://p21.example.com",
    "    auth: { kind: password, username: u, password: '${env:PASSWORD}' }",
    ...lines.map((line) => `    ${line}`),
    "",
  ].join("\n");

describe("certificates and proxies of a configuration", () => {
  it("come from files beside it, and let the call through", async () => {
    const tls = { key: leaf.keyPem, cert: leaf.pem, ca: root.pem, requestCert: true, rejectUnauthorized: true };
    const server = createServer(tls, (request, response) =>
      response
        .setHeader("content-type", "application/json")
        .end(request.url?.includes("token") === true ? '{"AccessToken":"t","ExpiresIn":60}' : '{"ok":true}'),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await using proxy = await startConnectProxy({ login: "u:p" });
    const { port } = server.address() as AddressInfo;
    try {
      for (const ca of ["ca.pem", "ca.cer", "[ca.cer, client.pem]"]) {
        const text = erp(
          `tls: { caFile: ${ca}, clientCertificate: { certificateFile: client.pem, keyFile: client.key } }`,
          `proxy: { url: ${proxy.url}, username: u, password: '\${env:PROXY}' }`,
        ).replace("https://p21.example.com", `https://127.0.0.1:${port}`);
        const env = { PASSWORD: seeded("pw"), PROXY: "p" };
        await using p21 = await connectFromConfig("erp", { file: put("erpgate.yaml", text), env });
        assert.deepEqual(await p21.get("/api/x"), { ok: true });
      }
      assert.equal(proxy.asked.length, 6);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it("that are wrong are told with line and path", async () => {
    const text = erp(
      "environment: life",
      "tls:",
      "  caFile: none.pem",
      "  acceptCertificateFile: client.key",
      "  pinSha256: abc",
      "  clientCertificate: { certificateFile: client.pem, keyFile: ca.pem, key: x }",
      "proxy: { url: 'socks5://x', password: x }",
    );
    assert.deepEqual(await faultsOf(text), [
      '5 connections.erp.auth.password: needs the environment variable "PASSWORD", which is not set',
      '6 connections.erp.environment: must be one of "live", "pilot", "play", "train", "test", "development"',
      `8 connections.erp.tls.caFile: names ${join(folder, "none.pem")}, which does not exist`,
      "9 connections.erp.tls.acceptCertificateFile: is neither a certificate nor a fingerprint",
      "10 connections.erp.tls.pinSha256: is no SHA-256 fingerprint",
      "11 connections.erp.tls.clientCertificate.keyFile: is given beside key",
      "11 connections.erp.tls.clientCertificate.key: cannot be read",
      "12 connections.erp.proxy.username: is missing beside a password",
      "12 connections.erp.proxy.url: is a SOCKS proxy, which is not supported",
    ]);
  });
});

describe("references to the keychain and to commands", () => {
  const awkward = ` # : ; % ' " päß 🔑 ${seeded("pw")} `;
  const passwordOf = async (reference: string, more: object = {}): Promise<string | undefined> => {
    const text = erp().replace("${env:PASSWORD}", reference.replaceAll("'", "''"));
    const { connections } = await readConfig(put("one.yaml", text), { sections: {}, env: {}, ...more });
    const { auth } = connections["erp"] as { auth: { password: unknown } };
    return Secret.is(auth.password) ? auth.password.reveal() : undefined;
  };

  it("a password arrives byte for byte: in YAML, by environment, file, keychain and command", async () => {
    put("password.txt", `${awkward}\n`);
    put("print.mjs", `process.stdout.write(${JSON.stringify(`${awkward}\n`)})`);
    const keychain = (account: string): Promise<string | undefined> =>
      Promise.resolve(account === "erp password" ? awkward : undefined);
    assert.equal(await passwordOf(awkward), awkward);
    assert.equal(await passwordOf("${env:P}", { env: { P: awkward } }), awkward);
    assert.equal(await passwordOf("${file:password.txt}"), awkward);
    assert.equal(await passwordOf("${keychain: erp password}", { keychain }), awkward);
    assert.equal(await passwordOf(`\${exec:"${process.execPath}" print.mjs}`), awkward);
  });

  it("that lead nowhere are faults, and what a command printed is in none", async () => {
    put("fail.mjs", `console.error(${JSON.stringify(seeded("stderr"))}); process.exit(3)`);
    put("silent.mjs", "");
    const keychain = (account: string): Promise<undefined> =>
      account === "locked" ? Promise.reject(new Error(seeded("keychain"))) : Promise.resolve(undefined);
    const node = process.execPath;
    const cases: readonly [reference: string, says: RegExp][] = [
      ["${keychain:gone}", /needs "gone" of the keychain, which is not there/],
      ["${keychain:locked}", /needs "locked" of the keychain, and no keychain can be used here/],
      ["${exec:no-such-program-here}", /runs "no-such-program-here", which is not there/],
      [`\${exec:"${node}" fail.mjs}`, /which failed \(3\)/],
      [`\${exec:"${node}" silent.mjs}`, /which printed nothing/],
      ["${vault:x}", /begins with none of env:, file:, keychain: and exec:/],
    ];
    for (const [reference, says] of cases) {
      const [fault = ""] = await faultsOf(erp().replace("${env:PASSWORD}", reference), { keychain });
      assert.match(fault, says);
      assert.match(fault, /^5 connections\.erp\.auth\.password: /);
    }
  });

  it("a command that does not end is ended", async () => {
    const fault = await runReference(`"${process.execPath}" -e "setInterval(Object,1000)"`, folder, 200);
    assert.match(typeof fault === "string" ? fault : fault.message, /not done after 200 ms/);
  });
});
