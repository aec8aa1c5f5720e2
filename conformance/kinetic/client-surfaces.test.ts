import assert from "node:assert/strict";
import { connect } from "@erpgate/client";
import { added, changed, deleted, licenseTypes } from "@erpgate/client/kinetic";
import { seeded } from "../../tools/seeded-secrets.ts";
import { failureOf } from "../profiles/failure-of.ts";
import { kineticClient } from "../profiles/kinetic-client.ts";
import type { KineticClient, SeenKineticClient } from "../profiles/kinetic-client.ts";
import { verifier } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const SERVICE = "Erp.BO.CustomerSvc";
const CUSTOMERS = `${SERVICE}/Customers?$top=1`;

interface Customers extends Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> {
  readonly Customer: readonly { readonly [name: string]: unknown; readonly Name: string; readonly RowMod: string }[];
}

async function listOf<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** Method and path of the last request, without the base. */
function lastLine({ sent }: SeenKineticClient): string {
  const request = sent.at(-1);
  return `${request?.method ?? ""} ${new URL(request?.url ?? "").pathname.replace("/ERP11PROD", "")}`;
}

const member = (request: Request | undefined, header: string): unknown =>
  JSON.parse(request?.headers.get(header) ?? "null");

const onV1 = kineticClient({ connection: { apiVersion: "v1" } });

verifies("kinetic.method.shape", [kineticClient(), onV1], async ({ connection }) => {
  const { returnObj, parameters } = await connection.method<Customers>(SERVICE, "GetByID", { custNum: 5 });
  assert.equal(returnObj.Customer.length, 1);
  assert.deepEqual(parameters, {});
});

verifies("kinetic.method.void", [kineticClient()], async ({ connection }) => {
  const answer = await connection.method("Ice.Lib.SessionModSvc", "AssertConversionsPending");
  assert.equal(answer.returnObj, undefined);
});

verifies("kinetic.address.v2-read-methods", [kineticClient()], async (client) => {
  await client.connection.method(SERVICE, "GetByID", { custNum: 5 });
  assert.equal(lastLine(client), `GET /api/v2/odata/EPIC06/${SERVICE}/GetByID`);
});

verifies("kinetic.address.v1-method", [onV1], async (client) => {
  await client.connection.method(SERVICE, "GetByID", { custNum: 5 });
  assert.equal(lastLine(client), `POST /api/v1/${SERVICE}/GetByID`);
});

verifies("kinetic.method.paging", [kineticClient(), onV1], async ({ connection }) => {
  const pages = await listOf(connection.getRows<Customers>(SERVICE, { Customer: "CustNum <= 5" }, { pageSize: 2 }));
  assert.deepEqual(
    pages.map(({ Customer }) => Customer.length),
    [2, 2, 1],
  );
});

verifies("kinetic.method.tableset", [kineticClient()], async ({ connection }) => {
  const [page] = await listOf(connection.getRows<Customers>(SERVICE, { Customer: "CustNum = 5" }));
  assert.equal(page?.Customer[0]?.RowMod, "");
});

verifies("kinetic.tableset.row-mod", [kineticClient(), onV1], async ({ connection }) => {
  const read = async (custNum: number): Promise<Customers> =>
    (await connection.method<Customers>(SERVICE, "GetByID", { custNum })).returnObj;
  const rows = (await read(5)).Customer;
  await connection.update(SERVICE, { Customer: rows.map((row) => changed(row, { Name: "Changed" })) });
  assert.equal((await read(5)).Customer[0]?.Name, "Changed");
  const other = rows.map((row) => added({ ...row, CustNum: 9001, CustID: "C9001", SysRowID: undefined }));
  await connection.update(SERVICE, { Customer: other });
  assert.equal((await read(9001)).Customer.length, 1);
  await connection.update(SERVICE, { Customer: other.map((row) => deleted(row)) });
  assert.equal((await failureOf(read(9001))).code, "KINETIC_NOT_FOUND");
});

verifies("kinetic.error.duplicate", [kineticClient()], async ({ connection }) => {
  const { returnObj } = await connection.method<Customers>(SERVICE, "GetByID", { custNum: 5 });
  const again = connection.update(SERVICE, { Customer: returnObj.Customer.map((row) => added(row)) });
  assert.equal((await failureOf(again)).code, "KINETIC_RECORD_EXISTS");
});

