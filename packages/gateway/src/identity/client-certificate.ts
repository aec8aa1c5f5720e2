import type { Socket } from "node:net";
import { type PeerCertificate, TLSSocket } from "node:tls";

/** `issuer` of a consumer's subject that is a certificate. */
export const CERTIFICATE_ISSUER = "certificate";

/** What a caller's certificate says about who it is. */
export interface ClientCertificate {
  /** Names under which it may be registered, the most exact first: `sha256:<hex>`, `uri:<name>`, `dns:<name>`. */
  readonly names: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

const READ: unique symbol = Symbol("client certificate");
type Reading = TLSSocket & { [READ]?: ClientCertificate | "untrusted" | "none" };

/**
 * The certificate that a connection came with. Read once for each connection: it cannot change in the midst of it, since TLS 1.3
 * has no renegotiation and Node allows none before that by default.
 *
 * @returns `untrusted` where none of the configured authorities vouches for it; `none` where there is none
 */
export function clientCertificate(socket: Socket): ClientCertificate | "untrusted" | "none" {
  if (!(socket instanceof TLSSocket)) return "none";
  const reading = socket as Reading;
  return (reading[READ] ??= readCertificate(socket));
}

function readCertificate(socket: TLSSocket): ClientCertificate | "untrusted" | "none" {
  const certificate = socket.getPeerCertificate() as Partial<PeerCertificate>;
  const { fingerprint256, valid_to: end } = certificate;
  if (fingerprint256 === undefined || end === undefined) return "none";
  if (!socket.authorized) return "untrusted";
  const fingerprint = `sha256:${fingerprint256.replaceAll(":", "").toLowerCase()}`;
  return { names: [fingerprint, ...altNames(certificate.subjectaltname)], expiresAtMs: Date.parse(end) };
}

/**
 * The common name is not among them: nobody checks what stands in it. Node quotes an alternative name that holds a comma or a quote
 * (CVE-2021-44532 came of not doing so); a list with such a one is not read at all.
 */
function altNames(list: string | undefined): readonly string[] {
  if (list === undefined || list.includes('"')) return [];
  return list.split(", ").flatMap((item) => {
    const [, kind = "", name = ""] = /^(URI|DNS):(.+)$/.exec(item) ?? [];
    return kind === "" ? [] : [`${kind.toLowerCase()}:${name}`];
  });
}
