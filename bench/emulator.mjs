// The emulator's identity provider as a peer of the harness's suite `token-issue-http`: it takes the client and the scope that
// the suite sends. Started as a program, this file is that server; ERPGATE_BENCH_FROM names the folder the packages are installed in.
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(import.meta.url);

if (process.argv[1] === here) {
  const { ALG, CLIENT_ID, CLIENT_SECRET, PORT, ERPGATE_BENCH_FROM } = process.env;
  const found = createRequire(join(ERPGATE_BENCH_FROM, "package.json")).resolve("@erpgate/emulator");
  const { startEmulator } = await import(pathToFileURL(found).href);
  const clients = [{ clientId: CLIENT_ID, secret: CLIENT_SECRET }];
  await startEmulator({
    epicorIdp: { scope: "erp:read", signing: ALG, clients },
    listen: { epicorIdpPort: Number(PORT) },
  });
}

function peer(alg) {
  return {
    alg,
    token: "/connect/token",
    jwks: "/.well-known/openid-configuration/jwks",
    note: "journal, tally, faults",
    start: (ctx, port) => ({
      cmd: process.env.BENCH_NODE ?? process.execPath,
      argv: [here],
      env: { ALG: alg, CLIENT_ID: ctx.clientId, CLIENT_SECRET: ctx.clientSecret, PORT: port },
    }),
  };
}

export const peers = {
  "token-issue-http": { "erpgate emulator ES256": peer("ES256"), "erpgate emulator RS256": peer("RS256") },
};
