import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, sign, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether the program that makes certificates is here: why a test is skipped, or false. */
export const withoutOpenssl: string | false = (() => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return false;
  } catch {
    return "the program openssl is not installed";
  }
})();

/** An RSA certificate as openssl makes it, with its key. */
export interface RsaCertificate {
  /** Key and certificate. */
  readonly pem: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  readonly folder: string;
  readonly jwk: object;
  readonly digests: Readonly<Record<"x5t" | "x5t#S256", string>>;
  /** A JWT of these claims, RS256. */
  readonly sign: (claims: object) => string;
}

/** Makes one with openssl, so that what we read was written by somebody else. */
export function makeCertificate(subject: string): RsaCertificate {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
    "-days",
    "9",
    "-subj",
    `/${subject}`,
  );
  const [keyPem, certificatePem] = [readFileSync(key, "utf8"), readFileSync(certificate, "utf8")];
  writeFileSync(join(folder, "both.pem"), keyPem + certificatePem);
  const { raw, publicKey } = new X509Certificate(certificatePem);
  const digest = (name: string): string => createHash(name).update(raw).digest("base64url");
  return {
    pem: keyPem + certificatePem,
    keyPem,
    certificatePem,
    folder,
    jwk: { ...publicKey.export({ format: "jwk" }), use: "sig" },
    digests: { x5t: digest("sha1"), "x5t#S256": digest("sha256") },
    sign: (claims) => {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
      const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
      return `${text}.${sign("sha256", Buffer.from(text), createPrivateKey(keyPem)).toString("base64url")}`;
    },
  };
}

/** Runs openssl and gives what it wrote to its output. */
export function openssl(...args: string[]): Buffer {
  return execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
}
