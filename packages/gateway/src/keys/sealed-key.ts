/** A signing key as the store holds it: sealed with the key file's key, so that a copy of the database signs nothing. */
export interface SealedKey {
  /** The `kid` that tokens carry. */
  readonly id: string;
  /** What the key is for: `oauth`, or `mount:<connection>`. */
  readonly purpose: string;
  /** 1 for the first key of its purpose; a successor counts on. One key per purpose and generation. */
  readonly generation: number;
  readonly algorithm: "ES256" | "HS256";
  /** See `Keyring.seal`: PKCS #8 DER for ES256, the bare bytes for HS256. */
  readonly sealed: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}
