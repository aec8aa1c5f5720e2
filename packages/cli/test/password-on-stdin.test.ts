import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "@erpgate/client";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { erpgate, temporaryFolder } from "./run-erpgate.ts";

test("a password on standard input lets in byte for byte, as one among the options does; and one line break is not part of it", async () => {
  const password = ` # : ; % ' " päß 🔑 ${seeded("stdin")} `;
  using folder = temporaryFolder();
  await using emulator = await startEmulator({ kinetic: { user: { username: "integration", password } } });
  const { url, company, apiKey } = emulator.kinetic;
  const config = join(folder.path, "erpgate.yaml");
  writeFileSync(
    config,
    `connections:
  kinetic:
    system: kinetic
    url: ${url}
    company: ${company}
    apiKey: \${env:API_KEY}
    auth: { kind: basic, username: integration, password: "\${file:-}" }
`,
  );
  const words = ["request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1", "--config", config];
  const ask = (input: string) => erpgate(words, { env: { API_KEY: apiKey }, input });
  const { code, stderr } = await ask(`${password}\n`);
  assert.deepEqual([code, stderr], [0, ""]);
  const auth = { kind: "basic", username: "integration", password } as const;
  await using kinetic = connect({ system: "kinetic", url, company, apiKey, auth });
  assert.equal((await kinetic.send("Erp.BO.CustomerSvc/Customers?$top=1")).status, 200);
  const nothing = await ask("");
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /auth\.password: names \$\{file:-\} \(standard input\), which is empty/);
});
