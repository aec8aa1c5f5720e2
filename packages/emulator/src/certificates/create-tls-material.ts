import type { SecureContextOptions, TlsOptions } from "node:tls";
import { lazily } from "../lazily.ts";
import { seededEcKey } from "../seeded-keys.ts";
import { issueCertificate, type CertificateRequest } from "./issue-certificate.ts";

/** What can be wrong with how a server speaks TLS. */
export type TlsFaultKind =
  | "tls-self-signed"
  | "tls-incomplete-chain"
  | "tls-wrong-host"
  | "tls-expired"
  | "tls-not-yet-valid"
  | "tls-old-protocol"
  | "tls-client-certificate";

export const TLS_FAULT_KINDS: readonly TlsFaultKind[] = [
  "tls-self-signed",
  "tls-incomplete-chain",
  "tls-wrong-host",
  "tls-expired",
  "tls-not-yet-valid",
  "tls-old-protocol",
  "tls-client-certificate",
];

/** A certificate and its private key, PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The authority of one emulator: what clients have to trust, and what its servers present. */
export interface TlsMaterial {
  /** The root's certificate, PEM. Servers present a leaf and an intermediate, and the root is what they lead to. */
  readonly ca: string;
  /** For servers that ask for one. */
  readonly clientCertificate: CertifiedKey;
  /** A server's settings: in order, or wrong in one way. */
  serverOptions(fault: TlsFaultKind | undefined): TlsOptions;
}

const DAY_MS = 86_400_000;

/**
 * Makes an authority, certificates for the hosts, and every wrong form of them, each when first asked for.
 *
 * @param nowMs the machine's time, and not the emulator's: it is what the TLS libraries on the other side go by
 */
export function createTlsMaterial(seed: number, nowMs: number, hosts: readonly string[]): TlsMaterial {
  const issue = issuerOf(seed, nowMs);
  const root = { name: ROOT, key: seededEcKey(seed, ROOT) };
  const intermediate = { name: INTERMEDIATE, key: seededEcKey(seed, INTERMEDIATE) };
  const ca = issue({ subject: ROOT, issuer: root, use: "authority" });
  const middle = lazily(() => issue({ subject: INTERMEDIATE, issuer: root, use: "authority" }).certificate);
  const server = (change: Partial<CertificateRequest> = {}): CertifiedKey =>
    issue({ subject: hosts[0] ?? "localhost", issuer: intermediate, use: "server", hosts, ...change });
  const good = lazily(() => server());
  const client = lazily(() => issue({ subject: "integration", issuer: root, use: "client" }));
  return {
    ca: ca.certificate,
    get clientCertificate(): CertifiedKey {
      return client();
    },
    serverOptions: (fault) => optionsFor(fault, { server, good, middle, ca: ca.certificate, nowMs }),
  };
}

const ROOT = "Emulator Root CA";
const INTERMEDIATE = "Emulator Issuing CA";

type Issue = (
  request: Pick<CertificateRequest, "subject" | "issuer" | "use"> & Partial<CertificateRequest>,
) => CertifiedKey;

function issuerOf(seed: number, nowMs: number): Issue {
  return (request) => {
    const subjectKey = request.subjectKey ?? seededEcKey(seed, request.subject);
    const dates = { notBeforeMs: nowMs - DAY_MS, notAfterMs: nowMs + 365 * DAY_MS };
    const { pem } = issueCertificate({ ...dates, ...request, subjectKey });
    return { certificate: pem, privateKey: subjectKey.export({ type: "pkcs8", format: "pem" }).toString() };
  };
}

interface Makings {
  readonly server: (change?: Partial<CertificateRequest>) => CertifiedKey;
  readonly good: () => CertifiedKey;
  readonly middle: () => string;
  readonly ca: string;
  readonly nowMs: number;
}

function optionsFor(fault: TlsFaultKind | undefined, { server, good, middle, ca, nowMs }: Makings): TlsOptions {
  const chained = ({ certificate, privateKey }: CertifiedKey): SecureContextOptions => ({
    cert: `${certificate}${middle()}`,
    key: privateKey,
  });
  switch (fault) {
    case undefined:
      return chained(good());
    case "tls-self-signed":
      return selfSigned(server);
    case "tls-incomplete-chain":
      return { cert: good().certificate, key: good().privateKey };
    case "tls-wrong-host":
      return chained(server({ subject: "other.example.test", hosts: ["other.example.test"] }));
    case "tls-expired":
      return chained(server({ notBeforeMs: nowMs - 90 * DAY_MS, notAfterMs: nowMs - 2 * DAY_MS }));
    case "tls-not-yet-valid":
      return chained(server({ notBeforeMs: nowMs + 2 * DAY_MS, notAfterMs: nowMs + 90 * DAY_MS }));
    case "tls-old-protocol":
      // OpenSSL signs these versions with SHA-1, which it does at its lowest security level only
      return { ...chained(good()), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" };
    case "tls-client-certificate":
      return { ...chained(good()), requestCert: true, rejectUnauthorized: true, ca };
  }
}

/** A certificate that is its own issuer, as IIS makes one for a machine. */
function selfSigned(server: Makings["server"]): TlsOptions {
  const key = seededEcKey(0, "self-signed");
  const { certificate, privateKey } = server({ subject: "WIN-ERP", subjectKey: key, issuer: { name: "WIN-ERP", key } });
  return { cert: certificate, key: privateKey };
}
