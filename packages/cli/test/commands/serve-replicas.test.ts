import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test, type TestContext } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { exportAudit, issueOperatorToken, openStore, requestReload, verifyAudit } from "@erpgate/gateway";
import { startEchoUpstream } from "../../../gateway/test/echo-upstream.ts";
import { missingPostgres, startPostgres } from "../../../gateway/test/store/embedded-postgres.ts";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { erpgate } from "../run-erpgate.ts";
import { readyLine, type RunningCommand, startService } from "../run-service.ts";

const missing = missingPostgres();
const WORKERS = 2;
const secrets = {
  PASSWORD: seeded("replicas-password"),
  API_KEY: seeded("replicas-api-key"),
  OLD_PASSWORD: seeded("replicas-old-password"),
  CONSUMER_KEY: seeded("replicas-consumer-key"),
};
const SCOPE = "/EPIC06/Erp.BO.CustomerSvc";
const CUSTOMERS = "api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";
const FORBIDDEN = "/kinetic/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors?$top=1";

/** Two machines in front of one ERP: what each is, one file says. */
async function startPlace() {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "erpgate-replicas-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = stack.use(await startPostgres());
  const slow = stack.use(await startEchoUpstream());
  const emulator = await startEmulator({
    kinetic: { user: { username: "integration", password: secrets.PASSWORD }, apiKey: secrets.API_KEY },
    prophet21: { consumerKey: { key: secrets.CONSUMER_KEY, scope: "/api" } },
  });
  stack.defer(() => emulator.close());
  const auth = { kind: "token-resource", username: "integration" };
  const erp = { system: "kinetic", company: "EPIC06", apiKey: "${env:API_KEY}", url: emulator.kinetic.url };
  const configuration = {
    connections: {
      kinetic: { ...erp, auth: { ...auth, password: "${env:PASSWORD}" } },
      refused: { ...erp, auth: { ...auth, username: "leaver", password: "${env:OLD_PASSWORD}" } },
      p21: {
        system: "prophet21",
        url: emulator.prophet21.url,
        auth: { kind: "consumer-key", key: "${env:CONSUMER_KEY}" },
      },
      slow: { ...erp, url: `${slow.url}/ERP`, auth: { ...auth, kind: "basic", password: "${env:PASSWORD}" } },
    },
    gateway: {
      listen: { port: 0 },
      admin: { port: 0 },
      verify: { port: 0 },
      store: "${env:DATABASE_URL}",
      keyFile: "./erpgate.keys",
      admission: { slow: { seats: { count: WORKERS, waitMs: 500 } } },
    },
  };
  const file = join(folder, "erpgate.yaml");
  const write = (limits: object): void =>
    writeFileSync(file, JSON.stringify({ ...configuration, gateway: { ...configuration.gateway, limits } }));
  write({});
  const location = await postgres.newPlace();
  const env = { ...secrets, DATABASE_URL: location };
  const keyFile = join(folder, "erpgate.keys");
  return {
    file,
    env,
    location,
    keyFile,
    emulator,
    slow,
    write,
    startReplica: () =>
      startService(["serve", "--config", file, "--workers", String(WORKERS), "--json"], /"event":"ready".*\n/, { env }),
    operator: async () => ({
      authorization: `Bearer ${(await issueOperatorToken(keyFile, 60_000, Date.now())).token}`,
      "content-type": "application/json",
    }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** One connection, which is kept: all that is asked on it comes to the same worker. */
interface Line {
  ask(path: string, headers?: Record<string, string>, method?: string, body?: object): Promise<Answer>;
  readonly worker: string;
}

/** A connection to each worker that listens there. */
async function linesTo(url: string, stack: DisposableStack): Promise<readonly Line[]> {
  const lines = new Map<string, Line>();
  // Which worker a connection comes to is the system's affair; what it refuses carries its id.
  while (lines.size < WORKERS) {
    const agent = stack.adopt(new Agent({ keepAlive: true, maxSockets: 1 }), (each) => each.destroy());
    const ask: Line["ask"] = async (path, headers = {}, method = "GET", body) => {
      const sent = request(url + path, { agent, headers, method }).end(body && JSON.stringify(body));
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
    };
    const worker = /urn:erpgate:request:([0-9a-f]+)-/.exec((await ask("/verify/nowhere")).body)?.[1];
    assert.ok(worker !== undefined);
    if (!lines.has(worker)) lines.set(worker, { ask, worker });
  }
  return [...lines.values()];
}

/** Asks until there is a seat. */
async function served(line: Line, path: string, headers: Record<string, string>): Promise<Answer> {
  const answer = await line.ask(path, headers);
  return answer.status === 503 ? served(line, path, headers) : answer;
}

/** Looks again, each time over sockets, until it holds. What never comes to be is ended by the runner's limit. */
async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await look())) await new Promise(setImmediate);
}

