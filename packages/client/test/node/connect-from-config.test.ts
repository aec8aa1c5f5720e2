import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { ConfigError, connectFromConfig } from "@erpgate/client/node";
import { seeded } from "../../../../tools/seeded-secrets.ts";

const cwd = mkdtempSync(join(tmpdir(), "erpgate-connect-"));
const file = join(cwd, "erpgate.yaml");
writeFileSync(
  file,
  `connections:
  erp:
    system: kinetic
    url: https://erp.example.com/ERP11PROD
    company: EPIC06
    apiKey: \${env:ERP_KEY}
    auth: { kind: basic, username: integration, password: "\${env:ERP_PASSWORD}" }
  p21:
    system: prophet21
    url: https://p21.example.com
    auth: { kind: consumer-key, key: "\${env:NOT_SET}" }
`,
);

after(() => rmSync(cwd, { recursive: true, force: true }));

const env = { ERP_KEY: seeded("api-key"), ERP_PASSWORD: seeded("password") };

describe("connectFromConfig", () => {
  it("connects by name, with that connection's secrets alone", async () => {
    await using erp = await connectFromConfig("erp", { cwd, env });
    assert.equal(erp.system, "kinetic");
    const headers = await erp.headers();
    const expected = `Basic ${Buffer.from(`integration:${env.ERP_PASSWORD}`).toString("base64")}`;
    assert.ok(headers["authorization"] === expected && headers["x-api-key"] === env.ERP_KEY);
  });

  it("names the connections there are when it finds none of that name", async () => {
    await assert.rejects(
      connectFromConfig("erb", { file, env }),
      (error) => ConfigError.is(error) && /erp, p21\. Did you mean "erp"/.test(error.message),
    );
  });

  it("says where it looked when there is no file", async () => {
    const lost = { cwd: "/nowhere", home: "/nowhere/home", platform: "linux", env: {} } as const;
    await assert.rejects(connectFromConfig("erp", lost), (error) => {
      return (
        ConfigError.is(error) &&
        error.message.includes("/nowhere/erpgate.yaml, /nowhere/home/.config/erpgate/erpgate.yaml")
      );
    });
  });
});