verifies("kinetic.method.clauses", async () => {
  const fetch = (request: Request): Promise<Response> => {
    if (request.url.includes("whereClauseShipTo")) return Promise.resolve(Response.json({ returnObj: {} }));
    const ErrorMessage = "Parameter whereClauseShipTo is not found in the input object";
    return Promise.resolve(Response.json({ ErrorMessage, ErrorType: "Ice.BLException" }, { status: 400 }));
  };
  const auth = { kind: "bearer", token: seeded("clauses-token") } as const;
  await using kinetic = connect({ system: "kinetic", url: "https://x.test/ERP", company: "EPIC06", auth }, { fetch });
  assert.equal((await listOf(kinetic.getRows(SERVICE, { Customer: "" }))).length, 1);
});

const batching = (form: "multipart" | "json") => [kineticClient({ erp: { switches: { batch: form } } })];

async function checkBatch({ connection }: KineticClient, form: "multipart" | "json"): Promise<void> {
  const missing = { id: "missing", path: `${SERVICE}/Customers('EPIC06',999999)` };
  const [fine, failed] = await connection.batch([{ path: CUSTOMERS }, missing], { form });
  assert.equal(fine?.json<{ value: unknown[] }>().value.length, 1);
  assert.equal(failed?.error?.code, "KINETIC_NOT_FOUND");
  assert.match(failed.error.message, /^part "missing" of the batch/);
}

verifies("kinetic.batch.parts", batching("multipart"), (client) => checkBatch(client, "multipart"));
verifies("kinetic.batch.parts", batching("json"), (client) => checkBatch(client, "json"));

verifies("kinetic.function.shape", [kineticClient(), onV1], async (client) => {
  assert.deepEqual(await client.connection.efx("OrderDesk", "Ping", { message: "x" }), { reply: "pong", echo: "x" });
  assert.equal(lastLine(client), "POST /api/v2/efx/EPIC06/OrderDesk/Ping");
});

verifies("kinetic.address.function-staging", [kineticClient()], async (client) => {
  await client.connection.efx("OrderDesk", "Draft", {}, { staging: true });
  assert.equal(lastLine(client), "POST /api/v2/efx/staging/EPIC06/OrderDesk/Draft");
});

verifies("kinetic.function.unknown", [kineticClient()], async ({ connection }) => {
  const failure = await failureOf(connection.efx("OrderDesk", "Draft"));
  assert.equal(failure.finding, "kinetic/function-not-exposed");
});

verifies("kinetic.function.unmapped", [kineticClient()], async ({ connection }) => {
  const failure = await failureOf(connection.efx("Planning", "OpenJobs", {}, { company: "EPIC07" }));
  assert.equal(failure.finding, "kinetic/function-not-exposed");
});

verifies("kinetic.address.v1-baq", [onV1], async (client) => {
  await listOf(client.connection.baq("zCustomer01", {}, { top: 1 }));
  assert.equal(lastLine(client), "GET /api/v1/BaqSvc/zCustomer01");
});

verifies("kinetic.address.v2-baq", [kineticClient()], async (client) => {
  await listOf(client.connection.baq("zCustomer01", {}, { top: 1 }));
  assert.equal(lastLine(client), "GET /api/v2/odata/EPIC06/BaqSvc/zCustomer01/Data");
});

verifies("kinetic.baq.parameter-list", [kineticClient(), onV1], async ({ connection, sent }) => {
  const rows = await listOf(connection.baq("zOrder01", { CustNum: [140, 21] }, { top: 50 }));
  assert.deepEqual(new Set(rows.map((row) => row["OrderHed_CustNum"])), new Set([140, 21]));
  assert.deepEqual(new URL(sent.at(-1)?.url ?? "").searchParams.getAll("CustNum"), ["140", "21"]);
});

verifies("kinetic.address.baq-update", [kineticClient(), onV1], async ({ connection }) => {
  const read = async (): Promise<Record<string, unknown> | undefined> =>
    (await listOf(connection.baq("zPart01", {}, { top: 1 })))[0];
  await connection.updateBaq("zPart01", { ...(await read()), Part_PartDescription: "changed" });
  assert.equal((await read())?.["Part_PartDescription"], "changed");
});

