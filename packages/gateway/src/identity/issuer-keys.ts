import type { IssuerKey } from "./issuer.ts";

/** Where an issuer's public keys come from. */
export interface IssuerKeys {
  /** Those that are known now. Old ones are fetched anew in the background. */
  held(nowMs: number): readonly IssuerKey[];
  /**
   * Fetches them anew, when a token names a key that is not among them. Undefined where that would be of no use: keys from
   * a file, or asked too recently.
   */
  refresh(nowMs: number): Promise<void> | undefined;
}

/** @returns keys that do not change by themselves */
export const fixedKeys = (keys: readonly IssuerKey[]): IssuerKeys => ({ held: () => keys, refresh: () => undefined });
