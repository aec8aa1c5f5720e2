import type { SecureContextOptions } from "node:tls";
import { revealed } from "../secret.ts";
import type { SecretText } from "../secret.ts";
import { under } from "./report.ts";
import type { Report } from "./report.ts";
import { readFields, readFlag, readSecret, readText } from "./read-option.ts";
import type { Fields } from "./read-option.ts";
import type { ClientCertificate } from "./tls-options.ts";

const NAMES = [
  "ca",
  "systemStore",
  "clientCertificate",
  "pinSha256",
  "acceptCertificate",
  "serverName",
  "allowUnverifiedCertificate",
];
const PEM = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]+?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;
const PIN = /^(?:(?:[0-9a-f]{2}[: ]?){31}[0-9a-f]{2}|sha256\/{1,2}[0-9a-z+/]{43}=)$/i;
const FINGERPRINT = /^(?:[0-9a-f]{2}[: ]?){15}[0-9a-f]{2}(?:(?:[: ]?[0-9a-f]{2}){4}|(?:[: ]?[0-9a-f]{2}){16})?$/i;

/** Checks the option `tls`, its certificates and keys included: what cannot be opened would else fail at the first call. */
export function checkTls(value: unknown, isLive: boolean, report: Report): void {
  if (value === undefined) return;
  const fields = readFields(value, "TLS options", NAMES, report);
  if (!fields) return;
  checkCa(fields, report);
  readFlag(fields, "systemStore", report);
  readText(fields, "serverName", report);
  checkPins(fields, report);
  checkAccepted(fields, report);
  if (readFlag(fields, "allowUnverifiedCertificate", report) === true) checkUnverified(fields, isLive, report);
  if (fields["clientCertificate"] !== undefined)
    checkClientCertificate(fields["clientCertificate"], under(report, "clientCertificate"));
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function checkCa({ ca }: Fields, report: Report): void {
  if (ca === undefined) return;
  const texts = list(ca);
  if (texts.length > 0 && texts.every((text) => certificatesIn(text).length > 0)) return;
  report(
    ["ca"],
    "holds no certificate that can be read",
    `Give PEM text, beginning with "-----BEGIN CERTIFICATE-----".`,
  );
}

/** The certificates of a PEM text one by one; none where any of them cannot be read. */
export function certificatesIn(text: unknown): readonly string[] {
  const found = typeof text === "string" ? (text.match(PEM) ?? []) : [];
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  return found.every((pem) => opens(() => new X509Certificate(pem))) ? found : [];
}

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}

function checkPins({ pinSha256: pins }: Fields, report: Report): void {
  if (pins === undefined) return;
  const texts = list(pins);
  if (texts.length > 0 && texts.every((pin) => typeof pin === "string" && PIN.test(pin))) return;
  report(
    ["pinSha256"],
    "is no SHA-256 fingerprint",
    "Give 64 hexadecimal digits, as `openssl x509 -noout -fingerprint -sha256` prints them, or sha256/ and Base64.",
  );
}

function checkAccepted({ acceptCertificate: accepted }: Fields, report: Report): void {
  if (accepted === undefined) return;
  const text = typeof accepted === "string" ? accepted.trim() : "";
  const isKey = text.includes("-----BEGIN PUBLIC KEY-----");
  const { createPublicKey } = process.getBuiltinModule("node:crypto");
  if (FINGERPRINT.test(text) || (isKey ? opens(() => createPublicKey(text)) : certificatesIn(text).length === 1))
    return;
  report(
    ["acceptCertificate"],
    "is neither a certificate nor a fingerprint",
    "Give PEM text of one certificate or public key, or its SHA-256 fingerprint in hexadecimal digits.",
  );
}

function checkUnverified(fields: Fields, isLive: boolean, report: Report): void {
  const path = ["allowUnverifiedCertificate"];
  if (isLive)
    report(
      path,
      "is refused for a connection that is marked live",
      "Trust the server's certificate by tls.ca or tls.acceptCertificate.",
    );
  const other = ["pinSha256", "acceptCertificate"].find((name) => fields[name] !== undefined);
  if (other !== undefined) report(path, `says the opposite of "${other}"`, "Remove one of the two.");
}

function checkClientCertificate(value: unknown, report: Report): void {
  const isPfx = typeof value === "object" && value !== null && "pfx" in value;
  const names = isPfx ? ["pfx", "passphrase"] : ["certificate", "key", "passphrase"];
  const fields = readFields(value, isPfx ? "a PKCS#12 file" : "certificate and key", names, report);
  if (!fields) return;
  let faults = 0;
  const count: Report = (...fault) => {
    faults += 1;
    report(...fault);
  };
  if (fields["passphrase"] !== undefined) readSecret(fields, "passphrase", "encoded", count);
  if (isPfx) checkPfx(fields, count);
  else checkPair(fields, count);
  if (faults === 0) checkThatItOpens(fields as unknown as ClientCertificate, report);
}

function checkPfx(fields: Fields, report: Report): void {
  if (!(fields["pfx"] instanceof Uint8Array))
    readSecret(fields, "pfx", "text", report, "Give the bytes of the .pfx file, or their Base64.");
}

function checkPair(fields: Fields, report: Report): void {
  readSecret(fields, "key", "text", report, "Give the private key as PEM text.");
  const text = readText(fields, "certificate", report, "Give the certificate as PEM text.");
  if (text === undefined || certificatesIn(text).length > 0) return;
  report(["certificate"], "holds no certificate that can be read", "Give PEM text.");
}

function checkThatItOpens(certificate: ClientCertificate, report: Report): void {
  try {
    process.getBuiltinModule("node:tls").createSecureContext(secureOptions(certificate));
  } catch (error) {
    // OpenSSL's messages are its own words and hold nothing of the key; ours say which option they are about.
    report(...openingFault(String((error as { message?: unknown }).message), "pfx" in certificate));
  }
}

function openingFault(message: string, isPfx: boolean): Parameters<Report> {
  if (/mac verify|bad decrypt|bad password|interrupted or cancelled|passphrase/i.test(message))
    return [["passphrase"], "does not open the private key", "Give the passphrase that the key was exported with."];
  if (/values mismatch/i.test(message))
    return [["key"], "does not belong to the certificate", "Give the key that the certificate was made for."];
  if (!isPfx) return [["key"], "cannot be read", "Give the private key as PEM text."];
  if (!/unsupported/i.test(message)) return [["pfx"], "cannot be read", "Give a PKCS#12 file (.pfx, .p12)."];
  return [["pfx"], "is encrypted in a way that this Node does not open", "Export it again with AES-256."];
}

/** A client certificate in the names that Node has for it. */
export function secureOptions(certificate: ClientCertificate): SecureContextOptions {
  const passphrase = certificate.passphrase === undefined ? {} : { passphrase: revealed(certificate.passphrase) };
  if ("pfx" in certificate) return { pfx: pfxBytes(certificate.pfx), ...passphrase };
  return { cert: certificate.certificate, key: revealed(certificate.key), ...passphrase };
}

function pfxBytes(pfx: Uint8Array | SecretText | undefined): Buffer {
  const { Buffer } = process.getBuiltinModule("node:buffer");
  return pfx instanceof Uint8Array ? Buffer.from(pfx) : Buffer.from(revealed(pfx), "base64");
}
