import { createHash, createPublicKey, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import {
  bitString,
  boolean,
  integer,
  nothing,
  numbered,
  objectIdentifier,
  octetString,
  sequence,
  set,
  text,
  time,
} from "./der.ts";

/** What a certificate says, and who says it. */
export interface CertificateRequest {
  /** The common name. */
  readonly subject: string;
  /** The private key of the subject; only its public half gets in. */
  readonly subjectKey: KeyObject;
  /** The issuer's common name and private key; the subject's own make it self-signed. */
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly use: "authority" | "server" | "client" | "signing";
  /** Host names and IP addresses of a server. */
  readonly hosts?: readonly string[];
}

export interface IssuedCertificate {
  readonly pem: string;
  readonly der: Buffer;
}

/** An X.509 certificate of version 3 (RFC 5280), signed with the issuer's key: RSA or P-256, SHA-256 in both cases. */
export function issueCertificate(request: CertificateRequest): IssuedCertificate {
  const { issuer, subject, subjectKey } = request;
  const algorithm = algorithmOf(issuer.key);
  const publicKey = publicDer(subjectKey);
  const body = sequence(
    numbered(0, integer(Buffer.of(2)), true),
    integer(serialOf(request, publicKey)),
    algorithm,
    nameOf(issuer.name),
    sequence(time(request.notBeforeMs), time(request.notAfterMs)),
    nameOf(subject),
    publicKey,
    numbered(3, sequence(...extensionsOf(request, publicKey)), true),
  );
  const der = sequence(body, algorithm, bitString(sign("sha256", body, issuer.key)));
  return { der, pem: pemOf(der) };
}

function publicDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

function algorithmOf(key: KeyObject): Buffer {
  return key.asymmetricKeyType === "rsa"
    ? sequence(objectIdentifier("1.2.840.113549.1.1.11"), nothing())
    : sequence(objectIdentifier("1.2.840.10045.4.3.2"));
}

/** Follows from what is certified: one issuer never gives a number twice, and the same certificate has the same one again. */
function serialOf({ subject, notBeforeMs, notAfterMs }: CertificateRequest, publicKey: Buffer): Buffer {
  const digest = createHash("sha256").update(`${subject}:${notBeforeMs}:${notAfterMs}:`).update(publicKey).digest();
  digest.writeUInt8((digest.readUInt8(0) & 0x3f) | 0x40, 0);
  return digest.subarray(0, 16);
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectIdentifier("2.5.4.3"), text(commonName))));
}

function extensionsOf({ use, hosts = [], issuer }: CertificateRequest, publicKey: Buffer): readonly Buffer[] {
  const isAuthority = use === "authority";
  const usage = use === "server" || use === "client" ? [extendedUsage(use)] : [];
  const names = hosts.length === 0 ? [] : [extension("2.5.29.17", sequence(...hosts.map(alternativeName)))];
  return [
    extension("2.5.29.19", isAuthority ? sequence(boolean(true)) : sequence(), true),
    // keyCertSign and cRLSign, or digitalSignature
    extension("2.5.29.15", isAuthority ? bitString(Buffer.of(0x06), 1) : bitString(Buffer.of(0x80), 7), true),
    extension("2.5.29.14", octetString(keyId(publicKey))),
    extension("2.5.29.35", sequence(numbered(0, keyId(publicDer(issuer.key)), false))),
    ...usage,
    ...names,
  ];
}

function extendedUsage(use: "server" | "client"): Buffer {
  return extension("2.5.29.37", sequence(objectIdentifier(`1.3.6.1.5.5.7.3.${use === "server" ? 1 : 2}`)));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function keyId(publicKey: Buffer): Buffer {
  return createHash("sha256").update(publicKey).digest().subarray(0, 20);
}

function alternativeName(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return numbered(7, Buffer.from(host.split(".").map(Number)), false);
    case 6:
      return numbered(7, ipv6Bytes(host), false);
    default:
      return numbered(2, Buffer.from(host, "ascii"), false);
  }
}

function ipv6Bytes(address: string): Buffer {
  const [left = "", right] = address.split("::");
  const groups = (half: string): readonly string[] => (half === "" ? [] : half.split(":"));
  const after = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - groups(left).length - after.length }, () => "0");
  const all = [...groups(left), ...(right === undefined ? [] : zeros), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
}

function pemOf(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
