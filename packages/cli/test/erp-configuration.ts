import { startEmulator, type RunningEmulator } from "@erpgate/emulator";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "../../../tools/seeded-secrets.ts";

/** An emulated ERP pair and a configuration file that leads to it, secrets by reference. */
export interface ErpConfiguration extends AsyncDisposable {
  readonly emulator: RunningEmulator;
  readonly folder: string;
  readonly file: string;
  /** What the configuration's references need. */
  readonly env: Readonly<Record<string, string>>;
  /** All secrets, for a test to search for. */
  readonly secrets: readonly string[];
}

const secrets = {
  KINETIC_PASSWORD: seeded("kinetic-password"),
  KINETIC_API_KEY: seeded("kinetic-api-key"),
  P21_CONSUMER_KEY: seeded("p21-consumer-key"),
};

/** Starts the emulator and writes the file; both go away together. */
export async function startErp(): Promise<ErpConfiguration> {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-cli-test-"));
  const emulator = await startEmulator({
    kinetic: { user: { username: "integration", password: secrets.KINETIC_PASSWORD }, apiKey: secrets.KINETIC_API_KEY },
    prophet21: { consumerKey: { key: secrets.P21_CONSUMER_KEY, scope: "/odata:supplier" } },
  });
  const file = join(folder, "erpgate.yaml");
  writeFileSync(file, configurationFor(emulator));
  return {
    emulator,
    folder,
    file,
    env: secrets,
    secrets: Object.values(secrets),
    [Symbol.asyncDispose]: async () => {
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configurationFor({ kinetic, prophet21 }: RunningEmulator): string {
  return `connections:
  kinetic:
    system: kinetic
    url: ${kinetic.url}
    company: ${kinetic.company}
    apiKey: \${env:KINETIC_API_KEY}
    auth:
      kind: token-resource
      username: integration
      password: \${env:KINETIC_PASSWORD}
  kinetic-basic:
    system: kinetic
    url: ${kinetic.url}
    company: ${kinetic.company}
    apiKey: \${env:KINETIC_API_KEY}
    auth: { kind: basic, username: integration, password: "\${env:KINETIC_PASSWORD}" }
  p21:
    system: prophet21
    url: ${prophet21.url}
    auth:
      kind: consumer-key
      key: \${env:P21_CONSUMER_KEY}
gateway:
  listen: { port: 0 }
  admin: { port: 0 }
  store: ./erpgate.db
`;
}
