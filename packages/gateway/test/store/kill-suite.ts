import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { decodeEntries } from "../../src/audit/audit-codec.ts";
import { verifyAudit } from "../../src/audit/verify-audit.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { gather } from "./records.ts";

const WRITER = fileURLToPath(new URL("kill-writer.ts", import.meta.url));

/** What killed processes were told is written must be there; so must the chains be whole. */
export function describeKill(engine: string, newLocation: () => Promise<string>): void {
  it(`${engine}: kill -9 loses nothing that was acknowledged`, async () => {
    const location = await newLocation();
    await using store = await openStore(location);
    const acknowledged: string[] = [];
    for (const [round, lines] of [3, 10, 41].entries()) {
      acknowledged.push(...(await writeAndKill(location, `round${round}`, lines)));
    }
    await requireAll(store, acknowledged);
    const { breaks } = await verifyAudit(store);
    assert.deepEqual(breaks, []);
  });
}

/** Lets a child write until it has said so many lines, kills it, and returns everything it said. */
async function writeAndKill(location: string, label: string, lines: number): Promise<string[]> {
  const env = { ...process.env, ERPGATE_TEST_STORE: location };
  const child = spawn(process.execPath, [WRITER, label], { env, stdio: ["ignore", "pipe", "inherit"] });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push(line);
    if (said.length === lines) child.kill("SIGKILL");
  });
  await once(child, "close");
  assert.ok(said.length >= lines, `the child ended by itself after ${said.length} lines`);
  return said;
}

async function requireAll(store: Store, acknowledged: readonly string[]): Promise<void> {
  const names = new Set((await store.consumers()).map(({ name }) => name));
  const batches = await gather(store.auditBatches());
  const requests = new Set(
    batches.flatMap(({ entries }) => (decodeEntries(entries) ?? []).map((entry) => entry.requestId)),
  );
  for (const line of acknowledged) {
    const [kind, name = ""] = line.split(" ");
    assert.ok(kind === "consumer" ? names.has(name) : requests.has(`${name}-49`), `lost: ${line}`);
  }
}
