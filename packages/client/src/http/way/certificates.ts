import type { X509Certificate } from "node:crypto";
import type { SecureContext } from "node:tls";
import { certificatesIn, secureOptions } from "../../options/check-tls.ts";
import type { TlsOptions } from "../../options/tls-options.ts";

/** Whom a host's certificate is judged by. */
export interface Trusted {
  /** Undefined where Node's own list stands alone. */
  readonly ca: string[] | undefined;
  /** Whether one of them is not a root: the server's own certificate, or one between it and its root. */
  readonly isPartial: boolean;
}

/** What the options trust, Node's own list included. */
export function trusted({ ca, systemStore }: TlsOptions): Trusted {
  if (ca === undefined && systemStore !== true) return { ca: undefined, isPartial: false };
  const { getCACertificates } = process.getBuiltinModule("node:tls");
  const own = [ca ?? []].flat().flatMap((text) => certificatesIn(text));
  const system = systemStore === true ? getCACertificates("system") : [];
  return { ca: [...getCACertificates("default"), ...system, ...own], isPartial: own.some((pem) => !isRoot(pem)) };
}

function isRoot(pem: string): boolean {
  const { X509Certificate: Certificate } = process.getBuiltinModule("node:crypto");
  const certificate = new Certificate(pem);
  return certificate.checkIssued(certificate);
}

/** Certificates and keys made ready once for all sockets of a host. */
export function openContext(tls: TlsOptions, { ca, isPartial }: Trusted): SecureContext {
  const { createSecureContext } = process.getBuiltinModule("node:tls");
  return createSecureContext({
    ...(ca && { ca }),
    // Only where it is needed: with it OpenSSL no longer tells an incomplete chain from one with a strange root.
    ...(isPartial && { allowPartialTrustChain: true }),
    ...(tls.clientCertificate && secureOptions(tls.clientCertificate)),
  });
}

/** Whether a certificate is one of those that are pinned. */
export function isPinned(certificate: X509Certificate, pins: readonly string[]): boolean {
  return pins.some((pin) => {
    const [, base64] = /^sha256\/{1,2}(.+)$/i.exec(pin) ?? [];
    return base64 === undefined
      ? hex(pin) === digest("sha256", certificate.raw, "hex")
      : base64 === keyDigest(certificate);
  });
}

/** Whether a certificate is the one that is accepted without being trusted. */
export function isAccepted(certificate: X509Certificate, accepted: string): boolean {
  const { X509Certificate: Certificate, createPublicKey } = process.getBuiltinModule("node:crypto");
  if (accepted.includes("BEGIN PUBLIC KEY")) return createPublicKey(accepted).equals(certificate.publicKey);
  if (accepted.includes("BEGIN")) return new Certificate(accepted).raw.equals(certificate.raw);
  const algorithm = fingerprintAlgorithm(accepted);
  return hex(accepted) === digest(algorithm, certificate.raw, "hex");
}

/** Which digest a fingerprint is of, by its length. */
export function fingerprintAlgorithm(fingerprint: string): "sha256" | "sha1" | "md5" {
  const { length } = hex(fingerprint);
  return length === 64 ? "sha256" : length === 40 ? "sha1" : "md5";
}

/** Whether the option recognises a certificate by something that can be forged. */
export function isWeak(accepted: string | undefined): boolean {
  return accepted !== undefined && !accepted.includes("BEGIN") && fingerprintAlgorithm(accepted) !== "sha256";
}

const hex = (text: string): string => text.replaceAll(/[^0-9a-f]/gi, "").toLowerCase();

function keyDigest(certificate: X509Certificate): string {
  return digest("sha256", certificate.publicKey.export({ type: "spki", format: "der" }), "base64");
}

function digest(algorithm: string, bytes: Uint8Array, encoding: "hex" | "base64"): string {
  return process.getBuiltinModule("node:crypto").createHash(algorithm).update(bytes).digest(encoding);
}
