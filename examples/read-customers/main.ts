// Reads customers from Kinetic, as OData rows. Runs against the emulator; put your own address and login into `connect`.
//   npm exec -- node examples/read-customers/main.ts
import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import { startEmulator } from "@erpgate/emulator";

await using erp = await startEmulator();

await using kinetic = connect({
  system: "kinetic",
  url: erp.kinetic.url, // https://erp.example.com/ERP11PROD
  company: erp.kinetic.company, // EPIC06
  apiKey: erp.kinetic.apiKey, // process.env.KINETIC_API_KEY
  auth: { kind: "basic", username: erp.kinetic.user.username, password: erp.kinetic.user.password },
});

const names: string[] = [];
for await (const customer of kinetic.odata<{ CustID: string; Name: string }>("Erp.BO.CustomerSvc/Customers", {
  select: ["CustID", "Name"],
  filter: "CustNum gt 5",
  top: 3,
})) {
  names.push(`${customer.CustID} ${customer.Name}`);
}

console.log(names.join("\n"));
assert.equal(names.length, 3);
