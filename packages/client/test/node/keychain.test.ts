import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
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

it(
  `a real Secret Service keeps a store's key${missing.map((program) => `: skipped, ${program} is not installed`).join("")}`,
  { skip: missing.length > 0 },
  () => {
    using folder = temporaryFolder();
    const child = fileURLToPath(new URL("keychain-child.ts", import.meta.url));
    const unlocked = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"`;
    const words = [
      "--",
      "sh",
      "-c",
      unlocked,
      "sh",
      process.execPath,
      child,
      join(folder.path, "tokens"),
      seeded("kept"),
    ];
    const out = execFileSync("dbus-run-session", words, {
      encoding: "utf8",
      env: { ...process.env, HOME: folder.path, XDG_RUNTIME_DIR: folder.path, XDG_DATA_HOME: folder.path },
      stdio: ["ignore", "pipe", "ignore"],
    });
    assert.deepEqual(JSON.parse(out.trim().split("\n").at(-1) ?? ""), {
      before: null,
      read: true,
      removed: true,
      after: null,
    });
  },
);

function isInstalled(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
}
