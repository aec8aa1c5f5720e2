import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import type { Server } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { TlsOptions as ServerTls } from "node:tls";
import { inspect } from "node:util";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { checkConnectionOptions, connect, ErpgateError, errorTable, Secret } from "../../../src/index.ts";
import type { LogEvent, Prophet21Options, Runtime } from "../../../src/index.ts";
import { makeCertificate } from "../certificate.ts";
import type { Certificate, CertificateOptions } from "../certificate.ts";
import { startConnectProxy } from "./connect-proxy.ts";
import type { ConnectProxyOptions } from "./connect-proxy.ts";

const HOUR_MS = 3_600_000;
const nowMs = Date.now();
const root = makeCertificate("private root", { isCa: true });
const middle = makeCertificate("private middle", { isCa: true, issuer: root });
const leaf = makeCertificate("leaf", { issuer: root });
const client = makeCertificate("client", { issuer: root });

type Given = Pick<Prophet21Options, "tls" | "proxy" | "environment" | "timeoutMs">;

interface Reached {
  readonly error: unknown;
  readonly value: unknown;
  readonly logged: readonly LogEvent[];
}

/** One call to a server that lives as long as the call. */
async function reach(server: Server, given: Given, runtime?: Partial<Runtime>, scheme = "https"): Promise<Reached> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const logged: LogEvent[] = [];
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const auth = { kind: "password", username: "u", password: seeded("p21 password") } as const;
  try {
    await using p21 = connect(
      { system: "prophet21", url, auth, log: (event) => logged.push(event), ...given },
      { random: () => 0, sleep: () => Promise.resolve(), ...runtime },
    );
    return { error: undefined, value: await p21.get("/api/entity/customers/ACME_1"), logged };
  } catch (error) {
    return { error, value: undefined, logged };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const answers = (path: string | undefined): string =>
  path?.includes("/token") === true ? JSON.stringify({ AccessToken: "t", ExpiresIn: 3600 }) : '{"ok":true}';

function serverWith(certificate: Certificate, more: ServerTls = {}, along: readonly Certificate[] = []): Server {
  const cert = [certificate, ...along].map(({ pem }) => pem).join("");
  const server = createServer({ key: certificate.keyPem, cert, ...more }, (request, response) =>
    response.setHeader("content-type", "application/json").end(answers(request.url)),
  );
  server.on("tlsClientError", () => undefined);
  return server;
}

const plainServer = (): Server =>
  createPlainServer((request, response) =>
    response.setHeader("content-type", "application/json").end(answers(request.url)),
  );

const fine = ({ value, error }: Reached): void => assert.deepEqual(value, { ok: true }, String(error));

function refused({ error }: Reached, code: string): ErpgateError {
  assert.ok(ErpgateError.is(error), String(error));
  assert.equal(error.code, code, error.message);
  return error;
}

const errorTableFix = (error: ErpgateError): string => errorTable[error.code].fix;

const sha256 = (bytes: Uint8Array, encoding: "hex" | "base64"): string =>
  createHash("sha256").update(bytes).digest(encoding);
const fingerprint = ({ pem }: Certificate): string => new X509Certificate(pem).fingerprint256;
const keyPin = ({ pem }: Certificate): string =>
  `sha256/${sha256(new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" }), "base64")}`;

describe("the server's certificate, judged as the options say", () => {
  it("a private CA as PEM text lets token request and call through", async () => {
    fine(await reach(serverWith(leaf), { tls: { ca: root.pem } }));
    fine(await reach(serverWith(leaf), { tls: { ca: [makeCertificate("other").pem, `text\n${root.pem}`] } }));
    const self = await reach(serverWith(makeCertificate("self")), { tls: { ca: makeCertificate("self").pem } });
    refused(self, "TLS_SELF_SIGNED");
  });

  it("the certificate that an incomplete chain lacks may be given, and so may the server's own", async () => {
    const below = makeCertificate("leaf", { issuer: middle });
    refused(await reach(serverWith(below), { tls: { ca: root.pem } }), "TLS_CHAIN_INCOMPLETE");
    fine(await reach(serverWith(below), { tls: { ca: root.pem + middle.pem } }));
    fine(await reach(serverWith(below), { tls: { ca: middle.pem } }));
    fine(await reach(serverWith(below), { tls: { ca: below.pem } }));
    const self = makeCertificate("self-signed");
    fine(await reach(serverWith(self), { tls: { ca: self.pem } }));
  });

  const bad: readonly [what: string, options: CertificateOptions, code: string][] = [
    ["for another host", { issuer: root, host: "erp.example.com" }, "TLS_HOSTNAME_MISMATCH"],
    ["expired", { issuer: root, fromMs: nowMs - 2 * HOUR_MS, toMs: nowMs - HOUR_MS }, "TLS_CERTIFICATE_EXPIRED"],
    [
      "not valid yet",
      { issuer: root, fromMs: nowMs + HOUR_MS, toMs: nowMs + 2 * HOUR_MS },
      "TLS_CERTIFICATE_NOT_YET_VALID",
    ],
    ["self-signed", {}, "TLS_SELF_SIGNED"],
    ["below another CA", { issuer: makeCertificate("strange", { isCa: true }) }, "TLS_CHAIN_INCOMPLETE"],
  ];
  for (const [what, options, code] of bad) {
    it(`${what}: ${code}, also through a proxy`, async () => {
      const certificate = makeCertificate("leaf", options);
      refused(await reach(serverWith(certificate), { tls: { ca: root.pem } }), code);
      await using proxy = await startConnectProxy();
      refused(await reach(serverWith(certificate), { tls: { ca: root.pem }, proxy: { url: proxy.url } }), code);
      refused(
        await reach(serverWith(certificate), { tls: { ca: root.pem, pinSha256: fingerprint(certificate) } }),
        code,
      );
    });
  }

  it("another name than the one in the URL may be what the certificate has to carry", async () => {
    const named = makeCertificate("leaf", { issuer: root, host: "erp.example.com" });
    let asked: string | undefined | false;
    const server = serverWith(named);
    server.on("secureConnection", (socket: { servername?: string | false }) => (asked = socket.servername));
    fine(await reach(server, { tls: { ca: root.pem, serverName: "erp.example.com" } }));
    assert.equal(asked, "erp.example.com");
    const wrong = await reach(serverWith(named), { tls: { ca: root.pem, serverName: "other.example.com" } });
    assert.match(errorTableFix(refused(wrong, "TLS_HOSTNAME_MISMATCH")), /tls\.serverName/);
  });

  it("a pin is on top of all other checks: certificate or key, the next one given beforehand", async () => {
    const other = makeCertificate("next");
    for (const pin of [fingerprint(leaf), keyPin(leaf), fingerprint(leaf).replaceAll(":", "").toLowerCase()])
      fine(await reach(serverWith(leaf), { tls: { ca: root.pem, pinSha256: [fingerprint(other), pin] } }));
    for (const pin of [fingerprint(other), keyPin(other)]) {
      const error = refused(
        await reach(serverWith(leaf), { tls: { ca: root.pem, pinSha256: pin } }),
        "TLS_PIN_MISMATCH",
      );
      assert.match(error.message, new RegExp(fingerprint(leaf)));
    }
    refused(
      await reach(serverWith(makeCertificate("self")), { tls: { pinSha256: fingerprint(other) } }),
      "TLS_SELF_SIGNED",
    );
  });

  it("one certificate may be accepted though nothing trusts it: by itself, its key or its fingerprint", async () => {
    const self = makeCertificate("self", { host: "old-name.local" });
    const { publicKey, raw } = new X509Certificate(self.pem);
    const key = String(publicKey.export({ type: "spki", format: "pem" }));
    for (const acceptCertificate of [self.pem, key, fingerprint(self)]) {
      const reached = await reach(serverWith(self), { tls: { acceptCertificate }, environment: "live" });
      fine(reached);
      assert.ok(!reached.logged.some(({ event }) => event === "tls-weakened"));
      refused(await reach(serverWith(makeCertificate("self")), { tls: { acceptCertificate } }), "TLS_SELF_SIGNED");
    }
    for (const weak of ["sha1", "md5"]) {
      const acceptCertificate = createHash(weak)
        .update(raw)
        .digest("hex")
        .replaceAll(/..(?!$)/g, "$& ");
      const reached = await reach(serverWith(self), { tls: { acceptCertificate } });
      fine(reached);
      assert.ok(reached.logged.some((event) => event.event === "tls-weakened" && event.reason === "weak-fingerprint"));
    }
  });

  it("an accepted certificate that has expired is refused, and a trusted one still passes beside it", async () => {
    const expired = makeCertificate("old", { fromMs: nowMs - 2 * HOUR_MS, toMs: nowMs - HOUR_MS });
    refused(await reach(serverWith(expired), { tls: { acceptCertificate: expired.pem } }), "TLS_CERTIFICATE_EXPIRED");
    fine(await reach(serverWith(leaf), { tls: { acceptCertificate: expired.pem, ca: root.pem } }));
  });

  it("skipping verification is told at every connection and to the whole process, and live refuses it", async () => {
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    const tls = { allowUnverifiedCertificate: true };
    const { value, logged } = await reach(serverWith(makeCertificate("any", { host: "elsewhere.example.com" })), {
      tls,
    });
    assert.deepEqual(value, { ok: true });
    // The token request has a connection of its own.
    assert.equal(logged.filter(({ event }) => event === "tls-weakened").length, 2);
    assert.match((await warned).message, /not verified/);
    const live = { system: "prophet21", url: "https://p21.example.com", auth: { kind: "bearer", token: "t" } } as const;
    assert.throws(() => connect({ ...live, environment: "live", tls }), {
      code: "CONFIG_INVALID",
      message: /"tls.allowUnverifiedCertificate" is refused for a connection that is marked live/,
    });
  });
});

describe("a client certificate", () => {
  const asking = (): Server => serverWith(leaf, { ca: root.pem, requestCert: true, rejectUnauthorized: true });
  const pair = { certificate: client.pem, key: client.keyPem };

  it("is shown to a server that asks for one", async () => {
    fine(await reach(asking(), { tls: { ca: root.pem, clientCertificate: pair } }));
    await using proxy = await startConnectProxy();
    fine(await reach(asking(), { tls: { ca: root.pem, clientCertificate: pair }, proxy: { url: proxy.url } }));
  });

  for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
    it(`that is missing is named, by ${maxVersion}`, async () => {
      const server = serverWith(leaf, { ca: root.pem, requestCert: true, rejectUnauthorized: true, maxVersion });
      refused(await reach(server, { tls: { ca: root.pem } }), "TLS_CLIENT_CERTIFICATE_REQUIRED");
    });
  }
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** A PKCS#12 file as a certificate authority hands it out. */
function makePfx(passphrase: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-pfx-"));
  const at = (name: string): string => join(folder, name);
  try {
    writeFileSync(at("cert.pem"), client.pem);
    writeFileSync(at("key.pem"), client.keyPem);
    const files = ["-in", at("cert.pem"), "-inkey", at("key.pem"), "-out", at("out.pfx")];
    execFileSync("openssl", ["pkcs12", "-export", ...files, "-passout", "env:PASS"], {
      env: { ...process.env, PASS: passphrase },
    });
    return readFileSync(at("out.pfx"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const needsOpenssl = hasOpenssl ? {} : { skip: "the program openssl is not installed" };

describe("a client certificate as PKCS#12, and what is wrong with one", () => {
  it("as bytes and as Base64, with its passphrase", needsOpenssl, async () => {
    const passphrase = seeded("pfx pass: päß");
    const pfx = makePfx(passphrase);
    for (const form of [new Uint8Array(pfx), pfx.toString("base64"), new Secret(pfx.toString("base64"))]) {
      const server = serverWith(leaf, { ca: root.pem, requestCert: true, rejectUnauthorized: true });
      fine(await reach(server, { tls: { ca: root.pem, clientCertificate: { pfx: form, passphrase } } }));
    }
    assert.deepEqual(faultsOf({ pfx: new Uint8Array(pfx), passphrase: seeded("another") }), [
      "tls.clientCertificate.passphrase: does not open the private key",
    ]);
    assert.deepEqual(faultsOf({ pfx: new Uint8Array(pfx) }), [
      "tls.clientCertificate.passphrase: does not open the private key",
    ]);
  });

  it("every fault is told when the connection is made, and none with the key in it", () => {
    const encrypted = String(
      client.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: seeded("right") }),
    );
    const certificate = client.pem;
    const cases: readonly [given: object, fault: string][] = [
      [{ certificate, key: leaf.keyPem }, "key: does not belong to the certificate"],
      [{ certificate, key: encrypted, passphrase: seeded("wrong") }, "passphrase: does not open the private key"],
      [{ certificate, key: encrypted }, "passphrase: does not open the private key"],
      [{ certificate, key: seeded("no pem") }, "key: cannot be read"],
      [{ certificate: "text", key: client.keyPem }, "certificate: holds no certificate that can be read"],
      [{ certificate }, "key: is missing"],
      [{ pfx: new Uint8Array([1, 2, 3]) }, "pfx: cannot be read"],
      [{ pfx: undefined }, "pfx: is missing"],
    ];
    for (const [given, fault] of cases) assert.deepEqual(faultsOf(given), [`tls.clientCertificate.${fault}`]);
    assert.deepEqual(faultsOf({ certificate, key: encrypted, passphrase: seeded("right") }), []);
  });
});

function faultsOf(clientCertificate: object): readonly string[] {
  const found: string[] = [];
  const options = { system: "prophet21", url: "https://p21.example.com", auth: { kind: "bearer", token: "t" } };
  checkConnectionOptions({ ...options, tls: { clientCertificate } }, (path, message, fix) => {
    assert.ok(!`${message}${fix}`.includes("sEEd"));
    found.push(`${path.join(".")}: ${message}`);
  });
  return found;
}

describe("a proxy", () => {
  const tls = { ca: root.pem };

  it("carries the token request and the calls through tunnels, and sees neither password nor token", async () => {
    await using proxy = await startConnectProxy({ login: "proxy user:päss" });
    const given = { url: proxy.url, username: "proxy user", password: "päss" };
    fine(await reach(serverWith(leaf), { tls, proxy: given }));
    assert.equal(proxy.asked.length, 2);
    assert.ok(!proxy.seen().includes("sEEd"));
    assert.ok(!proxy.seen().includes("/api/entity"));
  });

  it("is reached by https where its address says so, and judged by the same certificates", async () => {
    await using proxy = await startConnectProxy({ certificate: leaf });
    fine(await reach(serverWith(leaf), { tls, proxy: { url: proxy.url } }));
    refused(await reach(serverWith(leaf), { proxy: { url: proxy.url } }), "PROXY_UNREACHABLE");
  });

  it("opens a tunnel for plain http as well", async () => {
    await using proxy = await startConnectProxy();
    fine(await reach(plainServer(), { proxy: { url: proxy.url } }, {}, "http"));
    assert.equal(proxy.asked.length, 2);
  });

  it("that wants a login, refuses, cannot reach the host or is not there: each by its code, no secret in any", async () => {
    const login = { username: "u", password: seeded("proxy password") };
    const cases: readonly [options: ConnectProxyOptions, given: object, code: string, says: RegExp][] = [
      [{ login: "a:b" }, {}, "PROXY_AUTH_REQUIRED", /no login was given/],
      [{ login: "a:b" }, login, "PROXY_AUTH_REQUIRED", /the login given was refused/],
      [
        { login: "a:b", offers: "Negotiate, NTLM" },
        login,
        "PROXY_AUTH_REQUIRED",
        /offers Negotiate, NTLM, and only Basic/,
      ],
      [{ status: 403 }, {}, "PROXY_REFUSED", /answered 403 when asked for a tunnel to 127\.0\.0\.1:\d+/],
      [{ status: 503 }, {}, "PROXY_TARGET_UNREACHABLE", /503/],
      [{ isSilent: true }, {}, "CALL_TIMEOUT", /after \d+ ms/],
    ];
    for (const [options, given, code, says] of cases) {
      await using proxy = await startConnectProxy(options);
      const timeoutMs = options.isSilent === true ? 200 : 5000;
      const error = refused(
        await reach(serverWith(leaf), { tls, timeoutMs, proxy: { url: proxy.url, ...given } }),
        code,
      );
      assert.match(error.message, says);
      assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes("sEEd"));
    }
    refused(await reach(serverWith(leaf), { tls, proxy: { url: "http://127.0.0.1:1" } }), "PROXY_UNREACHABLE");
  });

  it("comes from the environment, but not for this computer itself", async () => {
    await using proxy = await startConnectProxy();
    fine(await reach(serverWith(leaf), { tls }, { env: { HTTPS_PROXY: proxy.url } }));
    assert.deepEqual(proxy.asked, []);
    const p21 = connect(
      { system: "prophet21", url: "https://p21.invalid", auth: { kind: "bearer", token: "t" }, timeoutMs: 5000 },
      { env: { https_proxy: proxy.url.replace("//", "//u:p@"), no_proxy: "other.invalid" } },
    );
    // The proxy cannot resolve it: what counts is that it was asked.
    await assert.rejects(p21.get("/api/x"));
    await p21.close();
    assert.ok(proxy.asked.every((target) => target === "p21.invalid:443") && proxy.asked.length > 0);
  });

  it("of the environment that cannot be used stops the connection, by the variable's name and without its value", () => {
    const open = (env: Record<string, string>): unknown =>
      connect({ system: "prophet21", url: "https://p21.invalid", auth: { kind: "bearer", token: "t" } }, { env });
    const secret = seeded("proxy");
    assert.throws(
      () => open({ HTTPS_PROXY: `socks5://u:${secret}@proxy` }),
      (error: ErpgateError) => {
        assert.equal(error.code, "CONFIG_INVALID");
        assert.match(error.message, /HTTPS_PROXY is a SOCKS proxy, which is not supported/);
        assert.ok(!error.message.includes(secret));
        return true;
      },
    );
    assert.doesNotThrow(() => open({ HTTPS_PROXY: `socks5://proxy`, NO_PROXY: ".invalid" }));
    assert.doesNotThrow(() => open({ HTTPS_PROXY: "", HTTP_PROXY: "socks5://proxy" }));
  });
});
