import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { revealed } from "../secret.ts";
import { unusable } from "./certificate-fault.ts";
import type { EntraCertificate } from "./options.ts";
import { pfxParts } from "./pfx.ts";

/** A certificate with its private key. */
export interface CertificateAndKey {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  /** The certificate and those above it that came with it, base64 DER, as `x5c` has them. */
  readonly chain: readonly string[];
}

/**
 * Reads key and certificate.
 *
 * @throws {ErpgateError} TOKEN_CREDENTIAL_UNUSABLE, with what is wrong and never with the content
 */
export async function readCertificate(given: EntraCertificate): Promise<CertificateAndKey> {
  const content = await contentOf(given);
  const password = given.password === undefined ? undefined : revealed(given.password);
  const isPfx = given.type === "PFXFILE" || given.type === "PFXBLOB";
  const { key, certificates } = isPfx ? pfxParts(content, password) : pemParts(content.toString("utf8"), password);
  if (key.asymmetricKeyType !== "rsa") throw unusable("its key is not RSA, and Entra takes no other");
  const mine = certificates.filter((one) => one.checkPrivateKey(key));
  const certificate = choose(mine, given.subject ?? "*");
  if (certificate === undefined) throw unusable(whyNone(certificates.length, mine.length));
  const others = certificates.filter((one) => one !== certificate && !mine.includes(one));
  return { certificate, key, chain: [certificate, ...others].map((one) => one.raw.toString("base64")) };
}

async function contentOf({ type, value }: EntraCertificate): Promise<Buffer> {
  const text = revealed(value);
  if (type === "PEMKEY_BLOB") return Buffer.from(text, "utf8");
  if (type === "PFXBLOB") return Buffer.from(text, "base64");
  try {
    return await readFile(text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw unusable(`its file cannot be read (${code ?? "unknown"}): ${JSON.stringify(text.slice(0, 200))}`);
  }
}

function pemParts(pem: string, password: string | undefined): { key: KeyObject; certificates: X509Certificate[] } {
  const certificates = (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map(parsed);
  const block =
    /-----BEGIN (?:ENCRYPTED |RSA )?PRIVATE KEY-----[\s\S]+?-----END (?:ENCRYPTED |RSA )?PRIVATE KEY-----/.exec(
      pem,
    )?.[0];
  if (block === undefined) throw unusable("the PEM holds no private key");
  const isEncrypted = /ENCRYPTED/.test(block);
  if (isEncrypted && password === undefined) throw unusable("its private key is encrypted: give the password");
  try {
    return { key: createPrivateKey({ key: block, ...(isEncrypted && { passphrase: password }) }), certificates };
  } catch {
    throw unusable(isEncrypted ? "its private key does not open with this password" : "its private key cannot be read");
  }
}

function parsed(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw unusable("a certificate in the PEM cannot be read");
  }
}

/** As the drivers do it: exactly this subject, else a part of it, `*` for the first. */
function choose(certificates: readonly X509Certificate[], subject: string): X509Certificate | undefined {
  if (subject === "*") return certificates[0];
  const named = (one: X509Certificate): string => one.subject.split("\n").join(", ");
  return certificates.find((one) => named(one) === subject) ?? certificates.find((one) => named(one).includes(subject));
}

function whyNone(all: number, mine: number): string {
  if (all === 0) return "there is a private key and no certificate with it: add the certificate";
  return mine === 0 ? "none of its certificates belongs to its private key" : "no certificate has that subject";
}
