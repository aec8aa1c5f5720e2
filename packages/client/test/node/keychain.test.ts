import assert from "node:assert/strict";
import { it } from "node:test";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../src/index.ts";
import { readKeychain, removeFromKeychain, writeKeychain } from "../../src/node/keychain.ts";

/** A binding that keeps what it is given, as `@napi-rs/keyring` does. */
function binding() {
  const kept = new Map<string, string>();
  const options: unknown[] = [];
  class Entry {
    readonly name: string;
    constructor(service: string, account: string, given: unknown) {
      this.name = `${service}/${account}`;
      options.push(given);
    }
    getPassword = (): string | null => kept.get(this.name) ?? null;
    setPassword = (text: string): void => void kept.set(this.name, text);
    deletePassword = (): boolean => kept.delete(this.name);
  }
  return { load: () => Promise.resolve({ Entry }), kept, options };
}

it("the keychain gives back what it was given, from the pinned store", async () => {
  const { load, kept, options } = binding();
  assert.equal(await readKeychain("store key", load), undefined);
  await writeKeychain("store key", seeded("keychain"), load);
  assert.equal(await readKeychain("store key", load), seeded("keychain"));
  assert.deepEqual([...kept.keys()], ["erpgate/store key"]);
  assert.deepEqual(options[0], { linux: { store: "secret-service" } });
  assert.equal(await removeFromKeychain("store key", load), true);
  assert.equal(await removeFromKeychain("store key", load), false);
});

for (const [what, load] of [
  ["a package that is not installed", () => Promise.reject(new Error("Cannot find package"))],
  ["a binding of another shape", () => Promise.resolve({})],
  [
    "a keychain that throws",
    () =>
      Promise.resolve({
        Entry: class {
          getPassword = () => {
            throw new Error("AccessDenied");
          };
        },
      }),
  ],
] as const)
  it(`${what} means that there is no keychain here`, async () => {
    await assert.rejects(
      readKeychain("k", load),
      (error) => ErpgateError.is(error) && error.code === "KEYCHAIN_UNAVAILABLE",
    );
  });
