// An emulated Kinetic and Entra ID for the rows of bench/cli.mjs, in a process of its own because the suite blocks while it
// times a start. Writes a configuration and a key file into the folder it is told, and answers until its standard input ends.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2] ?? "";
const { resolve } = createRequire(`${process.env.ERPGATE_BENCH_FROM ?? ""}/package.json`);
const { startEmulator } = await import(pathToFileURL(resolve("@erpgate/emulator")).href);
const { kinetic, entra } = await startEmulator({ kinetic: { switches: { entraAppOnly: "accept" } } });
const { clientId, secret } = entra.app("integration");

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "store.key"), `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
writeFileSync(
  join(folder, "erpgate.yaml"),
  `tokenStore:
  file: ./tokens.enc
  keyFile: ./store.key
connections:
  kinetic:
    system: kinetic
    url: ${kinetic.url}
    company: ${kinetic.company}
    apiKey: \${env:BENCH_API_KEY}
    auth:
      kind: entra
      flow: client-credentials
      authority: ${entra.url}
      tenant: ${entra.tenant.id}
      clientId: ${clientId}
      clientSecret: \${env:BENCH_CLIENT_SECRET}
      resource: api://epicor-kinetic
`,
);
process.stdout.write(`${JSON.stringify({ apiKey: kinetic.apiKey, clientSecret: secret })}\n`);
process.stdin.resume().on("end", () => process.exit());
