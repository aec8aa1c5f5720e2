import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { startEmulator } from "@erpgate/emulator";
import { seeded } from "../../../../../tools/seeded-secrets.ts";
import { startTestGateway } from "../../test-gateway.ts";

type Row = Readonly<Record<string, unknown>>;

/** The independent client, which speaks v1 with Basic and knows nothing of sessions. It has no types; this is what is used of it. */
interface EpicorClient {
  readonly Customer: {
    list(where: string, fields: string, options: { limit: number; orderBy: string }): Promise<Row[]>;
    get(selector: Row): Promise<Row | null>;
    find(where: string, options: { pageSize: number }): AsyncIterable<Row>;
    create(record: Row): Promise<Row>;
    update(record: Row): Promise<Row>;
    remove(id: unknown): Promise<unknown>;
  };
  readonly BAQ: { list(query: string, options: { filter: string; limit: number }): Promise<Row[]> };
}
type EpicorConstructor = new (login: {
  serverUrl: string;
  username: string;
  password: string;
  company: string;
}) => EpicorClient;
const Epicor = createRequire(import.meta.url)("epicor-erp-api") as EpicorConstructor;

const SCOPE = "/EPIC06/Erp.BO.CustomerSvc:write;/EPIC06/BaqSvc/zCustomer01";

/** Reads by both of its ways, pages through, and makes, changes and removes a record. */
async function work({ Customer, BAQ }: EpicorClient, id: string): Promise<unknown> {
  const [list, one, query] = await Promise.all([
    Customer.list("CustNum gt 1", "CustID,CustNum", { limit: 3, orderBy: "CustNum" }),
    Customer.get({ CustNum: 2 }),
    BAQ.list("zCustomer01", { filter: "Customer_CustNum le 9", limit: 2 }),
  ]);
  let paged = 0;
  for await (const row of Customer.find("CustNum <= 20", { pageSize: 8 }))
    paged += row["CustNum"] === undefined ? 0 : 1;
  const { CustNum: number, ...rest } = await Customer.create({ CustID: id, Name: "New" });
  const updated = await Customer.update({ ...rest, CustNum: number, Name: "Changed" });
  await Customer.remove(number);
  const gone = await Customer.get({ CustNum: number });
  return { list, id: one?.["CustID"], query, paged, name: updated["Name"], gone };
}

test("the npm client epicor-erp-api, unmodified, in sessions that the gateway keeps: the same answers, and two licences for all", async () => {
  await using erp = await startEmulator({
    kinetic: {
      user: { username: "svc", password: seeded("kinetic-password") },
      apiKey: seeded("kinetic-api-key"),
      licences: { WebService: 2 },
    },
  });
  const { url, company, apiKey, user, licences } = erp.kinetic;
  const auth = { kind: "basic", username: user.username, password: user.password } as const;
  const direct = await work(new Epicor({ serverUrl: url, ...auth, company }), "DIRECT");
  const others = licences.pool("DefaultUser").peak;
  await using running = await startTestGateway(
    { kinetic: { system: "kinetic", url, company, apiKey, license: "WebService", auth } },
    { admission: { kinetic: { seats: { count: 2, sessions: true } } } },
  );
  const clients: EpicorClient[] = [];
  for (const name of ["one", "two", "three"]) {
    const password = await running.register(name, { kinetic: { scope: SCOPE } });
    clients.push(new Epicor({ serverUrl: `${running.url}/kinetic`, username: name, password, company }));
  }
  const through = await Promise.all(clients.map((client, at) => work(client, `THROUGH${at}`)));
  for (const answers of through) assert.deepEqual(answers, direct);
  const { inUse, peak } = licences.pool("WebService");
  assert.ok(inUse <= 2 && peak <= 2, `${inUse} ${peak}`);
  assert.equal(licences.penalties, 0);
  assert.equal(licences.pool("DefaultUser").peak, others, "no other licence than for the calls past the gateway");
  assert.equal(erp.journal.filter(({ path }) => path.endsWith("/Login")).length, erp.kinetic.sessions().length);
  await running.gateway.drain();
  assert.deepEqual(erp.kinetic.sessions(), []);
});
