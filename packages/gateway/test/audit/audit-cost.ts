/**
 * What an audit entry costs in CPU, from `record` to the commit, by batch size. Not a test: figures depend on the machine.
 * Run it with `node --conditions=erpgate-source packages/gateway/test/audit/audit-cost.ts`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditWriter, openAuditWriter } from "../../src/audit/audit-writer.ts";
import { openStore } from "../../src/store/open-store.ts";
import { auditEntry } from "../store/records.ts";

const ROWS = 40_000;
const ROUNDS = 5;

async function cpuPerRow(writer: AuditWriter, batchRows: number): Promise<number> {
  const start = process.cpuUsage();
  for (let row = 0; row < ROWS; row += 1) {
    writer.record(auditEntry({ requestId: `0123456789abcdef-${row}` }));
    if (row % batchRows === batchRows - 1) await writer.flush();
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / ROWS;
}

const folder = mkdtempSync(join(tmpdir(), "erpgate-audit-cost-"));
try {
  await using store = await openStore(join(folder, "erpgate.db"));
  await using writer = await openAuditWriter(store);
  await cpuPerRow(writer, 200); // to warm up
  for (const batchRows of [50, 200, 500]) {
    const figures: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) figures.push((await cpuPerRow(writer, batchRows)).toFixed(2));
    process.stdout.write(`batches of ${batchRows}: ${figures.join(" ")} µs of CPU per row\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
