import { administrationEntry } from "../consumers/administration-entry.ts";
import type { Store } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import { type ActRuntime, withSystem } from "../store/store-runtime.ts";
import type { Keyring } from "./keyring.ts";
import { LEAD_MS } from "./oauth-keys.ts";
import { makeKey, newest } from "./signing-keys.ts";

/** A key that was made to take over. */
export interface RotatedKey {
  readonly kid: string;
  /** From when on it signs, epoch milliseconds. It is published at once. */
  readonly signsFromMs: number;
  /** The key that it follows; undefined where it is the first. */
  readonly follows: string | undefined;
}

/**
 * Makes the next key for the gateway's own tokens. Every process of every replica publishes it within a second and signs with
 * it ten seconds later; the key before verifies until the last token that it signed has ended.
 * @throws StoreError `CONSUMER_CONFLICT` when somebody else did the same at this moment
 */
export async function rotateOauthKey(
  store: Pick<Store, "signingKeys" | "putSigningKey">,
  keyring: Keyring,
  runtime: Partial<ActRuntime> = {},
): Promise<RotatedKey> {
  const system = withSystem(runtime);
  const before = newest(await store.signingKeys(), "oauth");
  const key = makeKey(keyring, system, "oauth", (before?.generation ?? 0) + 1);
  const requestId = Buffer.from(system.randomBytes(12)).toString("base64url");
  const entry = {
    ...administrationEntry("keys.rotate", "", key.createdAtMs, requestId, runtime.operator),
    consumer: undefined,
  };
  if (!(await store.putSigningKey(key, entry))) {
    const message = "Somebody else has made the next signing key at this moment; theirs takes over.";
    throw new StoreError("CONSUMER_CONFLICT", message);
  }
  return { kid: key.id, signsFromMs: key.createdAtMs + LEAD_MS, follows: before?.id };
}