const eventsOf = (gateway: RunningCommand, event: string): readonly Record<string, unknown>[] =>
  gateway
    .stderr()
    .split("\n")
    .filter((line) => line.includes(`"event":"${event}"`))
    .flatMap((line) => (line.endsWith("}") ? [JSON.parse(line) as Record<string, unknown>] : []));

async function timed(context: TestContext, what: string, work: Promise<void>): Promise<void> {
  const startedMs = performance.now();
  await work;
  context.diagnostic(`${what}: ${Math.round(performance.now() - startedMs)} ms`);
}

describe(
  `two replicas of two workers over PostgreSQL${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  {
    skip: missing !== undefined,
  },
  () => {
    test("share tokens, refusals, consumers and seats; drain whole, and with every row", async (context) => {
      await using place = await startPlace();
      const [one, two] = await Promise.all([place.startReplica(), place.startReplica()]);
      await using running = new AsyncDisposableStack();
      running.use(one);
      running.use(two);
      using stack = new DisposableStack();
      const [ready, readyToo] = [readyLine(one), readyLine(two)];
      const [url, urlToo] = [String(ready["url"]), String(readyToo["url"])];
      const here = await linesTo(url, stack);
      const there = await linesTo(urlToo, stack);
      const asking = await linesTo(String(ready["verifyUrl"]), stack);
      const all = [...here, ...there];
      assert.equal(new Set(all.map(({ worker }) => worker)).size, 2 * WORKERS);
      const admin = async (gateway: Record<string, unknown>, method: string, path: string, body?: object) => {
        const answer = await fetch(String(gateway["adminUrl"]) + path, {
          method,
          headers: await place.operator(),
          ...(body && { body: JSON.stringify(body) }),
        });
        assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
        return (await answer.json()) as Record<string, unknown>;
      };
      const everywhere = async (
        lines: readonly Line[],
        path: string,
        key: string,
        status: number,
      ): Promise<boolean> => {
        const answers = await Promise.all(lines.map((line) => line.ask(path, { "x-api-key": key })));
        return answers.every((answer) => answer.status === status);
      };

      // Consumers: what one replica's administration makes, and what a command line makes, holds everywhere.
      const access = { kinetic: { scope: SCOPE }, refused: { scope: SCOPE }, slow: { scope: SCOPE } };
      const desk = { p21: { scope: "/uiserver0;/api", p21Username: place.emulator.prophet21.user.username } };
      const { key: made } = await admin(ready, "POST", "/consumers", { name: "made", access });
      const key = String(made);
      assert.ok(await everywhere(here, FORBIDDEN, key, 403), "in force at this replica before it is answered");
      await timed(
        context,
        "made here, known there",
        until(() => everywhere(there, FORBIDDEN, key, 403)),
      );
      const added = await erpgate(
        ["consumer", "add", "added", "--config", place.file, "--access", `kinetic=${SCOPE}`],
        { env: place.env },
      );
      assert.equal(added.code, 0, added.stderr);
      const addedKey = added.stdout.trim();
      await timed(
        context,
        "made by the command line, known",
        until(() => everywhere(all, FORBIDDEN, addedKey, 403)),
      );

      // One token for all, and one refused login for all, however many processes tried.
      assert.ok(await everywhere(all, `/kinetic/${CUSTOMERS}`, key, 200));
      assert.ok(await everywhere(all, `/refused/${CUSTOMERS}`, key, 502));
      const minted = place.emulator.journal.filter(({ path }) => path.includes("TokenResource"));
      const wasRefused = minted.map(({ status }) => status >= 400);
      assert.deepEqual([wasRefused.length, wasRefused.filter(Boolean).length], [2, 1]);

      // What an engine in front asks, at each worker.
      const asked = `/verify/kinetic/${CUSTOMERS}`;
      for (const line of asking) {
        const answer = await line.ask(asked, { "x-api-key": addedKey });
        assert.deepEqual([answer.status, answer.headers["cache-control"]], [200, "private, max-age=1"]);
        assert.match(String(answer.headers.authorization), /^Bearer /);
      }
      await admin(readyToo, "DELETE", "/consumers/added");
      assert.ok(await everywhere(there, FORBIDDEN, addedKey, 401), "a revoked key is good at no worker there");
      await timed(
        context,
        "revoked there, refused at each listener here",
        until(
          async () =>
            (await everywhere(here, FORBIDDEN, addedKey, 401)) && (await everywhere(asking, asked, addedKey, 401)),
        ),
      );

      // A session of P21's is at one worker, and its calls come to any.
      const { key: deskKey } = await admin(ready, "POST", "/consumers", { name: "desk", access: desk });
      const [opening, other] = here;
      assert.ok(opening !== undefined && other !== undefined);
      const during = async (line: Line, method: string, path: string, body?: object): Promise<number> => {
        const headers = { authorization: `Bearer ${String(deskKey)}`, "content-type": "application/json" };
        return (await line.ask(`/p21/uiserver0/api/ui/interactive/${path}`, headers, method, body)).status;
      };
      const window = { ServiceName: "Customer" };
      assert.equal(await during(opening, "POST", "sessions", {}), 200);
      assert.equal(await during(other, "POST", "v2/window", window), 200);
      assert.equal(await during(other, "POST", "sessions", {}), 409, "it has one, as at P21 itself");
      assert.equal(await during(other, "DELETE", "sessions"), 200);
      assert.equal(await during(opening, "POST", "v2/window", window), 400, "it is over at both");

      // Seats: the replica whose two workers have none waits for those of the other.
      const held: (() => void)[] = [];
      place.slow.respond = (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" }).write('{"value":[');
        held.push(() => response.end("]}"));
      };
      const credential = { "x-api-key": key };
      const seated = here.map((line) => served(line, `/slow/${CUSTOMERS}`, credential));
      await until(() => held.length === WORKERS);
      for (const line of there) assert.equal((await line.ask(`/slow/${CUSTOMERS}`, credential)).status, 503);

      // The end of one replica: what runs at each of its workers is finished, and nothing new begins.
      one.child.kill("SIGTERM");
      await until(async () => {
        const { hostname, port } = new URL(url);
        const sent = request({ hostname, port, path: "/nowhere", agent: false }).end();
        const outcome = once(sent, "response").then(([response]) => void (response as IncomingMessage).resume());
        return outcome.then(
          () => false,
          () => true,
        );
      });
      assert.equal(one.child.exitCode, null, "it waits for what runs");
      for (const release of held.splice(0)) release();
      for (const answer of await Promise.all(seated))
        assert.deepEqual([answer.status, answer.body], [200, '{"value":[]}']);
      const ended = await one.ended;
      assert.equal(ended.code, 0, ended.stderr);
      const holding = place.slow.respond;
      place.slow.respond = (_request, response) => void response.writeHead(200).end("{}");
      const [line] = there;
      assert.ok(line !== undefined);
      await timed(
        context,
        "its seats are the other's",
        served(line, `/slow/${CUSTOMERS}`, credential).then(({ status }) => assert.equal(status, 200)),
      );

      // The end of the other, with a call that never ends: it is cut when the time is over that the file gives now.
      place.write({ drainTimeoutMs: 200 });
      const { hostname: host, port } = new URL(String(readyToo["adminUrl"]));
      await requestReload({ admin: { host, port: Number(port) }, keyFile: place.keyFile }, Date.now);
      place.slow.respond = holding;
      const cut = line.ask(`/slow/${CUSTOMERS}`, credential);
      await until(() => held.length === 1);
      two.child.kill("SIGTERM");
      await assert.rejects(cut);
      const endedToo = await two.ended;
      assert.equal(endedToo.code, 0, endedToo.stderr);
      assert.equal(eventsOf(two, "gateway.cut").length, 1);

      await using store = await openStore(place.location);
      const { chains, breaks } = await verifyAudit(store);
      assert.deepEqual(breaks, []);
      const open = chains.filter(({ closed, writer }) => !closed && writer !== "administration");
      assert.deepEqual(open, [], "every writer has closed its chain");
      const rows = [];
      for await (const row of exportAudit(store, { fromMs: 0, consumer: "made", connection: "slow" })) rows.push(row);
      const calls = [];
      for await (const { action } of exportAudit(store, { fromMs: 0, consumer: "desk", connection: "p21" }))
        calls.push(action);
      assert.equal(calls.length, 5, `once each, by the worker that has the session: ${calls.join()}`);
      assert.equal(
        rows.filter(({ status }) => status === 200).length,
        WORKERS + 1,
        "each call that was let in has its row",
      );
      for (const secret of Object.values(place.env)) {
        assert.ok(!ended.stderr.includes(secret));
        assert.ok(!readFileSync(place.file, "utf8").includes(secret));
      }
    });
  },
);
