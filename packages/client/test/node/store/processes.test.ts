import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { createFileTokenStore, newKeyText } from "../../../src/node/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const PROCESSES = 8;
const CALLERS = 1000 / PROCESSES;
const program = fileURLToPath(new URL("asking-child.ts", import.meta.url));

async function message(child: ChildProcess): Promise<unknown> {
  const [text] = (await once(child, "message")) as [unknown];
  return text;
}

test("1,000 callers in 8 processes on one file store cost one token request", async () => {
  using folder = temporaryFolder();
  const password = seeded("stampede-password");
  await using erp = await startEmulator({ prophet21: { user: { username: "api_user", password } } });
  const file = join(folder.path, "tokens");
  const keyFile = join(folder.path, "key");
  writeFileSync(keyFile, newKeyText(), { mode: 0o600 });
  const words = [erp.prophet21.url, file, keyFile, password, String(CALLERS)];
  const children = Array.from({ length: PROCESSES }, () => fork(program, words));
  await Promise.all(children.map(message));
  const answers = children.map(message);
  for (const child of children) child.send("go");
  const all = (await Promise.all(answers)) as { tokens: string[]; count: number }[];

  assert.equal(
    all.reduce((sum, { count }) => sum + count, 0),
    1000,
  );
  const tokens = new Set(all.flatMap((each) => each.tokens));
  assert.equal(tokens.size, 1);
  const asked = erp.journal.filter((entry) => entry.path.includes("/api/security/token"));
  assert.equal(asked.length, 1);
  const store = createFileTokenStore({ file, key: { kind: "key-file", file: keyFile } });
  assert.deepEqual(
    [...(await store.entries()).values()].map(({ token }) => token),
    [...tokens],
  );
});
