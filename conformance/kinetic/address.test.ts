import assert from "node:assert/strict";
import { kineticWires } from "../profiles/kinetic-gateway.ts";
import { kineticEmulator } from "../profiles/kinetic-wire.ts";
import type { KineticWire } from "../profiles/kinetic-wire.ts";
import type { Answer } from "../profiles/send.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const V1 = "/api/v1/Erp.BO.CustomerSvc";
type Row = Readonly<Record<string, unknown>>;

const v2 = ({ company }: KineticWire, rest = "Erp.BO.CustomerSvc"): string => `/api/v2/odata/${company}/${rest}`;

const JSON_BODY = { "content-type": "application/json" };
const post = (wire: KineticWire, path: string, body: unknown = {}): Promise<Answer> =>
  wire.send(path, { method: "POST", headers: JSON_BODY, body: JSON.stringify(body) });

function rowsOf(answer: Answer): readonly Row[] {
  assert.equal(answer.status, 200);
  return answer.json<{ value: readonly Row[] }>().value;
}

/** The customer of a GetByID answer. */
function customerOf(answer: Answer): Row | undefined {
  assert.equal(answer.status, 200);
  return answer.json<{ returnObj: { Customer: readonly Row[] } }>().returnObj.Customer[0];
}

const isUnknown = (answer: Answer): void => assert.equal(answer.status, 404);

verifies("kinetic.address.v1-entity", kineticWires(), async (wire) => {
  const [first] = rowsOf(await wire.send(`${V1}/Customers?$top=1`));
  assert.equal(first?.["Company"], wire.company);
});

verifies("kinetic.address.v1-key", kineticWires(), async (wire) => {
  const answer = await wire.send(`${V1}/Customers('${wire.company}',5)`);
  assert.equal(answer.status, 200);
  assert.equal(answer.json()["CustNum"], 5);
});

verifies("kinetic.address.v2-entity", kineticWires(), async (wire) => {
  const [first] = rowsOf(await wire.send(`${v2(wire)}/Customers?$top=1`));
  assert.equal(first?.["Company"], wire.company);
});

verifies("kinetic.address.v1-method", kineticWires(), async (wire) => {
  assert.equal(customerOf(await post(wire, `${V1}/GetByID`, { custNum: 5 }))?.["CustNum"], 5);
});

verifies("kinetic.address.v1-method-get", kineticWires(), async (wire) => {
  assert.equal(customerOf(await wire.send(`${V1}/GetByID?custNum=5`))?.["CustNum"], 5);
});

verifies("kinetic.address.v2-method", kineticWires(), async (wire) => {
  assert.equal(customerOf(await post(wire, `${v2(wire)}/GetByID`, { custNum: 5 }))?.["CustNum"], 5);
});

verifies("kinetic.address.v2-read-methods", kineticWires(), async (wire) => {
  assert.equal(customerOf(await wire.send(`${v2(wire)}/GetByID?custNum=5`))?.["CustNum"], 5);
  const query = "whereClauseCustomer=&whereClause=&pageSize=1&absolutePage=0";
  for (const method of ["GetRows", "GetList"])
    assert.equal((await wire.send(`${v2(wire)}/${method}?${query}`)).status, 200, method);
});

verifies("kinetic.address.v1-baq", kineticWires(), async (wire) => {
  for (const path of ["zCustomer01", "zCustomer01/"])
    assert.ok(rowsOf(await wire.send(`/api/v1/BaqSvc/${path}`)).length > 0, path);
});

verifies("kinetic.address.v2-baq", kineticWires(), async (wire) => {
  assert.ok(rowsOf(await wire.send(v2(wire, "BaqSvc/zCustomer01/Data"))).length > 0);
});

verifies("kinetic.address.function", kineticWires(), async (wire) => {
  for (const path of ["Ping", "Ping/"])
    assert.equal((await post(wire, `/api/v2/efx/${wire.company}/OrderDesk/${path}`)).status, 200, path);
});

verifies("kinetic.address.function-staging", kineticWires(), async (wire) => {
  isUnknown(await post(wire, `/api/v2/efx/${wire.company}/OrderDesk/Draft`));
  assert.equal((await post(wire, `/api/v2/efx/staging/${wire.company}/OrderDesk/Draft`)).status, 200);
});

