// Reads suppliers from Prophet 21 with a consumer key. Runs against the emulator; put your own address and key into `connect`.
//   npm exec -- node examples/p21-suppliers/main.ts
import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import { startEmulator } from "@erpgate/emulator";

// A consumer key opens the tables that its registration names, and no others.
await using erp = await startEmulator({ prophet21: { consumerKey: { scope: "/odata:supplier" } } });

await using p21 = connect({
  system: "prophet21",
  url: erp.prophet21.url, // https://play.example.com
  auth: { kind: "consumer-key", key: erp.prophet21.consumerKey.key }, // process.env.P21_CONSUMER_KEY
});

const suppliers = [];
for await (const supplier of p21.odata("table/supplier", { select: ["supplier_id", "supplier_name"], top: 3 })) {
  suppliers.push(supplier);
}

console.table(suppliers);
assert.equal(suppliers.length, 3);

// What the key does not open is refused with a code that says so, and the id of the finding that explains it.
await assert.rejects(p21.get("/odataservice/odata/table/inv_mast?$top=1"), { code: "P21_NOT_AUTHORIZED" });
