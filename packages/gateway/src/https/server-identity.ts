import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import type { TlsConfig } from "../config/gateway-config.ts";

/** What the gateway shows callers who connect by https, read and checked. */
export interface ServerIdentity {
  /** For `https.createServer` and `setSecureContext`. */
  readonly context: SecureContextOptions;
  /** Epoch milliseconds of the certificate's end; undefined where it is inside a PFX. */
  readonly expiresAtMs: number | undefined;
  /** Whether callers are asked for a certificate of their own. */
  readonly asksForCertificate: boolean;
  /** What `stateOfFiles` said before they were read, so that what changes meanwhile is a change. */
  readonly filesState: string;
}

/** What is wrong with one of the files. */
export interface IdentityFault {
  /** `tls.certificate`. */
  readonly option: string;
  readonly message: string;
}

const OPTIONS = ["certificate", "key", "pfx", "clientCa"] as const;

/** Reads the files of `gateway.tls`. @returns what to serve with, or every fault at once */
export async function readServerIdentity(config: TlsConfig): Promise<ServerIdentity | readonly IdentityFault[]> {
  const filesState = await stateOfFiles(config);
  const files = await Promise.all(OPTIONS.map((option) => read(option, config[option])));
  // In the order of the options, and not in that of the disk.
  const faults = files.flatMap((file) => (file === undefined || Buffer.isBuffer(file) ? [] : [file]));
  if (faults.length > 0) return faults;
  const [cert, key, pfx, ca] = files.map((file) => (Buffer.isBuffer(file) ? file : undefined));
  const { passphrase } = config;
  const context: SecureContextOptions = {
    minVersion: "TLSv1.2",
    ...(pfx === undefined ? { cert, key } : { pfx }),
    ...(ca === undefined ? {} : { ca }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
  const fault = contextFault(context, config);
  if (fault !== undefined) return [fault];
  const expiresAtMs = cert === undefined ? undefined : endOf(cert);
  return { context, expiresAtMs, asksForCertificate: ca !== undefined, filesState };
}

async function read(option: string, file: string | undefined): Promise<Buffer | IdentityFault | undefined> {
  if (file === undefined) return undefined;
  return readFile(file).catch((error: NodeJS.ErrnoException) => ({
    option: `tls.${option}`,
    message: `${file} cannot be read (${error.code ?? "unknown"}). Correct the path or the rights`,
  }));
}

/** What tells one content of the files of `gateway.tls` from the next; a file that cannot be looked at is a state, too. */
export async function stateOfFiles({ certificate, key, pfx, clientCa }: TlsConfig): Promise<string> {
  const files = [certificate, key, pfx, clientCa].filter((file) => file !== undefined);
  const states = files.map((file) =>
    stat(file).then(
      ({ mtimeMs, ino, size }) => `${mtimeMs} ${ino} ${size}`,
      ({ code }: NodeJS.ErrnoException) => code ?? "",
    ),
  );
  return (await Promise.all(states)).join(", ");
}

/** OpenSSL says what is wrong in words that name no file. The messages repeat nothing of the key. */
function contextFault(context: SecureContextOptions, { certificate, pfx }: TlsConfig): IdentityFault | undefined {
  try {
    createSecureContext(context);
    return undefined;
  } catch (error) {
    const said = error instanceof Error ? error.message : "";
    if (pfx !== undefined)
      return {
        option: "tls.pfx",
        message: `${pfx} cannot be opened (${said}). Correct the passphrase, or export the file again with current algorithms`,
      };
    if (/mismatch/i.test(said))
      return {
        option: "tls.key",
        message: `is not the private key of ${certificate ?? ""}. Give the key that belongs to it`,
      };
    return {
      option: "tls.certificate",
      message: `and key cannot be used (${said}). Give the chain as PEM, leaf first, and the private key as PEM, with its passphrase if it has one`,
    };
  }
}

function endOf(pem: Buffer): number | undefined {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return undefined;
  }
}
