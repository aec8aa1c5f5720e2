/**
 * Child of the kill tests: changes the store as fast as it can and says after each change that it was acknowledged. The
 * location comes by environment, because a PostgreSQL address holds a password.
 */
import { openAuditWriter } from "../../src/audit/audit-writer.ts";
import { openStore } from "../../src/store/open-store.ts";
import { auditEntry, consumerRecord } from "./records.ts";

const label = process.argv[2] ?? "";
const store = await openStore(process.env["ERPGATE_TEST_STORE"] ?? "");
const audit = await openAuditWriter(store);

for (let count = 1; ; count += 1) {
  const name = `${label}-${count}`;
  await store.putConsumer(consumerRecord(name), auditEntry({ action: "consumer.add", consumer: name }));
  process.stdout.write(`consumer ${name}\n`);
  for (let row = 0; row < 50; row += 1) audit.record(auditEntry({ requestId: `${name}-${row}` }));
  await audit.flush();
  process.stdout.write(`audit ${name}\n`);
}
