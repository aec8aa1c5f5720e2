import type { SecretText } from "../secret.ts";

/** A certificate that this program shows to servers that ask for one, with its private key. */
export type ClientCertificate =
  | {
      /** PEM text: the certificate, then those between it and its root. */
      readonly certificate: string;
      /** PEM text of the private key. */
      readonly key: SecretText | undefined;
      /** Of an encrypted key. */
      readonly passphrase?: SecretText | undefined;
    }
  | {
      /** A PKCS#12 file (.pfx, .p12): its bytes, or their Base64. */
      readonly pfx: Uint8Array | SecretText | undefined;
      readonly passphrase?: SecretText | undefined;
    };

/**
 * How the server's certificate is judged, and what is shown to it. `ca` and `systemStore` hold for every host that the
 * connection reaches, its token service included; the rest holds for the host of its `url` alone, because a certificate of
 * the ERP says nothing about, say, Entra ID.
 */
export interface TlsOptions {
  /** PEM text of one or several certificates that are trusted besides Node's own list: a private CA, or the server's own. */
  readonly ca?: string | readonly string[];
  /** Trusts what the operating system trusts as well. @default false */
  readonly systemStore?: boolean;
  readonly clientCertificate?: ClientCertificate;
  /**
   * On top of all other checks the server's certificate must be one of these: the SHA-256 fingerprint of the certificate in
   * hexadecimal digits, or `sha256/` and the Base64 digest of its public key. Give the next one as well before a renewal.
   */
  readonly pinSha256?: string | readonly string[];
  /**
   * One certificate that is accepted though nothing here trusts it and whatever host it names: PEM text of the certificate or
   * of its public key, or the fingerprint in hexadecimal digits. SHA-256 is right; SHA-1 and MD5 work, with a warning.
   */
  readonly acceptCertificate?: string;
  /** The host that the certificate must name, where that is not the one in `url`. */
  readonly serverName?: string;
  /**
   * Accepts any certificate. Then whoever is on the way can read and change everything. Each use is a warning, and a
   * connection that is marked live refuses it.
   *
   * @deprecated only so that editors strike it through: give `ca` or `acceptCertificate` instead
   * @default false
   */
  readonly allowUnverifiedCertificate?: boolean;
}
