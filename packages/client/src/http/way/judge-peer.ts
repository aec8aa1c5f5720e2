import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { ErpgateError } from "../../errors.ts";
import type { TlsOptions } from "../../options/tls-options.ts";
import { networkError } from "../network-error.ts";
import { isAccepted, isPinned } from "./certificates.ts";

/**
 * Judges the certificate of a finished handshake where the options have more to say than Node's own checks, which have let
 * pass what they could not settle (`authorizationError`).
 *
 * @returns what is wrong; undefined where nothing is
 */
export function judgePeer(socket: TLSSocket, tls: TlsOptions, host: string): ErpgateError | undefined {
  if (tls.allowUnverifiedCertificate === true) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return new ErpgateError("TLS_PROTOCOL_MISMATCH", `${host} showed no certificate`);
  const { acceptCertificate: accepted, pinSha256 } = tls;
  const isKnown = accepted !== undefined && isAccepted(certificate, accepted);
  // Its dates are judged all the same: who accepts one certificate has not asked for it to be good for ever.
  const wrong = isKnown ? outOfDate(certificate, Date.now()) : socket.authorizationError;
  if (wrong) return networkError({ code: wrong }, `while judging the certificate of ${host}`);
  const pins = [pinSha256 ?? []].flat();
  if (pins.length === 0 || isPinned(certificate, pins)) return undefined;
  const shown = `it shows ${certificate.fingerprint256}`;
  return new ErpgateError("TLS_PIN_MISMATCH", `the certificate of ${host} is none of those in tls.pinSha256: ${shown}`);
}

function outOfDate(certificate: X509Certificate, nowMs: number): string | undefined {
  if (nowMs > Date.parse(certificate.validTo)) return "CERT_HAS_EXPIRED";
  return nowMs < Date.parse(certificate.validFrom) ? "CERT_NOT_YET_VALID" : undefined;
}
