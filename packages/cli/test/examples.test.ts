import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readConfig } from "@erpgate/client/node";
import { checkGatewayConfig } from "@erpgate/gateway";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { finished } from "./run-erpgate.ts";

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));

const stories = readdirSync(examples, { withFileTypes: true }).filter((entry) => entry.isDirectory());

for (const { name } of stories) {
  test(`the example ${name} runs and checks itself, and leaves nothing behind`, async () => {
    const temporary = mkdtempSync(join(tmpdir(), "erpgate-cli-test-"));
    const child = spawn(process.execPath, ["--conditions=erpgate-source", join(examples, name, "main.ts")], {
      env: { PATH: process.env["PATH"] ?? "", TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    });
    const { code, stdout, stderr } = await finished(child);
    const left = readdirSync(temporary);
    rmSync(temporary, { recursive: true });
    assert.equal(code, 0, stderr);
    assert.notEqual(stdout, "");
    assert.deepEqual(left, []);
  });
}

test("there are examples", () => assert.ok(stories.length >= 3));

test("the commented configuration is one that erpgate takes, without a word of warning", async () => {
  const { connections, warnings } = await readConfig(join(examples, "erpgate.yaml"), {
    sections: { gateway: checkGatewayConfig },
    env: {
      KINETIC_API_KEY: seeded("api-key"),
      KINETIC_PASSWORD: seeded("password"),
      P21_CONSUMER_KEY: seeded("consumer-key"),
    },
  });
  assert.deepEqual(Object.keys(connections), ["kinetic", "p21"]);
  assert.deepEqual(warnings, []);
});
