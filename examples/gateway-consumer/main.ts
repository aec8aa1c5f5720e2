// The same program, twice: straight at the ERP, and through the gateway. Only the URL and the login change; the program
// needs no library for it. Runs against the emulator.
//   npm exec -- node examples/gateway-consumer/main.ts
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "@erpgate/emulator";
import { accessCheckFor, addConsumer, checkGatewayConfig, startGateway } from "@erpgate/gateway";

/** A program written for Kinetic: Basic login, API key, company in the address. It knows nothing of a gateway. */
async function firstCustomers(url: string, username: string, password: string, apiKey: string): Promise<string[]> {
  const answer = await fetch(`${url}/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$select=CustID&$top=3`, {
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      "x-api-key": apiKey,
    },
  });
  assert.equal(answer.status, 200);
  const { value } = (await answer.json()) as { value: { CustID: string }[] };
  return value.map(({ CustID }) => CustID);
}

const folder = await mkdtemp(join(tmpdir(), "erpgate-example-"));
try {
  await using erp = await startEmulator();
  const {
    user: { username, password },
    apiKey,
    url,
    company,
  } = erp.kinetic;

  // The operator's part: the gateway alone knows the ERP's login, and hands out a key that reads customers and nothing else.
  const connections = {
    kinetic: { system: "kinetic", url, company, apiKey, auth: { kind: "token-resource", username, password } },
  } as const;
  const settings = { listen: { port: 0 }, admin: { port: 0 }, store: join(folder, "erpgate.db") };
  await using gateway = await startGateway({
    config: checkGatewayConfig(settings, (path, message) => assert.fail(`${path.join(".")} ${message}`)),
    connections,
  });
  const report = { name: "report", access: { kinetic: { scope: `/${company}/Erp.BO.CustomerSvc` } } };
  const { key } = await addConsumer(gateway.store, gateway.keyring, report, accessCheckFor(connections));
  await gateway.consumers.reload();

  const direct = await firstCustomers(url, username, password, apiKey);
  const through = await firstCustomers(`${gateway.url}/kinetic`, "report", key.reveal(), key.reveal());

  console.log({ direct, through });
  assert.deepEqual(through, direct);
} finally {
  await rm(folder, { recursive: true, force: true });
}
