// The command line's start, as peers of the suite `import-cost`: the packed packages are installed alone in an empty folder
// and the launcher is timed there. ERPGATE_BENCH_TGZ names them, separated by commas, as `npm run pack` prints them. `token` and
// `request` meet what they meet at a user's: a configuration in YAML, a token store with its token, its key in a file, and an ERP
// over loopback.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const install = (process.env.ERPGATE_BENCH_TGZ ?? "").split(",").filter(Boolean);
// In order, so that it exits with 0 as the suite wants it; a refusal costs the same.
const paste = fileURLToPath(new URL("../corpus/pastes/healthy/kinetic-v2-curl.txt", import.meta.url));
const bin = "node_modules/erpgate/bin/erpgate.cjs";

const isWanted = install.length > 0 && (process.argv[1] ?? "").includes("import-cost");
const erp = isWanted ? await startErp() : { config: "" };

export const peers = {
  "import-cost": {
    "erpgate --version": { install, argv: [bin, "--version"] },
    "erpgate explain": { install, argv: [bin, "explain", paste] },
    "erpgate token": { install, argv: [bin, "token", "kinetic", "--config", erp.config] },
    "erpgate request": {
      install,
      argv: [bin, "request", "kinetic", "Erp.BO.CustomerSvc/Customers?$top=1", "--config", erp.config],
    },
  },
};

async function startErp() {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-bench-"));
  const program = fileURLToPath(new URL("start-erp.mjs", import.meta.url));
  const child = spawn(process.execPath, [program, folder], { stdio: ["pipe", "pipe", "inherit"] });
  process.once("exit", () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const [line] = await child.stdout.take(1).toArray();
  const { apiKey, clientSecret } = JSON.parse(String(line));
  // The suite starts its peers with the environment of its own process.
  Object.assign(process.env, { BENCH_API_KEY: apiKey, BENCH_CLIENT_SECRET: clientSecret });
  const config = join(folder, "erpgate.yaml");
  child.stdout.destroy();
  child.unref();
  child.stdin.unref();
  // The first command signs in and stores the token.
  const cwd = process.env.ERPGATE_BENCH_FROM;
  execFileSync(process.execPath, [bin, "token", "kinetic", "--config", config], { cwd, stdio: "ignore" });
  return { config };
}
