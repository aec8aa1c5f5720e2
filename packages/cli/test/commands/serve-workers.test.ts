import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { request as requestTls } from "node:https";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import { issueOperatorToken, openStore, requestReload, verifyAudit } from "@erpgate/gateway";
import { issueCertificate, makeAuthority, opensslMissing } from "../../../gateway/test/certificates.ts";
import { type ErpConfiguration, startErp } from "../erp-configuration.ts";
import { erpgate } from "../run-erpgate.ts";
import { readyLine, type RunningCommand, startService } from "../run-service.ts";

async function serve(erp: ErpConfiguration, ...more: string[]): Promise<RunningCommand> {
  return startService(["serve", "--config", erp.file, "--workers", "2", "--json", ...more], /\n/, { env: erp.env });
}

const adminOf = (gateway: RunningCommand): string => String(readyLine(gateway)["adminUrl"]);
const urlOf = (gateway: RunningCommand): string => String(readyLine(gateway)["url"]);
const rewrite = ({ file }: ErpConfiguration, from: string, to: string): void =>
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));

/** Resolves once the log holds `count` lines of this event. */
async function logged(gateway: RunningCommand, event: string, count = 1): Promise<readonly Record<string, unknown>[]> {
  for (;;) {
    const lines = gateway.stderr().split("\n").slice(0, -1);
    const found = lines.filter((line) => line.includes(`"event":"${event}"`));
    if (found.length >= count) return found.map((line) => JSON.parse(line) as Record<string, unknown>);
    await once(gateway.child.stderr ?? process.stdin, "data");
  }
}

