import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fc } from "../../../../tools/seeded-fast-check.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../src/index.ts";
import type { EntraCertificate } from "../../src/index.ts";
import { readCertificate } from "../../src/entra/read-certificate.ts";
import { makeCertificate, openssl, withoutOpenssl } from "./certificates.ts";

const password = seeded("pfx");

describe("certificates as openssl writes them", { skip: withoutOpenssl }, () => {
  const made = withoutOpenssl === false ? makeCertificate("CN=app of one") : undefined;
  const other = withoutOpenssl === false ? makeCertificate("CN=other") : undefined;
  const at = (name: string): string => join(made?.folder ?? "", name);
  const pfx = (name: string, ...more: string[]): string => {
    const out = at(name);
    openssl(
      "pkcs12",
      "-export",
      "-inkey",
      at("key.pem"),
      "-in",
      at("certificate.pem"),
      "-out",
      out,
      "-passout",
      `pass:${password}`,
      ...more,
    );
    return out;
  };
  const refused = (certificate: EntraCertificate, expected: RegExp): Promise<void> =>
    assert.rejects(readCertificate(certificate), (error) => {
      assert.ok(ErpgateError.is(error));
      assert.equal(error.code, "TOKEN_CREDENTIAL_UNUSABLE");
      assert.match(error.message, expected);
      assert.ok(!error.message.includes("sEEd") && !error.message.includes("PRIVATE"), error.message);
      return true;
    });

  const forms: readonly [name: string, read: () => EntraCertificate][] = [
    ["a PEM file", () => ({ type: "PEMKEY_FILE", value: at("both.pem") })],
    ["PEM text", () => ({ type: "PEMKEY_BLOB", value: made?.pem ?? "" })],
    [
      "PEM text, the certificate first",
      () => ({ type: "PEMKEY_BLOB", value: `${made?.certificatePem}${made?.keyPem}` }),
    ],
    ["a PFX file as it is written today", () => ({ type: "PFXFILE", value: pfx("new.pfx"), password })],
    [
      "a PFX file of 3DES, as Windows wrote it for long",
      () => ({
        type: "PFXFILE",
        value: pfx("3des.pfx", "-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        password,
      }),
    ],
    [
      "a PFX file whose key is not encrypted by itself",
      () => ({ type: "PFXFILE", value: pfx("plain.pfx", "-keypbe", "NONE"), password }),
    ],
    ["PFX base64", () => ({ type: "PFXBLOB", value: readFileSync(pfx("blob.pfx")).toString("base64"), password })],
  ];
  for (const [name, certificate] of forms) {
    it(`reads ${name}`, async () => {
      const { key, certificate: read } = await readCertificate(certificate());
      assert.equal(key.asymmetricKeyType, "rsa");
      assert.ok(read.checkPrivateKey(key));
      assert.match(read.subject, /CN=app of one/);
    });
  }

  it("reads an encrypted PEM key", async () => {
    const encrypted = openssl("pkcs8", "-topk8", "-in", at("key.pem"), "-passout", `pass:${password}`).toString("utf8");
    const value = encrypted + (made?.certificatePem ?? "");
    assert.ok((await readCertificate({ type: "PEMKEY_BLOB", value, password })).key);
    await refused({ type: "PEMKEY_BLOB", value, password: "wrong" }, /does not open with this password/);
    await refused({ type: "PEMKEY_BLOB", value }, /give the password/);
  });

  it("chooses among several by subject, and by the key above all", async () => {
    const value = `${other?.certificatePem}${made?.pem}`;
    assert.match((await readCertificate({ type: "PEMKEY_BLOB", value })).certificate.subject, /of one/);
    assert.ok(await readCertificate({ type: "PEMKEY_BLOB", value, subject: "of one" }));
    await refused({ type: "PEMKEY_BLOB", value, subject: "CN=other" }, /no certificate has that subject/);
    assert.equal((await readCertificate({ type: "PEMKEY_BLOB", value })).chain.length, 2);
  });

  it("says what is wrong with each that cannot be used", async () => {
    const file = pfx("again.pfx");
    await refused({ type: "PFXFILE", value: file, password: "wrong" }, /does not open with this password/);
    await refused({ type: "PFXFILE", value: file }, /does not open with this password/);
    await refused({ type: "PFXFILE", value: at("absent.pfx") }, /cannot be read \(ENOENT\)/);
    await refused({ type: "PFXBLOB", value: "bm8=", password }, /no PFX/);
    await refused({ type: "PEMKEY_BLOB", value: made?.keyPem ?? "" }, /add the certificate/);
    await refused({ type: "PEMKEY_BLOB", value: made?.certificatePem ?? "" }, /no private key/);
    await refused(
      { type: "PEMKEY_BLOB", value: `${made?.keyPem}${other?.certificatePem}` },
      /belongs to its private key/,
    );
    await refused({ type: "PFXFILE", value: pfx("nokey.pfx", "-nokeys"), password }, /no private key|no PFX/);
  });

  it("refuses a PFX that was damaged anywhere, and never with another error", async () => {
    const whole = readFileSync(pfx("damaged.pfx"));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const bytes = Buffer.from(whole);
        bytes[place] = (bytes[place] ?? 0) ^ change;
        try {
          const { key, certificate } = await readCertificate({
            type: "PFXBLOB",
            value: bytes.toString("base64"),
            password,
          });
          assert.ok(certificate.checkPrivateKey(key));
        } catch (error) {
          assert.ok(ErpgateError.is(error), String(error));
        }
      }),
      { numRuns: 100 },
    );
  });
});
