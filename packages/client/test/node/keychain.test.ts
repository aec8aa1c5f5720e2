import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { ErpgateError } from "../../src/index.ts";
import { readKeychain, removeFromKeychain, writeKeychain } from "../../src/node/keychain.ts";
import { temporaryFolder } from "./store/temporary-folder.ts";

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

const session = ["dbus-run-session", "gnome-keyring-daemon"];
const missing = session.filter((program) => !isInstalled(program));

/** Runs keychain-child.ts, with a home of its own; where `hasKeychain`, in a desktop session of that home's. */
function inHome(home: string, hasKeychain: boolean, words: readonly string[]): unknown {
  const child = [process.execPath, fileURLToPath(new URL("keychain-child.ts", import.meta.url)), ...words];
  const unlocked = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"`;
  const [program = "", ...rest] = hasKeychain
    ? ["dbus-run-session", "--", "sh", "-c", unlocked, "sh", ...child]
    : child;
  const { DBUS_SESSION_BUS_ADDRESS: _of, ...env } = process.env;
  const out = execFileSync(program, rest, {
    encoding: "utf8",
    env: { ...env, HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: home },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(out.trim().split("\n").at(-1) ?? "");
}

it(
  `a real Secret Service keeps a store's key; a plain copy in another home says why it does not open${missing.map((program) => `: skipped, ${program} is not installed`).join("")}`,
  { skip: missing.length > 0 },
  () => {
    using first = temporaryFolder();
    using second = temporaryFolder();
    const here = join(first.path, "tokens");
    const made = inHome(first.path, true, ["make", here, seeded("kept")]);
    assert.deepEqual(made, { before: null, read: true, removed: true, after: null });

    const there = join(second.path, "tokens");
    copyFileSync(here, there);
    for (const hasKeychain of [true, false]) {
      const { code, message } = inHome(second.path, hasKeychain, ["open", there]) as { code: string; message: string };
      assert.equal(code, hasKeychain ? "STORE_KEY_MISSING" : "KEYCHAIN_UNAVAILABLE");
      assert.match(message, /keychain of the computer and user that made it.*bundle export there.*left as it is$/);
      assert.ok(message.includes(there));
    }
    assert.ok(readFileSync(there).equals(readFileSync(here)));
  },
);

function isInstalled(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
