// The gateway as a peer of the harness's suite `gateway`: the packed `erpgate serve` with a configuration file, audit, metrics
// and scope check on. No server code here: it writes a configuration, registers consumers and starts the command.
// ERPGATE_BENCH_FROM: the folder the packages are installed in; without it the workspace's own command line is run.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const workspace = fileURLToPath(new URL("../packages/cli/bin/erpgate.cjs", import.meta.url));
const from = process.env.ERPGATE_BENCH_FROM;
const command = from === undefined ? workspace : join(from, "node_modules/erpgate/bin/erpgate.cjs");
const node = process.env.BENCH_NODE ?? process.execPath;
// The workspace's packages are found as sources; installed ones as what was published.
const flags = from === undefined ? ["--conditions=erpgate-source"] : [];

const SCOPE = "/EPIC06/Erp.BO.CustomerSvc;/EPIC06/Erp.BO.PartSvc";
/** A scope that opens nothing of what is asked for. */
const OTHER_SCOPE = "/EPIC06/Erp.BO.VendorSvc";

/** What the harness's own tokens say: lib/jwt.mjs. */
const ISSUER = { issuer: "https://issuer.bench.test", audience: "https://erp.bench.test/api" };

/** Writes configuration and keys into a new folder and registers two consumers. @param more of the configuration's gateway section */
function prepare(ctx, port, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), "erpgate-bench-"));
  const config = join(folder, "erpgate.yaml");
  const [username, password] = Buffer.from(ctx.inject.authorization.slice("Basic ".length), "base64")
    .toString()
    .split(/:(.*)/);
  writeFileSync(join(folder, "issuer.pem"), ctx.keys.RS256.public);
  const erp = {
    system: "kinetic",
    url: `http://127.0.0.1:${ctx.upstreamPort}/ERP`,
    company: "EPIC06",
    apiKey: "${env:BENCH_API_KEY}",
    auth: { kind: "basic", username, password: "${env:BENCH_PASSWORD}" },
  };
  const issuer = { ...ISSUER, keys: "./issuer.pem", scopes: { "erp:read": { erp: SCOPE } } };
  const gateway = { listen: { port }, admin: { port: 0 }, store: "./erpgate.db", issuers: [issuer], ...more };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ connections: { erp }, gateway }, null, 2));
  const env = { BENCH_API_KEY: ctx.inject["x-api-key"], BENCH_PASSWORD: password };
  const register = (name, scope) => {
    const argv = [...flags, command, "consumer", "add", name, "--config", config, "--access", `erp=${scope}`, "--json"];
    return JSON.parse(execFileSync(node, argv, { env: { ...process.env, ...env }, cwd: folder }).toString()).key;
  };
  const keys = { orders: register("orders-service", SCOPE), other: register("other-service", OTHER_SCOPE) };
  return { cmd: node, argv: [...flags, command, "serve", "--config", config], env, keys, folder };
}

const path = (ctx) => (file) => ctx.erpPaths[file].replace(/^\/ERP\//, "/erp/");

/** Asks the gateway's own token endpoint. */
async function oauthToken(port, name, key) {
  const response = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: name, client_secret: key }),
  });
  if (!response.ok) throw new Error(`/oauth/token answered ${response.status}`);
  return (await response.json()).access_token;
}

/** A peer, with `tokens` where the gateway issues what callers present. The harness gives `ctx` to `start` alone, so it is kept. */
function peer(jwt, note, tokens, serve = async (ctx, port) => prepare(ctx, port)) {
  const kept = {};
  return {
    jwt,
    note,
    async start(ctx, port) {
      Object.assign(kept, { ctx, ...(await serve(ctx, port)) });
      return { cmd: kept.cmd, argv: kept.argv, env: kept.env };
    },
    path: (file) => path(kept.ctx)(file),
    ...(tokens === undefined ? {} : { tokens: ({ port, many }) => tokens(kept.keys, port, many) }),
  };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const example = fileURLToPath(new URL("../docs/nginx-in-front.conf", import.meta.url));
const both = fileURLToPath(new URL("start-both.mjs", import.meta.url));

/** nginx by the file that the documentation shows, with addresses replaced; erpgate says yes or no, and a yes is kept for a second. */
async function nginxInFront(ctx, port) {
  const [own, verify] = [await freePort(), await freePort()];
  const { cmd, argv, env, keys, folder } = prepare(ctx, own, { verify: { port: verify } });
  // As root nginx works as another user.
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "tmp"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/tmp;`,
  );
  const conf = readFileSync(example, "utf8")
    .replaceAll("127.0.0.1:8443", `127.0.0.1:${port} backlog=4096`)
    .replaceAll("127.0.0.1:8082", `127.0.0.1:${verify}`)
    .replaceAll("/kinetic/", "/erp/")
    .replaceAll("/dev/shm/erpgate-verify", `/dev/shm/erpgate-verify-${port}`)
    .replaceAll("erp.example.com:443", `127.0.0.1:${ctx.upstreamPort}`)
    .replaceAll("https://erp$", "http://erp$")
    // As the plain nginx beside it is set.
    .replace("events {}", "events { worker_connections 4096; }")
    .replace("http {", `http { keepalive_requests 1000000000; ${temporary.join(" ")}`);
  writeFileSync(join(folder, "nginx.conf"), conf);
  const nginx = { cmd: "nginx", argv: ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"] };
  return { keys, cmd: node, argv: [both, JSON.stringify([{ cmd, argv, env }, nginx, verify])], env: {} };
}

const all = (count, make) => Promise.all(Array.from({ length: count }, make));

export const peers = {
  gateway: {
    "erpgate serve (issuer RS256)": peer("RS256", "audit, metrics, scope"),
    "erpgate serve (own ES256 token)": peer("ES256", "audit, metrics, scope", async (keys, port, many) => ({
      good: await oauthToken(port, "orders-service", keys.orders),
      noScope: await oauthToken(port, "other-service", keys.other),
      many: await all(many, () => oauthToken(port, "orders-service", keys.orders)),
    })),
    "erpgate serve (opaque key)": peer("opaque", "audit, metrics, scope", (keys, _port, many) => ({
      good: keys.orders,
      noScope: keys.other,
      many: Array.from({ length: many }, () => keys.orders),
    })),
    "nginx + erpgate /verify (issuer RS256)": peer("RS256", "yes kept for 1 s, in memory", undefined, nginxInFront),
  },
};
