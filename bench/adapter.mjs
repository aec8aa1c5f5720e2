// Our peers for the side-by-side benchmark, one file a face. They measure the packed packages that `npm run bench:prepare`
// installed into build/bench; this file and its neighbours hold no server code of their own.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../build/bench", import.meta.url));
if (!existsSync(`${installed}/node_modules/erpgate`)) throw new Error("Nothing to measure yet: npm run bench:prepare");
process.env.ERPGATE_BENCH_FROM ??= installed;
const build = fileURLToPath(new URL("../build/", import.meta.url));
const { version } = JSON.parse(
  await (
    await import("node:fs/promises")
  ).readFile(new URL("../packages/client/package.json", import.meta.url), "utf8"),
);
const packed = (name) => `file:${build}${name}-${version}.tgz`;
process.env.ERPGATE_BENCH_CLIENT_TGZ ??= packed("erpgate-client");
process.env.ERPGATE_BENCH_TGZ ??= ["erpgate-client", "erpgate-doctor", "erpgate-emulator", "erpgate-gateway", "erpgate"]
  .map(packed)
  .join(",");

const [sdk, gateway, cli, emulator] = await Promise.all([
  import("./sdk.mjs"),
  import("./gateway.mjs"),
  import("./cli.mjs"),
  import("./emulator.mjs"),
]);

/** The harness asks for a default export: a suite's name -> peers. */
export default {
  "sdk-token": sdk.peers["sdk-token"],
  "sdk-request": sdk.peers["sdk-request"],
  "import-cost": { ...sdk.peers["import-cost"], ...cli.peers["import-cost"] },
  gateway: gateway.peers.gateway,
  "token-issue": {},
  "token-issue-http": emulator.peers["token-issue-http"],
  "jwt-verify": {},
};
