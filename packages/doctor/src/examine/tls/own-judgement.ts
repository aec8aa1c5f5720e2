import type { X509Certificate } from "node:crypto";
import type { TlsOptions } from "@erpgate/client";

/** What the judgement calls a certificate that is good and is none of those that are pinned. */
export const NOT_PINNED = "TLS_PIN_MISMATCH";

/** Whether the options have more to say of a certificate than TLS itself. */
export function hasOwnJudgement(tls: TlsOptions | undefined): boolean {
  return tls?.allowUnverifiedCertificate !== true && (tls?.acceptCertificate ?? tls?.pinSha256) !== undefined;
}

/**
 * What is wrong with a certificate by the connection's options: `acceptCertificate` stands for trust and name but not for the
 * dates, and `pinSha256` comes on top of everything. As the client judges it, read from its documentation.
 *
 * @param problem Node's word for what TLS found; undefined where it trusts the certificate
 */
export function judgeOwn(
  certificate: X509Certificate,
  problem: string | undefined,
  tls: TlsOptions | undefined,
  nowMs: number,
): string | undefined {
  if (tls === undefined || !hasOwnJudgement(tls)) return problem;
  const isAccepted = tls.acceptCertificate !== undefined && isMarkedBy(certificate, tls.acceptCertificate);
  const wrong = isAccepted ? outOfDate(certificate, nowMs) : problem;
  const pins = [tls.pinSha256 ?? []].flat();
  if (wrong !== undefined || pins.length === 0) return wrong;
  return pins.some((pin) => isMarkedBy(certificate, pin)) ? undefined : NOT_PINNED;
}

/** PEM of a certificate or of a public key, `sha256/` and the Base64 digest of the key, or a fingerprint. */
export function isMarkedBy(certificate: X509Certificate, mark: string): boolean {
  const { X509Certificate: Certificate, createHash, createPublicKey } = process.getBuiltinModule("node:crypto");
  if (mark.includes("BEGIN PUBLIC KEY")) return createPublicKey(mark).equals(certificate.publicKey);
  if (mark.includes("BEGIN")) return new Certificate(mark).fingerprint256 === certificate.fingerprint256;
  const key = /^sha256\/{1,2}(.+)$/i.exec(mark)?.[1];
  if (key !== undefined) {
    const der = certificate.publicKey.export({ type: "spki", format: "der" });
    return createHash("sha256").update(der).digest("base64") === key;
  }
  const digits = mark.replaceAll(/[^0-9a-f]/gi, "").toLowerCase();
  return createHash(digestOf(digits)).update(certificate.raw).digest("hex") === digits;
}

/** Whether a mark is a fingerprint that can be forged. */
export function isWeakMark(mark: string | undefined): boolean {
  if (mark === undefined || mark.includes("BEGIN")) return false;
  return digestOf(mark.replaceAll(/[^0-9a-f]/gi, "")) !== "sha256";
}

const digestOf = ({ length }: string): string => (length === 64 ? "sha256" : length === 40 ? "sha1" : "md5");

function outOfDate(certificate: X509Certificate, nowMs: number): string | undefined {
  if (nowMs > Date.parse(certificate.validTo)) return "CERT_HAS_EXPIRED";
  return nowMs < Date.parse(certificate.validFrom) ? "CERT_NOT_YET_VALID" : undefined;
}
