import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findConfig, type FindConfigOptions } from "@erpgate/client/node";

const none = (): Promise<boolean> => Promise.resolve(false);
const only = (file: string) => (asked: string) => Promise.resolve(asked === file);

async function placesOf(options: FindConfigOptions): Promise<string[]> {
  const { file, lookedAt } = await findConfig({ exists: none, ...options });
  assert.equal(file, undefined);
  return lookedAt.map((place) => place.file);
}

describe("findConfig", () => {
  it("looks here and then in the user's configuration folder, by platform", async () => {
    const linux = { platform: "linux", cwd: "/srv", home: "/home/anna" } as const;
    assert.deepEqual(await placesOf({ ...linux, env: {} }), [
      "/srv/erpgate.yaml",
      "/home/anna/.config/erpgate/erpgate.yaml",
    ]);
    assert.deepEqual(
      (await placesOf({ ...linux, env: { XDG_CONFIG_HOME: "/etc/anna" } }))[1],
      "/etc/anna/erpgate/erpgate.yaml",
    );
    assert.deepEqual(
      (await placesOf({ ...linux, env: { XDG_CONFIG_HOME: "relative" } }))[1],
      "/home/anna/.config/erpgate/erpgate.yaml",
    );
    const mac = await placesOf({ platform: "darwin", cwd: "/srv", home: "/Users/anna", env: {} });
    assert.deepEqual(mac[1], "/Users/anna/Library/Application Support/erpgate/erpgate.yaml");
    const windows = { platform: "win32", cwd: "D:\\shop", home: "C:\\Users\\anna" } as const;
    assert.deepEqual(await placesOf({ ...windows, env: { APPDATA: "C:\\Users\\anna\\AppData\\Roaming" } }), [
      "D:\\shop\\erpgate.yaml",
      "C:\\Users\\anna\\AppData\\Roaming\\erpgate\\erpgate.yaml",
    ]);
    assert.deepEqual(
      (await placesOf({ ...windows, env: {} }))[1],
      "C:\\Users\\anna\\AppData\\Roaming\\erpgate\\erpgate.yaml",
    );
  });

  it("looks nowhere else when a file was named", async () => {
    const where = { platform: "linux", cwd: "/srv", home: "/home/anna" } as const;
    const env = { ERPGATE_CONFIG: "conf/a.yaml" };
    assert.deepEqual(await placesOf({ ...where, env }), ["/srv/conf/a.yaml"]);
    assert.deepEqual(await placesOf({ ...where, env, option: "/b.yaml" }), ["/b.yaml"]);
    assert.equal((await placesOf({ ...where, env: { ERPGATE_CONFIG: "" } })).length, 2);
    const { lookedAt } = await findConfig({ ...where, env, option: "/b.yaml", exists: none });
    assert.deepEqual(lookedAt, [{ file: "/b.yaml", because: "--config" }]);
  });

  it("takes the first that is there", async () => {
    const where = { platform: "linux", cwd: "/srv", home: "/home/anna", env: {} } as const;
    const personal = "/home/anna/.config/erpgate/erpgate.yaml";
    assert.equal((await findConfig({ ...where, exists: only(personal) })).file, personal);
    assert.equal((await findConfig({ ...where, exists: () => Promise.resolve(true) })).file, "/srv/erpgate.yaml");
  });

  it("finds a real file", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "erpgate-find-"));
    try {
      writeFileSync(join(cwd, "erpgate.yaml"), "");
      assert.equal((await findConfig({ cwd, env: {} })).file, join(cwd, "erpgate.yaml"));
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