/** One call on a connection of its own. */
async function ask(
  url: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<{ status: number; body: string }> {
  const sent = request(url, { agent: false, headers, method }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await text(response) };
}

/** Calls as fast as it can on eight connections, until an answer says that its connection ends. */
async function untilLetGo(url: string): Promise<void> {
  using agent = new DisposableStack();
  const keeping = agent.adopt(new Agent({ keepAlive: true, maxSockets: 8 }), (each) => each.destroy());
  let isLetGo = false;
  const caller = async (): Promise<void> => {
    while (!isLetGo) {
      const sent = get(url, { agent: keeping });
      // A connection to the worker that was killed breaks, and the next one leads to another.
      const [response] = (await once(sent, "response").catch(() => [])) as IncomingMessage[];
      if (response === undefined) continue;
      isLetGo ||= response.headers.connection === "close";
      await text(response).catch(() => "");
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));
}

/** Asks again until it holds; each look is a call over a socket. What never comes to be is ended by the runner's limit. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look()));
}

/** How two workers refuse a call. Which of them has a connection is the system's affair; whose an answer is stands in its id. */
async function refusals(url: string, headers?: Record<string, string>): Promise<readonly number[]> {
  const workers = new Set<string | undefined>();
  const statuses = new Set<number>();
  await until(async () => {
    for (const { status, body } of await Promise.all(Array.from({ length: 8 }, () => ask(url, headers)))) {
      workers.add(/urn:erpgate:request:([0-9a-f]+)-/.exec(body)?.[1]);
      statuses.add(status);
    }
    return workers.size === 2;
  });
  assert.ok(!workers.has(undefined));
  return [...statuses];
}

interface Ready {
  readonly workers: { readonly wanted: number; readonly ready: number; readonly each: readonly { pid: number }[] };
}

test("two workers: one token, one administration, changes in force at both, a killed one replaced and its audit closed", async () => {
  await using erp = await startErp();
  await using gateway = await serve(erp, "--watch");
  const admin = adminOf(gateway);
  const keyFile = join(erp.folder, "erpgate.keys");
  const operator = { authorization: `Bearer ${(await issueOperatorToken(keyFile, 60_000, Date.now())).token}` };
  const change = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const headers = { ...operator, "content-type": "application/json" };
    const response = await fetch(admin + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const access = { kinetic: { scope: "/*/Erp.BO.CustomerSvc:write" } };
  const { key } = await change("POST", "/consumers", { name: "c", access });
  const call = { "x-api-key": String(key) };
  const service = (name: string): string => `${urlOf(gateway)}/kinetic/api/v2/odata/EPIC06/${name}?$top=1`;
  const vendors = service("Erp.BO.VendorSvc/Vendors");
  assert.deepEqual(await refusals(vendors, call), [403], "a change is in force at both before it is answered");
  const ready = async (): Promise<Ready> => (await (await fetch(`${admin}/readyz`)).json()) as Ready;
  assert.equal((await ready()).workers.ready, 2);
  const minted = erp.emulator.journal.filter(({ path }) => path.includes("TokenResource"));
  assert.equal(minted.length, 1, "one token for both");
  for (let count = 0; count < 4; count += 1)
    assert.equal((await ask(service("Erp.BO.CustomerSvc/Customers"), call)).status, 200);
  const metrics = await (await fetch(`${admin}/metrics`)).text();
  assert.match(metrics, /^erpgate_requests_total\{connection="kinetic",outcome="allowed",status="2xx"\} 4$/m);
  assert.match(metrics, /^erpgate_workers 2$/m);
  const write = { ...call, "idempotency-key": "one", "content-length": "0" };
  const posts = Array.from({ length: 8 }, () => ask(service("Erp.BO.CustomerSvc/Customers"), write, "POST"));
  const statuses = (await Promise.all(posts)).map(({ status }) => status);
  const made = erp.emulator.journal.filter(({ method, path }) => method === "POST" && path.includes("CustomerSvc"));
  assert.equal(made.length, 1, `a write with a key is made once, whichever worker it comes to: ${statuses.join()}`);
  assert.equal((await ask(`${admin}/seats`)).status, 401, "the administration asks who is calling");
  assert.equal((await ask(`${admin}/seats`, operator)).status, 200);
  assert.equal((await ask(`${admin}/consumers`, { ...operator, host: "rebound.example" })).status, 403);

  rewrite(erp, "  kinetic-basic:", "  erp2:");
  await logged(gateway, "gateway.reloaded");
  assert.deepEqual(await refusals(`${urlOf(gateway)}/erp2/x`), [401], "the changed file holds at both");
  // The file can be read; that it names a store elsewhere is for the workers to find, before any takes it over.
  rewrite(erp, "./erpgate.db", "./elsewhere.db");
  const { port, hostname: host } = new URL(admin);
  await assert.rejects(
    requestReload({ admin: { host, port: Number(port) }, keyFile }, Date.now),
    (error: Error & { code?: string }) => error.code === "RESTART_REQUIRED",
  );
  assert.deepEqual(await refusals(vendors, call), [403], "nothing has changed");

  const [first] = await logged(gateway, "worker.started", 2);
  // Its connections go to the one that is left, and part of them to its successor as soon as that is there.
  const letGo = untilLetGo(`${urlOf(gateway)}/nowhere`);
  process.kill(Number(first?.["pid"]), "SIGKILL");
  const [ended] = await logged(gateway, "worker.ended");
  assert.match(String(ended?.["message"]), new RegExp(`^Worker ${Number(first?.["pid"])} ended \\(SIGKILL\\)`));
  await letGo;
  const serving = (await logged(gateway, "worker.started", 3)).slice(1);
  await until(async () => {
    const { workers } = await ready();
    assert.deepEqual(
      workers.each.map(({ pid }) => pid),
      serving.map(({ pid }) => pid),
    );
    return workers.wanted === 2 && workers.ready === 2;
  });
  assert.deepEqual(await refusals(vendors, call), [403]);
  await change("DELETE", "/consumers/c");
  assert.deepEqual(await refusals(vendors, call), [401], "a revoked key is good at none");

  gateway.child.kill("SIGTERM");
  const stopped = await gateway.ended;
  assert.equal(stopped.code, 0, stopped.stderr);
  for (const secret of erp.secrets) assert.ok(!stopped.stderr.includes(secret));
  await using store = await openStore(join(erp.folder, "erpgate.db"));
  const { chains, breaks } = await verifyAudit(store);
  assert.deepEqual(breaks, []);
  const open = chains.filter(({ closed, writer }) => !closed && writer !== "administration");
  assert.deepEqual(open, [], "every writer's chain is closed, the killed one's too");
  assert.equal(chains.length, 5, "administration, the first process, and three workers");
});

test(
  "workers serve https and take a new certificate; none outlives a killed first process",
  { skip: opensslMissing() },
  async () => {
    await using erp = await startErp();
    const authority = makeAuthority(erp.folder, "authority");
    const [before, after] = ["first", "second"].map((name) => issueCertificate(erp.folder, name, authority));
    assert.ok(before !== undefined && after !== undefined);
    const live = { certificate: join(erp.folder, "live.pem"), key: join(erp.folder, "live.key") };
    const use = (files: typeof live): void => {
      copyFileSync(files.key, live.key);
      copyFileSync(files.certificate, live.certificate);
    };
    use(before);
    rewrite(erp, "  listen:", "  tls: { certificate: ./live.pem, key: ./live.key }\n  listen:");
    await using gateway = await serve(erp);
    const { port } = new URL(urlOf(gateway));
    const ca = readFileSync(authority.certificate);
    const shown = async (): Promise<string> => {
      const socket: TLSSocket = connect({ port: Number(port), host: "127.0.0.1", ca });
      await once(socket, "secureConnect");
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      return raw.toString("base64");
    };
    const certificateOf = (file: string): string => readFileSync(file, "utf8").replace(/-----[A-Z ]+-----|\s/g, "");
    assert.equal(await shown(), certificateOf(before.certificate));
    use(after);
    await logged(gateway, "tls.renewed", 2);
    await until(async () => (await shown()) === certificateOf(after.certificate));
    // Its end is that of everything that writes to its stderr: no worker outlives the first process.
    const vendors = `${urlOf(gateway)}/kinetic/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors`;
    await new Promise<void>((resolve, reject) => {
      const sent = requestTls(vendors, { ca, agent: false }, (response) => resolve(void response.resume()));
      sent.on("error", reject).end();
    });
    gateway.child.kill("SIGKILL");
    await gateway.ended;
    // They wrote out what nobody but they knew, each for itself.
    await using store = await openStore(join(erp.folder, "erpgate.db"));
    const { chains, breaks } = await verifyAudit(store);
    assert.deepEqual(breaks, []);
    const open = chains.filter(({ closed, writer }) => !closed && writer !== "administration");
    assert.equal(open.length, 1, "the first process' own");
  },
);

test("a worker that cannot start stops the start, with its reason; a wrong number is named", async () => {
  await using erp = await startErp();
  const wrong = await erpgate(["serve", "--config", erp.file, "--workers", "many"], { env: erp.env });
  assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
  assert.match(wrong.stderr, /--workers must be a whole number from 1 to 64/);
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  assert.ok(typeof address === "object" && address !== null);
  const port = String(address.port);
  const taken = await erpgate(["serve", "--config", erp.file, "--workers", "2", "--port", port], { env: erp.env });
  other.close();
  assert.equal(taken.code, 3, taken.stderr);
  assert.match(taken.stderr, new RegExp(`--port: port ${port} cannot be used`));
});
