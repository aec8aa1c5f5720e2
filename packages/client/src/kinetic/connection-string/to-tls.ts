import type { TlsOptions } from "../../options/tls-options.ts";
import type { Properties, Say } from "./read-properties.ts";
import { readBoolean } from "./value.ts";

/** `SSLServerCert`: one more certificate that is accepted, as text, as a file or by its fingerprint. */
export function toTls(properties: Properties, say: Say): TlsOptions | undefined {
  const isAllowed = readBoolean(properties, "AllowUnverifiedCertificate", say) ?? false;
  const value = properties.get("SSLServerCert");
  if (value === "*") {
    if (isAllowed) return { allowUnverifiedCertificate: true };
    const fix = `Give the certificate or its SHA-256 fingerprint; on a test network add "AllowUnverifiedCertificate=true".`;
    say("SSLServerCert", "is *, which accepts any certificate", fix);
    return undefined;
  }
  if (isAllowed) say("AllowUnverifiedCertificate", "belongs to SSLServerCert=*", "Remove it.");
  if (value === undefined) return undefined;
  const isText = value.includes("-----BEGIN") || /^[0-9a-f]{2}(?:[: ]?[0-9a-f]{2})+$/i.test(value);
  const accepted = isText ? value : readCertificate(value, say);
  return accepted === undefined ? undefined : { acceptCertificate: accepted };
}

/** At connect and not at the first call, so that a wrong path is told with all other faults. */
function readCertificate(path: string, say: Say): string | undefined {
  try {
    const bytes = process.getBuiltinModule("node:fs").readFileSync(path);
    if (bytes.includes("-----BEGIN")) return bytes.toString("latin1");
    // Windows exports the bare bytes (DER) by default.
    return new (process.getBuiltinModule("node:crypto").X509Certificate)(bytes).toString();
  } catch {
    const fix = "Give the path of a PEM or DER file, the certificate itself, or its SHA-256 fingerprint.";
    say("SSLServerCert", "names no certificate that can be read", fix);
    return undefined;
  }
}
