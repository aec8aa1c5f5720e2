import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { canI, issueOperatorToken, liveConsumer, mountFinder, suggestAccess, updateConsumer } from "../../src/index.ts";
import { startEchoUpstream } from "../echo-upstream.ts";
import { auditOf, kineticAt, startTestGateway } from "../test-gateway.ts";

const V2 = "/kinetic/api/v2/odata/EPIC06";
const CUSTOMERS = `${V2}/Erp.BO.CustomerSvc/Customers`;

test("from real calls: what was used stays allowed under the suggestion, what was not does not; the administration says the same", async () => {
  await using upstream = await startEchoUpstream();
  const connections = { kinetic: kineticAt(`${upstream.url}/ERP`), other: kineticAt(`${upstream.url}/OTHER`) };
  await using running = await startTestGateway(connections);
  const { store, consumers, adminUrl } = running.gateway;
  const key = await running.register("app", {
    kinetic: { scope: "/*/Erp.BO.CustomerSvc:write;/EPIC06/Erp.BO.PartSvc" },
    other: { scope: "/EPIC06/Erp.BO.PartSvc" },
  });
  const call = async (path: string, init: RequestInit = {}): Promise<number> => {
    const answer = await fetch(running.url + path, { ...init, headers: { "x-api-key": key } });
    await answer.text();
    return answer.status;
  };
  const write = { method: "PATCH", body: "{}" };
  assert.equal(await call(`${CUSTOMERS}?$top=1`), 200);
  assert.equal(await call(`${CUSTOMERS}('EPIC06',5)`, write), 200);
  assert.equal(await call(`${V2}/Erp.BO.VendorSvc/Vendors`), 403);
  for (const action of [`GET ${CUSTOMERS}`, `PATCH ${CUSTOMERS}('EPIC06',5)`, `GET ${V2}/Erp.BO.VendorSvc/Vendors`])
    while ((await auditOf(running.gateway, action)).length === 0);

  const mountFor = mountFinder({ connections, admission: {} });
  const found = await suggestAccess(store, mountFor, await liveConsumer(store, "app"));
  const scope = "/EPIC06/Erp.BO.CustomerSvc/Customers:GET,PATCH";
  assert.equal(found.calls, 2);
  assert.deepEqual(found.access, {
    kinetic: {
      granted: "/*/Erp.BO.CustomerSvc:write;/EPIC06/Erp.BO.PartSvc",
      calls: 2,
      scope,
      unused: ["/EPIC06/erp.bo.partsvc"],
    },
    other: { granted: "/EPIC06/Erp.BO.PartSvc", calls: 0, scope: undefined, unused: ["/EPIC06/erp.bo.partsvc"] },
  });
  assert.equal(found.command, `erpgate consumer update app --access 'kinetic=${scope}' --close other`);

  const { token } = await issueOperatorToken(join(running.folder, "erpgate.keys"), 3_600_000, Date.now());
  const asked = (query: string): Promise<Response> =>
    fetch(`${adminUrl}/consumers/app/suggestion${query}`, { headers: { authorization: `Bearer ${token}` } });
  const document = (await (await asked("")).json()) as Record<string, unknown>;
  assert.deepEqual([document["calls"], document["command"]], [2, found.command]);
  const later = (await (
    await asked(`?since=${new Date(Date.now() + 60_000).toISOString()}`)
  ).json()) as typeof document;
  assert.deepEqual([later["calls"], later["command"]], [0, null]);
  assert.equal((await asked("?since=yesterday")).status, 400);

  await updateConsumer(store, "app", { scopes: { kinetic: scope }, close: ["other"] }, () => []);
  await consumers.reload();
  assert.equal(await call(CUSTOMERS), 200);
  assert.equal(await call(`${CUSTOMERS}('EPIC06',5)`, write), 200);
  assert.equal(await call(`${V2}/Erp.BO.PartSvc/Parts`), 403);
  const now = await liveConsumer(store, "app");
  assert.equal(canI(mountFor, now, "DELETE", CUSTOMERS).allowed, false);
});
