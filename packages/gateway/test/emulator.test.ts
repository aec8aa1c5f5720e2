import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { type RunningEmulator, startEmulator } from "@erpgate/emulator";
import { connect } from "@erpgate/client";
import { seeded } from "../../../tools/seeded-secrets.ts";
import { startTestGateway, type TestGateway } from "./test-gateway.ts";

let erp: RunningEmulator;
let running: TestGateway;
let key: string;
before(async () => {
  erp = await startEmulator({
    kinetic: { user: { username: "svc", password: seeded("kinetic-password") }, apiKey: seeded("kinetic-api-key") },
    prophet21: { consumerKey: { name: "gateway", key: seeded("p21-key"), scope: "/api;/odata:supplier,customer" } },
  });
  running = await startTestGateway({
    kinetic: {
      system: "kinetic",
      url: erp.kinetic.url,
      company: erp.kinetic.company,
      apiKey: erp.kinetic.apiKey,
      auth: { kind: "token-resource", username: erp.kinetic.user.username, password: erp.kinetic.user.password },
    },
    p21: {
      system: "prophet21",
      url: erp.prophet21.url,
      auth: { kind: "consumer-key", key: erp.prophet21.consumerKey.key },
    },
  });
  const services = ["CustomerSvc", "PartSvc", "SalesTerSvc"].map((name) => `/EPIC06/Erp.BO.${name}:write`);
  key = await running.register("app", {
    kinetic: { scope: [...services, "/EPIC06/BaqSvc/zCustomer01"].join(";") },
    p21: { scope: "/api;/odata:supplier" },
  });
});
after(async () => {
  await running[Symbol.asyncDispose]();
  await erp.close();
});

/** The independent client knows neither erpgate nor tokens: user, password and URL are all it takes. */
interface EpicorClient {
  Customer: {
    list(where: string, fields: string, options: { limit: number; orderBy: string }): Promise<{ CustID: string }[]>;
    get(selector: { CustNum: number }): Promise<{ CustID: string; CustNum: number } | null>;
  };
}
type EpicorConstructor = new (options: {
  serverUrl: string;
  username: string;
  password: string;
  company?: string;
}) => EpicorClient;
const Epicor = createRequire(import.meta.url)("epicor-erp-api") as EpicorConstructor;

describe("the npm client epicor-erp-api, unmodified", () => {
  async function use(serverUrl: string, username: string, password: string): Promise<unknown> {
    const client = new Epicor({ serverUrl, username, password, company: "EPIC06" });
    const list = await client.Customer.list("CustNum gt 1", "CustID,CustNum", { limit: 3, orderBy: "CustNum" });
    const one = await client.Customer.get({ CustNum: 2 });
    return { list, id: one?.CustID };
  }

  test("gets through the gateway what it gets from the ERP, with another URL and another login", async () => {
    const direct = await use(erp.kinetic.url, erp.kinetic.user.username, erp.kinetic.user.password);
    const through = await use(`${running.url}/kinetic`, "app", key);
    assert.deepEqual(through, direct);
    assert.equal((direct as { list: unknown[] }).list.length, 3);
  });
});

describe("erpgate's own client, pointed at the gateway", () => {
  test("Kinetic: Basic and API key are the consumer's", async () => {
    await using kinetic = connect({
      system: "kinetic",
      url: `${running.url}/kinetic`,
      company: "EPIC06",
      apiKey: key,
      auth: { kind: "basic", username: "app", password: key },
    });
    const rows = [];
    for await (const row of kinetic.odata("Erp.BO.CustomerSvc/Customers", { select: ["CustID"] })) rows.push(row);
    assert.ok(rows.length > 0);
    await assert.rejects(kinetic.get("Erp.BO.VendorSvc/Vendors"), { name: "ErpgateError" });
  });

  test("P21: the consumer key is the gateway's, the token in P21's own shape", async () => {
    await using p21 = connect({ system: "prophet21", url: `${running.url}/p21`, auth: { kind: "consumer-key", key } });
    const rows = [];
    for await (const row of p21.odata("table/supplier", { top: 5 })) rows.push(row);
    assert.ok(rows.length > 0);
    await assert.rejects(p21.get("/odataservice/odata/table/customer?$top=1"), { code: "P21_NOT_AUTHORIZED" });
  });
});

test("the ERP's tokens: one each, however many callers", async () => {
  const paths = [
    "/kinetic/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts?$top=1",
    "/p21/odataservice/odata/table/supplier?$top=1",
  ];
  const mintedBefore = erp.tally.tokensMinted.prophet21 + erp.tally.tokensMinted.kinetic;
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      fetch(running.url + (paths[index % 2] ?? ""), { headers: { authorization: `Bearer ${key}` } }),
    ),
  );
  assert.ok(answers.every(({ status }) => status === 200));
  assert.ok(erp.tally.tokensMinted.prophet21 + erp.tally.tokensMinted.kinetic - mintedBefore <= 2);
});

test("a token that the ERP drops is replaced, and no caller notices", async () => {
  const ask = (): Promise<Response> =>
    fetch(`${running.url}/kinetic/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts?$top=1`, {
      headers: { authorization: `Bearer ${key}` },
    });
  assert.equal((await ask()).status, 200);
  // The ERP's clock runs ahead of ours: for it the token has run out, for us it has not.
  erp.clock.advance({ hours: 2 });
  const minted = erp.tally.tokensMinted.kinetic;
  assert.equal((await ask()).status, 200);
  assert.equal(erp.tally.tokensMinted.kinetic, minted + 1);
});
