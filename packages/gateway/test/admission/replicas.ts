import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startEchoUpstream } from "../echo-upstream.ts";
import { kineticAt, startTestGateway } from "../test-gateway.ts";

const CHILD = fileURLToPath(new URL("gateway-child.ts", import.meta.url));
const CUSTOMERS = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";

/** Two gateways over one store, one of them a process of its own, before an ERP that answers when it is told to. */
export interface Replicas extends AsyncDisposable {
  /** Asks this process's gateway. */
  readonly here: () => Promise<Response>;
  /** Asks the other. */
  readonly there: () => Promise<Response>;
  /** Ends the other at once. */
  kill(): Promise<void>;
  readonly erp: SlowErp;
}

/** Calls that are at the ERP. */
export interface SlowErp {
  readonly open: number;
  /** The most that ever were there together. */
  readonly most: number;
  readonly arrivedMs: readonly number[];
  /** @returns once so many are there */
  until(open: number): Promise<void>;
  /** Answers the first. */
  answer(): void;
  /** From now on each is answered after so many ms. */
  answerAfter(ms: number): void;
}

/** @param store where both keep their records; undefined: a file of their own */
export async function startReplicas(admission: object, store: string | undefined): Promise<Replicas> {
  const folder = await mkdtemp(join(tmpdir(), "erpgate-replicas-"));
  const upstream = await startEchoUpstream();
  const erpUrl = `${upstream.url}/ERP`;
  const section = {
    listen: { port: 0 },
    admin: { port: 0 },
    store: store ?? join(folder, "erpgate.db"),
    keyFile: join(folder, "key"),
    admission: { erp: admission },
  };
  const own = await startTestGateway({ erp: kineticAt(erpUrl) }, section);
  const key = await own.register("shop", { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:read" } });
  const env = { ...process.env, ERPGATE_TEST_REPLICA: JSON.stringify({ section, erpUrl }) };
  const child = spawn(process.execPath, [CHILD], { env, stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const askAt = (at: string) => () => fetch(at + CUSTOMERS, { headers: { authorization: `Bearer ${key}` } });
  return {
    here: askAt(own.url),
    there: askAt(url),
    kill: () => kill(child),
    erp: slowErpAt(upstream),
    async [Symbol.asyncDispose]() {
      await kill(child);
      await own[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "close");
}

function slowErpAt(upstream: Awaited<ReturnType<typeof startEchoUpstream>>): SlowErp {
  const open: (() => void)[] = [];
  const arrivedMs: number[] = [];
  let arrived = Promise.withResolvers<undefined>();
  let most = 0;
  let answerAfterMs: number | undefined;
  const answer = (): void => open.shift()?.();
  upstream.respond = (_request, response) => {
    open.push(() => response.writeHead(200, { "content-length": "2" }).end("{}"));
    arrivedMs.push(performance.now());
    most = Math.max(most, open.length);
    arrived.resolve(undefined);
    if (answerAfterMs !== undefined) setTimeout(answer, answerAfterMs);
  };
  return {
    get open() {
      return open.length;
    },
    get most() {
      return most;
    },
    arrivedMs,
    async until(count) {
      while (open.length < count) {
        await arrived.promise;
        arrived = Promise.withResolvers();
      }
    },
    answer,
    answerAfter: (ms) => (answerAfterMs = ms),
  };
}

/** Answers come as they should: all of them with this status. */
export function requireStatus(responses: readonly Response[], status: number): void {
  assert.deepEqual(
    responses.map((response) => response.status),
    responses.map(() => status),
  );
}
