import type { TLSSocket } from "node:tls";
import type { ErpgateErrorCode } from "../error-code.ts";
import { errorTable } from "../error-table.ts";
import { ErpgateError } from "../errors.ts";

const CODES: Readonly<Record<string, ErpgateErrorCode>> = {
  ENOTFOUND: "NETWORK_DNS_NOT_FOUND",
  EAI_AGAIN: "NETWORK_FAILED",
  ECONNREFUSED: "NETWORK_REFUSED",
  ECONNRESET: "NETWORK_RESET",
  EPIPE: "NETWORK_RESET",
  ECONNABORTED: "NETWORK_RESET",
  UND_ERR_SOCKET: "NETWORK_RESET",
  ETIMEDOUT: "NETWORK_UNREACHABLE",
  EHOSTUNREACH: "NETWORK_UNREACHABLE",
  ENETUNREACH: "NETWORK_UNREACHABLE",
  UND_ERR_CONNECT_TIMEOUT: "NETWORK_UNREACHABLE",
  DEPTH_ZERO_SELF_SIGNED_CERT: "TLS_SELF_SIGNED",
  SELF_SIGNED_CERT_IN_CHAIN: "TLS_CA_UNTRUSTED",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "TLS_CHAIN_INCOMPLETE",
  UNABLE_TO_GET_ISSUER_CERT: "TLS_CHAIN_INCOMPLETE",
  // Two certificates or more came, and none of them is known here: a lone one without its issuer is the leaf code above.
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "TLS_CA_UNTRUSTED",
  CERT_UNTRUSTED: "TLS_CA_UNTRUSTED",
  ERR_TLS_CERT_ALTNAME_INVALID: "TLS_HOSTNAME_MISMATCH",
  CERT_HAS_EXPIRED: "TLS_CERTIFICATE_EXPIRED",
  CERT_NOT_YET_VALID: "TLS_CERTIFICATE_NOT_YET_VALID",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "TLS_CLIENT_CERTIFICATE_REQUIRED",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "TLS_CLIENT_CERTIFICATE_REFUSED",
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: "TLS_CLIENT_CERTIFICATE_REFUSED",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: "TLS_CLIENT_CERTIFICATE_REFUSED",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "TLS_CLIENT_CERTIFICATE_REFUSED",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: "TLS_CLIENT_CERTIFICATE_REFUSED",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "TLS_CLIENT_CERTIFICATE_REFUSED",
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: "TLS_CLIENT_CERTIFICATE_REFUSED",
  EPROTO: "TLS_PROTOCOL_MISMATCH",
  ERR_SSL_WRONG_VERSION_NUMBER: "TLS_PROTOCOL_MISMATCH",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "TLS_PROTOCOL_MISMATCH",
};

function systemCode(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return "";
  const { code, cause: inner, errors } = cause as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === "string" && (code in CODES || code.startsWith("ERR_SSL_"))) {
    // OpenSSL has called the same alerts by two names: "sslv3 alert …" until 3.4, "ssl/tls alert …" since.
    return code.replace("SSL/TLS_ALERT", "SSLV3_ALERT");
  }
  // Happy Eyeballs gathers one error an address; fetch wraps the system's error in a TypeError.
  const nested = Array.isArray(errors) ? errors.map(systemCode).find((found) => found !== "") : undefined;
  return nested ?? (inner === undefined ? "" : systemCode(inner)) ?? "";
}

/**
 * TLS 1.2 has one alert for "no version or cipher in common", which comes at once, and for "no client certificate", which
 * comes after the server has shown its own.
 */
function isCertificateMissing(system: string, socket: object | null | undefined): boolean {
  if (system !== "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" || !socket || !("getPeerX509Certificate" in socket))
    return false;
  return (socket as TLSSocket).getPeerX509Certificate() !== undefined;
}

function codeOf(system: string, socket: object | null | undefined): ErpgateErrorCode {
  if (isCertificateMissing(system, socket)) return "TLS_CLIENT_CERTIFICATE_REQUIRED";
  return CODES[system] ?? (system.startsWith("ERR_SSL_") ? "TLS_PROTOCOL_MISMATCH" : "NETWORK_FAILED");
}

/**
 * Names what a socket or TLS error of Node means. The message is ours: the cause's own may hold whatever was being sent.
 *
 * @param when which part of the exchange failed, as "while connecting"
 * @param socket the socket that failed, where there is one
 */
export function networkError(cause: unknown, when: string, socket?: object | null): ErpgateError {
  if (ErpgateError.is(cause)) return cause;
  const system = systemCode(cause);
  const code = codeOf(system, socket);
  const named = system === "" ? "" : ` (${system})`;
  return new ErpgateError(code, `${errorTable[code].summary.replace(/\.$/, "")}${named}, ${when}`, { cause });
}
