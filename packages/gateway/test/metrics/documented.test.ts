import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { kineticAt, startTestGateway } from "../test-gateway.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8").replaceAll("\r\n", "\n");

test("docs/operating.md lists every metric with its type, and no other", async () => {
  const admission = { erp: { seats: { count: 2 }, breaker: { failures: 3 } } };
  await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") }, { admission });
  const printed = await (await fetch(`${running.gateway.adminUrl}/metrics`)).text();
  const types = [...printed.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  // What only the first of several processes has is printed there, as gauges.
  const source = read("../../src/cluster/cluster-admin.ts");
  const ofCluster = [...source.matchAll(/name: "(\w+)", help:/g)].map(([, name]) => `${name} gauge`);
  assert.ok(ofCluster.length >= 2);
  const rows = read("../../../../docs/operating.md").matchAll(/^\| `((?:erpgate|process)_\w+)` +\| (\w+) /gm);
  const documented = [...rows].map(([, name, type]) => `${name} ${type}`);
  assert.deepEqual(documented.toSorted(), [...new Set([...types, ...ofCluster])].toSorted());
});
