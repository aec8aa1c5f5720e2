import assert from "node:assert/strict";
import { createHmac, sign, verify } from "node:crypto";
import { describe, it } from "node:test";
import { createKeyring } from "../../src/keys/keyring.ts";
import { loadSigningKeys } from "../../src/keys/signing-keys.ts";
import { openStore } from "../../src/store/open-store.ts";
import { StoreError } from "../../src/store/store-error.ts";

const randomBytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));
const keyring = createKeyring([{ id: "m", secret: new Uint8Array(32).fill(3) }], randomBytes);

describe("signing keys", () => {
  it("sign and verify, and are the same at the next start", async () => {
    await using store = await openStore(":memory:");
    const first = await loadSigningKeys(store, keyring, {}, { mounts: ["p21"] });
    const again = await loadSigningKeys(store, keyring, {}, { mounts: ["p21"] });
    const keyOf = ({ oauth }: typeof first): ReturnType<typeof oauth.signing> => oauth.signing(Date.now());
    const data = Buffer.from("header.payload");
    const signature = sign("sha256", data, keyOf(first).privateKey);
    assert.equal(verify("sha256", data, keyOf(again).publicKey, signature), true);
    assert.equal(keyOf(again).publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
    const mac = (keys: typeof first): string => {
      const key = keys.mounts.get("p21");
      assert.ok(key !== undefined);
      return createHmac("sha256", key.secret).update(data).digest("hex");
    };
    assert.equal(mac(first), mac(again));
    assert.equal(keyOf(first).kid, keyOf(again).kid);
  });

  it("gives each mount a secret of its own", async () => {
    await using store = await openStore(":memory:");
    const { mounts } = await loadSigningKeys(store, keyring, {}, { mounts: ["live", "pilot"] });
    const secrets = [...mounts.values()].map(({ secret }) => secret.export().toString("hex"));
    assert.equal(new Set(secrets).size, 2);
    assert.ok(secrets.every((secret) => secret.length === 64));
  });

  it("refuses a key that was put in another one's place", async () => {
    await using store = await openStore(":memory:");
    await loadSigningKeys(store, keyring, {}, { mounts: ["live"] });
    const live = (await store.signingKeys()).find(({ purpose }) => purpose === "mount:live");
    assert.ok(live !== undefined);
    await store.putSigningKey({ ...live, id: "moved", purpose: "mount:pilot" });
    const loading = loadSigningKeys(store, keyring, {}, { mounts: ["pilot"] });
    await assert.rejects(loading, (error) => StoreError.is(error) && error.code === "SEAL_BROKEN");
  });
});
