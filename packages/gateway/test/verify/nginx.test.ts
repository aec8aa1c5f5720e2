import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as waitMs } from "node:timers/promises";
import { rootCertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../../tools/free-port.ts";
import { revokeConsumer } from "../../src/index.ts";
import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { ERP_API_KEY, kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../docs/nginx-in-front.conf", import.meta.url));
const PATH = "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

function nginxMissing(): string | false {
  try {
    execFileSync("nginx", ["-v"], { stdio: "pipe" });
    return false;
  } catch {
    return "the program nginx is not installed";
  }
}

async function untilItListens(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`);
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.destroy();
      return;
    } catch {
      await waitMs(20);
    }
  }
}

describe("nginx in front, by the file that the documentation shows", { skip: nginxMissing() }, () => {
  let folder: string;
  let upstream: EchoUpstream;
  let running: TestGateway;
  let nginx: ChildProcess;
  let url: string;
  let key: string;
  let readOnlyKey: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "erpgate-nginx-"));
    // As root nginx runs its workers as another user.
    await chmod(folder, 0o755);
    upstream = await startEchoUpstream();
    running = await startTestGateway({ kinetic: kineticAt(`${upstream.url}/ERP`) }, { verify: { port: 0 } });
    key = await running.register("orders", { kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
    readOnlyKey = await running.register("reader", { kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc:read" } });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const text = (await readFile(EXAMPLE, "utf8"))
      .replaceAll("127.0.0.1:8443", `127.0.0.1:${port}`)
      .replaceAll("127.0.0.1:8082", new URL(running.gateway.verifyUrl ?? "").host)
      .replaceAll("/dev/shm/erpgate-verify", join(folder, "cache"))
      .replaceAll("erp.example.com:443", new URL(upstream.url).host)
      .replaceAll("https://erp$", "http://erp$")
      .replace("/etc/ssl/certs/ca-certificates.crt", join(folder, "roots.pem"));
    await writeFile(join(folder, "roots.pem"), rootCertificates.slice(0, 1).join("\n"));
    await writeFile(join(folder, "nginx.conf"), text);
    nginx = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "inherit" });
    await untilItListens(port, nginx);
  });
  after(async () => {
    nginx.kill("SIGTERM");
    await once(nginx, "exit");
    await running[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(url + path, { headers });

  test("an allowed call reaches the ERP with its credentials, at the very target that was judged", async () => {
    const answer = await ask(`${PATH}?$top=1`, { "x-api-key": key, sessioninfo: "{}", license: "{}" });
    assert.equal(answer.status, 200);
    const seen = upstream.seen.at(-1);
    assert.equal(seen?.target, "/ERP/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1");
    assert.equal(seen?.headers["x-api-key"], ERP_API_KEY);
    assert.match(seen?.headers.authorization ?? "", /^Basic /);
    assert.equal(seen?.headers["sessioninfo"], undefined);
    assert.equal(seen?.headers["license"], undefined);
    assert.equal(seen?.headers.host, "erp.example.com");
  });

  test("what erpgate refuses never reaches the ERP", async () => {
    const seenBefore = upstream.seen.length;
    assert.equal((await ask(PATH)).status, 401);
    assert.equal((await ask(PATH, { "x-api-key": "egk_nobody" })).status, 401);
    const vendors = PATH.replace("Customer", "Vendor");
    assert.equal((await ask(vendors, { "x-api-key": key })).status, 403);
    const crooked = `/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/%2e%2e/Erp.BO.VendorSvc/Vendors`;
    assert.equal((await ask(crooked, { "x-api-key": key })).status, 403);
    assert.equal(upstream.seen.length, seenBefore);
  });

  test("what was allowed for one method and address is not kept for another", async () => {
    // Fields of the cache's key that run into each other: this read's key would be that of the write below.
    const other = "/kinetic/other";
    assert.equal((await ask(`${PATH}?x|DELETE|${other}`, { "x-api-key": readOnlyKey })).status, 200);
    const seenBefore = upstream.seen.length;
    const disguised = { "x-api-key": readOnlyKey, callsettings: `|GET|${PATH}?x` };
    const answer = await fetch(url + other, { method: "DELETE", headers: disguised });
    assert.ok(answer.status === 401 || answer.status === 403, `${answer.status}`);
    assert.equal(upstream.seen.length, seenBefore);
  });

  test("the ERP's 401, which repeats the API key, does not come through", async () => {
    const plain = upstream.respond;
    upstream.respond = (_request, response) => response.writeHead(401).end(`{"ErrorMessage":"key ${ERP_API_KEY}"}`);
    const answer = await ask(PATH, { "x-api-key": key });
    upstream.respond = plain;
    assert.equal(answer.status, 401);
    assert.doesNotMatch(await answer.text(), new RegExp(ERP_API_KEY));
  });

  // Both on one nginx, and well within the second for which it keeps an answer: whatever is kept of the first must not answer the second.
  const keptFor = async (kept: string, then: { method: string; path: string; headers: Record<string, string> }) => {
    const credential = { "x-api-key": key };
    assert.equal((await ask(kept, credential)).status, 200, "the first is allowed");
    const seenBefore = upstream.seen.length;
    const { path, method, headers } = then;
    const answer = await fetch(url + path, { method, headers: { ...credential, ...headers } });
    assert.deepEqual([answer.status, upstream.seen.slice(seenBefore)], [403, []]);
  };

  test("class 16, GHSA-v574-6498-x57v: an answer that is kept for one call answers no call whose parts join to the same text", async () => {
    const headers = { callsettings: `|GET|${PATH}?x=` };
    await keptFor(`${PATH}?x=|DELETE|${PATH}`, { method: "DELETE", path: PATH, headers });
    await keptFor(`${PATH}?x=|POST|${PATH}?y`, { method: "POST", path: `${PATH}?y`, headers });
    await keptFor(`${PATH}?GET ${PATH}`.replace(" ", "%20"), { method: "DELETE", path: PATH, headers: {} });
  });

  test("class 16, GHSA-v574-6498-x57v: nor a call that says its method otherwise", async () => {
    for (const name of ["x-http-method", "x-http-method-override", "x-method-override"])
      await keptFor(`${PATH}?${name}`, { method: "GET", path: `${PATH}?${name}`, headers: { [name]: "DELETE" } });
  });

  test("class 1, CVE-2025-64484: names in which a server reads who is calling do not reach the ERP", async () => {
    const names = ["username", "password", "api-key", "license", "x-forwarded-for", "x-forwarded-user", "forwarded"];
    const more = ["x-original-url", "x-rewrite-url", "remote-user", "x-remote-user", "x-real-ip", "x-ms-token-aad"];
    const headers = Object.fromEntries([...names, ...more].map((name) => [name, "forged"]));
    assert.equal((await ask(PATH, { ...headers, "x-api-key": key })).status, 200);
    assert.deepEqual(
      Object.entries(upstream.seen.at(-1)?.headers ?? {}).filter(([, value]) => String(value).includes("forged")),
      [],
    );
  });

  test("a revoked consumer is out within two seconds, cache included", async () => {
    const doomed = await running.register("doomed", { kinetic: { scope: "/EPIC06/Erp.BO.CustomerSvc" } });
    assert.equal((await ask(PATH, { "x-api-key": doomed })).status, 200);
    await revokeConsumer(running.gateway.store, "doomed");
    const startedMs = performance.now();
    while ((await ask(PATH, { "x-api-key": doomed })).status === 200) {
      // Two seconds and the machine's own slowness; nginx's default would be ten minutes.
      assert.ok(performance.now() - startedMs < 20_000);
      await waitMs(50);
    }
  });
});
