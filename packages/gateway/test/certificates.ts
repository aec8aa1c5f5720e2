import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files of one certificate. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

const openssl = (...args: string[]): void => void execFileSync("openssl", args, { stdio: "pipe" });

/** Whether the program that makes the certificates is there; the reason to skip where it is not. */
export function opensslMissing(): string | false {
  try {
    execFileSync("openssl", ["version"], { stdio: "pipe" });
    return false;
  } catch {
    return "the program openssl is not installed";
  }
}

/** An authority of a test's own, in `folder`. */
export function makeAuthority(folder: string, name: string): CertificateFiles {
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const subject = ["-subj", `/CN=${name}`, "-days", "30"];
  openssl("req", "-x509", ...newKey(files.key), ...subject, "-out", files.certificate);
  return files;
}

/** A certificate that the authority issues: for 127.0.0.1 and localhost, or for `altName`. */
export function issueCertificate(
  folder: string,
  name: string,
  authority: CertificateFiles,
  altName = "DNS:localhost,IP:127.0.0.1",
): CertificateFiles {
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const request = join(folder, `${name}.csr`);
  const extensions = join(folder, `${name}.ext`);
  writeFileSync(extensions, `subjectAltName=${altName}\n`);
  openssl("req", ...newKey(files.key), "-subj", `/CN=${name}`, "-out", request);
  const signing = ["-CA", authority.certificate, "-CAkey", authority.key, "-CAcreateserial", "-days", "30"];
  openssl("x509", "-req", "-in", request, ...signing, "-extfile", extensions, "-out", files.certificate);
  return files;
}

const newKey = (file: string): string[] =>
  `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout`.split(" ").concat(file);

/** The same as one PFX. */
export function makePfx(files: CertificateFiles, file: string, passphrase: string): void {
  const args = ["pkcs12", "-export", "-in", files.certificate, "-inkey", files.key, "-out", file];
  execFileSync("openssl", [...args, "-passout", "stdin"], {
    input: `${passphrase}\n`,
    stdio: ["pipe", "pipe", "pipe"],
  });
}