verifies("kinetic.address.function-v2-only", [kineticEmulator()], async (wire) => {
  isUnknown(await post(wire, `/api/v1/efx/${wire.company}/OrderDesk/Ping`));
});

verifies("kinetic.address.token", [kineticEmulator()], async (wire) => {
  const headers = { authorization: undefined, "x-api-key": undefined, ...wire.user };
  const ask = (path: string): Promise<Answer> => wire.send(path, { method: "POST", headers });
  assert.equal((await ask("/TokenResource.svc/")).status, 200);
  const misplaced = await wire.send("/api/TokenResource.svc/", { method: "POST", headers: wire.user });
  isUnknown(misplaced);
});

verifies("kinetic.address.service-document", kineticWires(), async (wire) => {
  const sets = rowsOf(await wire.send(`${v2(wire)}/`));
  assert.ok(sets.some((each) => each["name"] === "Customers"));
});

verifies("kinetic.address.metadata", kineticWires(), async (wire) => {
  const answer = await wire.send(`${v2(wire)}/$metadata`, { headers: { accept: "application/xml" } });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /xml/);
  assert.match(answer.body, /<EntitySet\b[^>]*Name="Customers"/);
  assert.match(answer.body, /<Property\b[^>]*Name="CustNum"/);
});

verifies("kinetic.address.service-list", [kineticEmulator()], async (wire) => {
  const answer = await wire.send("/api/v1/", { headers: { accept: "*/*" } });
  assert.match(answer.body, /<(\w+:)?service\b[^>]*http:\/\/www\.w3\.org\/2007\/app/);
  assert.match(answer.body, /<(\w+:)?collection\b[^>]*href="Erp\.BO\.CustomerSvc/);
});

verifies("kinetic.address.case", [kineticEmulator()], async (wire) => {
  for (const service of ["Erp.BO.CustomerSvc", "Erp.Bo.CustomerSvc", "erp.bo.customersvc"]) {
    assert.equal(rowsOf(await wire.send(`${v2(wire, service)}/Customers?$top=1`)).length, 1, service);
  }
});

verifies("kinetic.address.unknown-service", [kineticEmulator()], async (wire) => {
  for (const path of ["Erp.BO.NoSuchThingSvc/Things", "Erp.BO.CustomerSvc/NoSuchSet"]) {
    const answer = await wire.send(v2(wire, path));
    isUnknown(answer);
    assert.equal(answer.json()["ErrorType"], "Epicor.RESTApi.ErrorHandling.ApiException");
  }
});

verifies("kinetic.address.invented", [kineticEmulator()], async (wire) => {
  for (const path of ["baq/zCustomer01", "environment", "TokenResource.svc/token"])
    isUnknown(await wire.send(`/api/v2/${path}`));
});

verifies("kinetic.address.company-missing", [kineticEmulator()], async (wire) => {
  const answer = await wire.send("/api/v2/odata/Erp.BO.CustomerSvc/Customers");
  assert.equal(answer.status, 401);
  assert.match(String(answer.json()["ErrorMessage"]), /^Invalid API Key .+\r\nCompany Erp\.BO\.CustomerSvc\.$/s);
});

verifies("kinetic.address.url-beats-callsettings", [kineticEmulator()], async (wire) => {
  const headers = { callsettings: JSON.stringify({ Company: "EPIC07" }) };
  const [first] = rowsOf(await wire.send(`${v2(wire)}/Customers?$top=1`, { headers }));
  assert.equal(first?.["Company"], "EPIC06");
});

verifies("kinetic.address.v1-company-header", kineticWires(), async (wire) => {
  for (const Company of ["EPIC06", "EPIC07"]) {
    const headers = { CallSettings: JSON.stringify({ Company }) };
    const [first] = rowsOf(await wire.send(`${V1}/Customers?$top=1`, { headers }));
    assert.equal(first?.["Company"], Company);
  }
});

verifies("kinetic.address.foreign-company-headers", kineticWires(), async (wire) => {
  const foreign = ["Company", "X-Company", "X-Epicor-Company"].map((name) => [name, "EPIC07"] as const);
  const headers = Object.fromEntries([...foreign, ["X-Epicor-Plant", "NoSuchPlant"] as const]);
  const [first] = rowsOf(await wire.send(`${V1}/Customers?$top=1`, { headers }));
  assert.equal(first?.["Company"], "EPIC06");
});