verifies("kinetic.address.baq-getnew", [kineticClient()], async ({ connection }) => {
  assert.equal((await connection.newBaqRow("zPart01"))["Part_PartNum"], "");
});

verifies("kinetic.address.service-list", [onV1, kineticClient()], async ({ connection }) => {
  assert.ok((await connection.services()).includes(SERVICE));
});

verifies("kinetic.address.metadata", [kineticClient(), onV1], async ({ connection }) => {
  assert.match(await connection.metadata(SERVICE), /<EntitySet Name="Customers"/);
});

verifies(
  "kinetic.key.required-on-v2",
  [kineticClient({ connection: { apiKey: undefined } })],
  async ({ connection }) => {
    const failure = await failureOf(connection.get(CUSTOMERS));
    assert.equal(failure.code, "KINETIC_API_KEY_MISSING");
    assert.equal(failure.finding, "kinetic/api-key-missing");
  },
);

verifies(
  "kinetic.windows.negotiate",
  [kineticClient({ erp: { switches: { iisWindowsAuth: true } } })],
  async ({ connection }) => {
    const failure = await failureOf(connection.get(CUSTOMERS));
    assert.equal(failure.finding, "kinetic/windows-auth-shadowing");
  },
);

verifies("kinetic.license.default-user", [kineticClient({ erp: { licences: { DefaultUser: 0 } } })], async (client) => {
  const failure = await failureOf(client.connection.get(CUSTOMERS));
  assert.equal(failure.code, "KINETIC_LICENSE_EXHAUSTED");
  assert.ok((failure.retryAfterMs ?? 0) > 0);
  await client.connection.get(CUSTOMERS, { license: "WebService" });
});

const held = ({ erp }: KineticClient): number => erp.kinetic.licences.pool("WebService").inUse;

verifies("kinetic.session.login", [kineticClient(), onV1], async (client) => {
  await using session = await client.connection.session({ license: "WebService" });
  assert.deepEqual(
    client.erp.kinetic.sessions().map(({ id }) => id),
    [session.id],
  );
  assert.equal(held(client), 1);
});

verifies("kinetic.session.logout", [kineticClient(), onV1], async (client) => {
  const session = await client.connection.session({ license: "WebService" });
  await session.end();
  assert.deepEqual(member(client.sent.at(-1), "sessioninfo"), { SessionID: session.id });
  assert.equal(held(client), 0);
});

verifies("kinetic.session.claimed-with-id", [kineticClient()], async (client) => {
  await using session = await client.connection.session({ license: "WebService" });
  await session.get(CUSTOMERS);
  const named = { ClaimedLicense: licenseTypes.WebService, SessionID: session.id };
  assert.deepEqual(member(client.sent.at(-1), "license"), named);
  assert.equal(held(client), 1);
});

verifies("kinetic.session.info-on-calls", [kineticClient()], async (client) => {
  await using session = await client.connection.session();
  await session.get(CUSTOMERS);
  assert.equal(client.sent.at(-1)?.headers.get("sessioninfo"), null);
});

verifies("kinetic.session.timed-out", [kineticClient()], async (client) => {
  await using session = await client.connection.session({ license: "WebService" });
  const goneId = session.id;
  client.erp.clock.advance({ hours: 5 });
  await session.get(CUSTOMERS);
  assert.notEqual(session.id, goneId);
  assert.equal(client.erp.kinetic.sessions().length, 1);
});

verifies("kinetic.session.valid", [kineticClient()], async (client) => {
  await using session = await client.connection.session();
  assert.equal(await session.isValid(), true);
  client.erp.clock.advance({ hours: 5 });
  assert.equal(await session.isValid(), false);
});

verifies("kinetic.error.secure-errors", [kineticClient()], async ({ connection }) => {
  const session = "11111111-2222-3333-4444-555555555555";
  const failure = await failureOf(connection.get(CUSTOMERS, { sessionInfo: session }));
  assert.equal(failure.code, "KINETIC_SERVER_ERROR");
  assert.equal(failure.finding, undefined);
});
